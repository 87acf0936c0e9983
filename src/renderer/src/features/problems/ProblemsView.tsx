import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import type { UnreadableReason } from '../../../../shared/model.ts';
import { UNREADABLE_REASONS } from '../../../../shared/model.ts';
import { Empty } from '../../components/Empty.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { plural } from '../../format.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useReloadOn } from '../../hooks/use-reload-on.ts';
import { useTopic } from '../../hooks/use-topic.ts';
import { strings } from '../../strings.ts';
import '../../styles/problems.css';
import { ReasonGroup } from './ReasonGroup.tsx';

/** Files that could not be read, by reason, each with what can be done about it. */
export function ProblemsView() {
  const status = useTopic('app.status');
  const { data, error, reload } = useCommand('ingest.failures', { limit: 1 });
  const retry = useAction('ingest.retry');
  const [retried, setRetried] = useState<number | null>(null);
  useReloadOn(status?.failed, reload);
  if (error) {
    return (
      <div className="page">
        <Notice kind="failed">{error.message}</Notice>
      </div>
    );
  }
  if (!data) return <Skeleton rows={6} />;
  const scans = status?.needsOcr ?? 0;
  const reasons = UNREADABLE_REASONS.filter((reason) => (data.byReason[reason] ?? 0) > 0);
  const tryAgain = async (reason?: UnreadableReason) => {
    const done = await retry.run(reason ? { reason } : {});
    setRetried(done?.retried ?? null);
    reload();
  };
  return (
    <div className="scroll">
      <div className="page">
        <div className="page-head">
          <h1>{strings.problems.title}</h1>
          {data.total > 0 && (
            <button type="button" className="button" disabled={retry.running} onClick={() => void tryAgain()}>
              {strings.problems.retryAll}
            </button>
          )}
        </div>
        {retried !== null && <Notice kind="info">{retriedSentence(retried)}</Notice>}
        {retry.error && <Notice kind="failed">{retry.error.message}</Notice>}
        {data.total === 0 ? (
          <Empty icon={CircleCheck} title={strings.problems.none} hint={strings.problems.noneHint} />
        ) : (
          <p className="soft">{strings.problems.summary(plural(data.total, 'file', 'files'))}</p>
        )}
        {scans > 0 && <Notice kind="info">{strings.problems.ocr(plural(scans, 'scan', 'scans'))}</Notice>}
        {reasons.map((reason) => (
          <ReasonGroup
            key={reason}
            reason={reason}
            count={data.byReason[reason] ?? 0}
            retrying={retry.running}
            onRetry={() => void tryAgain(reason)}
          />
        ))}
      </div>
    </div>
  );
}

function retriedSentence(retried: number): string {
  if (retried === 0) return strings.problems.nothingRetried;
  return strings.problems.retried(plural(retried, 'file', 'files'));
}

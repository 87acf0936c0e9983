import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { Failure, UnreadableReason } from '../../../../shared/model.ts';
import { Notice } from '../../components/Notice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { formatCount, splitPath } from '../../format.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { strings } from '../../strings.ts';

const PAGE = 100;

interface ReasonGroupProps {
  reason: UnreadableReason;
  count: number;
  retrying: boolean;
  onRetry(): void;
}

export function ReasonGroup({ reason, count, retrying, onRetry }: ReasonGroupProps) {
  const [open, setOpen] = useState(false);
  const [title, remedy] = strings.reasons[reason];
  return (
    <section className="card reason">
      <div className="reason-head">
        <button type="button" className="reason-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight size={16} aria-hidden />
          <h2>{title}</h2>
          <span className="soft">{formatCount(count)}</span>
        </button>
        <button type="button" className="button" disabled={retrying} onClick={onRetry}>
          {strings.actions.retry}
        </button>
      </div>
      <p className="soft reason-remedy">{remedy}</p>
      {/* A changed number means other files: the list begins anew. */}
      {open && <FailureList key={count} reason={reason} />}
    </section>
  );
}

function FailureList({ reason }: { reason: UnreadableReason }) {
  const first = useCommand('ingest.failures', { reason, limit: PAGE });
  const more = useAction('ingest.failures');
  const [further, setFurther] = useState<{ failures: Failure[]; next: string | undefined } | null>(null);
  const error = first.error ?? more.error;
  if (error) return <Notice kind="failed">{error.message}</Notice>;
  if (!first.data) return <Skeleton rows={3} />;
  const failures = [...first.data.failures, ...(further?.failures ?? [])];
  const next = further ? further.next : first.data.next;
  const loadMore = async (cursor: string) => {
    const page = await more.run({ reason, cursor, limit: PAGE });
    if (page) setFurther({ failures: [...(further?.failures ?? []), ...page.failures], next: page.next });
  };
  return (
    <>
      <ul className="failures">
        {failures.map(({ path, message }) => (
          <li key={path}>
            <strong className="path">{splitPath(path).name}</strong>
            <span className="path soft small">{splitPath(path).folder}</span>
            <span className="small">{message}</span>
          </li>
        ))}
      </ul>
      {next !== undefined && (
        <button
          type="button"
          className="button quiet"
          disabled={more.running}
          onClick={() => void loadMore(next)}
        >
          {strings.actions.more}
        </button>
      )}
    </>
  );
}

import { ShieldCheck } from 'lucide-react';
import type { JobProgress, Lane, Status } from '../../../shared/model.ts';
import { formatCount, formatEstimate, formatShare, plural } from '../format.ts';
import { useConnected } from '../hooks/use-connection.ts';
import { useTopic } from '../hooks/use-topic.ts';
import { strings } from '../strings.ts';

/** What runs, always true: without a connection it says so rather than show what was. */
export function ActivityBar() {
  const connected = useConnected();
  const status = useTopic('app.status');
  const job = useTopic('ingest.progress');
  return (
    <section className="activity" aria-label={strings.activity.label}>
      {connected || !status ? (
        <div className="running">
          {status &&
            [...jobParts(job ?? null), ...statusParts(status)].map((part) => <span key={part}>{part}</span>)}
        </div>
      ) : (
        <div className="running lost" role="status">
          {strings.connection.lost} {strings.connection.lostHint}
        </div>
      )}
      <div className="private" title={strings.activity.private}>
        <ShieldCheck size={14} aria-hidden />
        <span>{strings.activity.private}</span>
      </div>
    </section>
  );
}

function jobParts(job: JobProgress | null): string[] {
  if (!job || job.state === 'completed' || job.state === 'cancelled') return [];
  const lanes = [strings.activity.text(laneShare(job.text, job.scanComplete))];
  if (!job.textOnly) lanes.push(strings.activity.meaning(laneShare(job.meaning, job.scanComplete)));
  return job.state === 'paused' ? [...lanes, strings.activity.paused] : lanes;
}

function laneShare(lane: Lane, scanComplete: boolean): string {
  // Until all files are counted a share of them would jump back and forth.
  if (!scanComplete) return formatCount(lane.done);
  const share = formatShare(lane.done, lane.total);
  if (lane.remainingMs === null || lane.done >= lane.total) return share;
  return `${share}, ${strings.time.left(formatEstimate(lane.remainingMs))}`;
}

function statusParts(status: Status): string[] {
  const { documents, candidates, needsOcr, engine } = status;
  const model: string[] = [];
  if (engine.modelState === 'loading') model.push(strings.activity.modelLoading);
  if (engine.modelState === 'failed') model.push(strings.activity.modelFailed);
  if (documents === 0) return [strings.activity.empty, ...model];
  return [
    strings.activity.idle(plural(documents, 'CV', 'CVs'), plural(candidates, 'person', 'people')),
    ...(needsOcr > 0 ? [strings.activity.scans(plural(needsOcr, 'scan', 'scans'))] : []),
    ...model,
  ];
}

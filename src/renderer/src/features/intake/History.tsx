import { formatCount, formatMoment, splitPath } from '../../format.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useReloadOn } from '../../hooks/use-reload-on.ts';
import { strings } from '../../strings.ts';
import { Controls } from './Controls.tsx';
import { Counts } from './Counts.tsx';

interface HistoryProps {
  /** The job that is shown above. */
  current: string | null;
  state: string;
}

/** What was taken in earlier, newest first; each with its receipt. */
export function History({ current, state }: HistoryProps) {
  const { data, reload } = useCommand('ingest.history', { limit: 50 });
  useReloadOn(`${current} ${state}`, reload);
  const jobs = data?.filter((job) => job.jobId !== current) ?? [];
  if (jobs.length === 0) return null;
  return (
    <section className="card history">
      <h2>{strings.intake.history}</h2>
      {jobs.map((job) => (
        <details key={job.jobId} open={job.state === 'paused'}>
          <summary>
            <span>{job.folders.map((folder) => splitPath(folder).name).join(', ')}</span>
            <span className="soft small">
              {strings.jobStates[job.state]} · {formatMoment(job.startedAt)} · {strings.outcomes.indexed}{' '}
              {formatCount(job.counts.indexed)}
            </span>
          </summary>
          {job.folders.map((folder) => (
            <p key={folder} className="path soft small">
              {folder}
            </p>
          ))}
          <Counts counts={job.counts} />
          {job.state === 'paused' && <Controls jobId={job.jobId} state={job.state} />}
        </details>
      ))}
    </section>
  );
}

import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import type { JobProgress, Lane } from '../../../../shared/model.ts';
import { Meter } from '../../components/Meter.tsx';
import { Notice } from '../../components/Notice.tsx';
import { formatCount, formatDuration, formatEstimate, splitPath } from '../../format.ts';
import { useAction } from '../../hooks/use-action.ts';
import { strings } from '../../strings.ts';
import { Counts } from './Counts.tsx';

/** The job at work, or the receipt of the last one. */
export function JobCard({ job }: { job: JobProgress }) {
  const over = job.state === 'completed' || job.state === 'cancelled';
  return (
    <section className="card job" aria-label={strings.jobStates[job.state]}>
      <header>
        <h2>
          <span role="status">{strings.jobStates[job.state]}</span>{' '}
          <span className="soft">{job.folders.map((folder) => splitPath(folder).name).join(', ')}</span>
        </h2>
        {over && job.finishedAt !== null && (
          <span className="soft small">
            {strings.intake.took(formatDuration(job.finishedAt - job.startedAt))}
          </span>
        )}
      </header>
      {job.problem && <Notice kind="warn">{job.problem}</Notice>}
      {!over && <Lanes job={job} />}
      {(over || job.state === 'paused') && <Counts counts={job.counts} />}
      {!over && <Controls job={job} />}
    </section>
  );
}

function Lanes({ job }: { job: JobProgress }) {
  const still = job.state === 'paused';
  const growing = !job.scanComplete;
  return (
    <>
      <LaneRow
        name={strings.intake.text}
        hint={strings.intake.textHint}
        lane={job.text}
        unit={strings.intake.files}
        {...{ still, growing }}
      />
      {!job.textOnly && (
        <LaneRow
          name={strings.intake.meaning}
          hint={strings.intake.meaningHint}
          lane={job.meaning}
          unit={strings.intake.passages}
          {...{ still, growing }}
        />
      )}
      {job.text.done > 0 && <p className="soft small">{strings.intake.searchNow}</p>}
    </>
  );
}

interface LaneRowProps {
  name: string;
  hint: string;
  lane: Lane;
  unit: string;
  still: boolean;
  /** Files are still being counted. */
  growing: boolean;
}

function LaneRow({ name, hint, lane, unit, still, growing }: LaneRowProps) {
  const total = formatCount(lane.total);
  const time = still || lane.remainingMs === null ? '' : strings.time.left(formatEstimate(lane.remainingMs));
  const rate = still || lane.rate === null ? '' : strings.intake.rate(lane.rate.toFixed(1));
  const open = lane.done < lane.total || growing;
  return (
    <div className="lane">
      <div className="lane-head">
        <strong>{name}</strong>
        <span className="soft small">{hint}</span>
        <span className="lane-count">
          {strings.intake.of(formatCount(lane.done), growing ? strings.intake.atLeast(total) : total)}{' '}
          <span className="soft">{unit}</span>
        </span>
      </div>
      <Meter label={name} done={lane.done} total={lane.total} still={still} />
      <div className="lane-foot soft small">
        <span>{open ? rate : ''}</span>
        <span>{open && !growing ? time : ''}</span>
      </div>
    </div>
  );
}

function Controls({ job: { jobId, state } }: { job: JobProgress }) {
  const [asking, setAsking] = useState(false);
  const pause = useAction('ingest.pause');
  const resume = useAction('ingest.resume');
  const cancel = useAction('ingest.cancel');
  const error = pause.error ?? resume.error ?? cancel.error;
  if (asking) {
    return (
      <div className="controls" role="alertdialog" aria-label={strings.intake.cancel}>
        <p>{strings.intake.cancelAsk}</p>
        <button
          type="button"
          className="button"
          onClick={() => void cancel.run({ jobId }).then(() => setAsking(false))}
        >
          {strings.intake.cancel}
        </button>
        {/* biome-ignore lint/a11y/noAutofocus: the question appears where the button was that asked it. */}
        <button type="button" className="button primary" autoFocus onClick={() => setAsking(false)}>
          {strings.intake.keep}
        </button>
      </div>
    );
  }
  return (
    <div className="controls">
      {state === 'paused' ? (
        <button type="button" className="button primary" onClick={() => void resume.run({ jobId })}>
          <Play size={15} aria-hidden />
          {strings.intake.resume}
        </button>
      ) : (
        <button type="button" className="button" onClick={() => void pause.run({ jobId })}>
          <Pause size={15} aria-hidden />
          {strings.intake.pause}
        </button>
      )}
      <button type="button" className="button quiet" onClick={() => setAsking(true)}>
        {strings.intake.cancel}…
      </button>
      {error && <Notice kind="failed">{error.message}</Notice>}
    </div>
  );
}

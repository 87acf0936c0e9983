import { Search } from 'lucide-react';
import type { JobProgress, Lane } from '../../../../shared/model.ts';
import { Meter } from '../../components/Meter.tsx';
import { Notice } from '../../components/Notice.tsx';
import { formatCount, formatDuration, formatEstimate, splitPath } from '../../format.ts';
import { useNavigation } from '../../navigation.ts';
import { strings } from '../../strings.ts';
import { Controls } from './Controls.tsx';
import { Counts } from './Counts.tsx';

/** The job at work, or the receipt of the last one. */
export function JobCard({ job }: { job: JobProgress }) {
  const over = job.state === 'completed' || job.state === 'cancelled';
  return (
    <section className="card job" aria-label={strings.jobStates[job.state]}>
      <header>
        <h2>
          {strings.jobStates[job.state]}{' '}
          <span className="soft">{job.folders.map((folder) => splitPath(folder).name).join(', ')}</span>
        </h2>
        {over && job.finishedAt !== null && (
          <span className="soft small">
            {strings.intake.took(formatDuration(job.finishedAt - job.startedAt))}
          </span>
        )}
      </header>
      <span role="status" className="visually-hidden">
        {strings.jobStates[job.state]}
      </span>
      {job.problem && <Notice kind="warn">{job.problem}</Notice>}
      {!over && <Lanes job={job} />}
      {(over || job.state === 'paused') && <Counts counts={job.counts} />}
      {over && job.counts.indexed + job.counts.unchanged > 0 && <FindPeople />}
      {!over && <Controls jobId={job.jobId} state={job.state} />}
    </section>
  );
}

function FindPeople() {
  const open = useNavigation((state) => state.open);
  return (
    <div className="controls">
      <button type="button" className="button primary" onClick={() => open('search')}>
        <Search size={15} aria-hidden />
        {strings.intake.find}
      </button>
    </div>
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

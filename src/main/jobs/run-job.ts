import { AppError } from '../../shared/errors.ts';
import type { CommitDeps } from '../ingest/commit.ts';
import type { EmbedPump } from '../ingest/embed-pump.ts';
import type { Log } from '../log.ts';
import type { Job, JobStore } from '../store/jobs.ts';
import type { Settings } from '../store/settings.ts';
import type { ParsePool } from '../workers/pool.ts';
import { createBulkLoading } from './bulk-loading.ts';
import type { Progress } from './progress.ts';
import { runTextPass } from './run.ts';

export interface RunJobDeps extends CommitDeps {
  jobs: Pick<JobStore, 'setScanning' | 'setScanComplete' | 'addActiveMs'>;
  settings: Pick<Settings, 'get' | 'chunking'>;
  pump: Pick<EmbedPump, 'idle' | 'hold'>;
  createPool(size: number): ParsePool;
  processors: number;
  exclude: string | null;
  log: Log;
  progress: Pick<Progress, 'begin' | 'events'>;
}

/** `done` may have a problem with meaning alone; `stopped` by its signal. */
export type RunEnd =
  | { kind: 'done'; problem: AppError | null }
  | { kind: 'stopped' }
  | { kind: 'failed'; error: AppError };

/** With more processors than this both passes run at the same time. */
const FEW_PROCESSORS = 4;
const TICK_MS = 5000;

/** Both passes of a job. Never rejects. */
export async function runJob(job: Job, deps: RunJobDeps, signal: AbortSignal): Promise<RunEnd> {
  const stopClock = startClock(job.jobId, deps);
  try {
    deps.progress.begin(job, deps.files.counts(job.jobId));
    if (job.folders.length > 0) deps.jobs.setScanning(job.jobId);
    const bulk = createBulkLoading(deps);
    await textPass(job, deps, signal);
    // Speed alone is lost without it.
    await bulk.begin(job).catch((error: unknown) => deps.log.error('engine.bulk', error));
    const problem = job.options.textOnly ? null : await deps.pump.idle(signal);
    await bulk.end(signal);
    return { kind: 'done', problem };
  } catch (error) {
    return signal.aborted ? { kind: 'stopped' } : { kind: 'failed', error: AppError.from(error) };
  } finally {
    stopClock();
  }
}

async function textPass(job: Job, deps: RunJobDeps, signal: AbortSignal): Promise<void> {
  const { settings, processors } = deps;
  const size = job.options.workers || settings.get('intake.workers') || Math.min(processors, 8);
  const pool = deps.createPool(size);
  const release = processors <= FEW_PROCESSORS ? deps.pump.hold() : () => {};
  try {
    await runTextPass(
      job,
      {
        ...deps,
        pool,
        events: deps.progress.events,
        chunking: settings.chunking(),
        maxBytes: settings.get('intake.maxFileMb') * 1_048_576,
        batch: settings.get('intake.batch'),
      },
      signal,
    );
    signal.throwIfAborted();
  } finally {
    await pool.close();
    release();
  }
}

/** Adds the time that a job has been at work to the ledger, every few seconds and when it is stopped. */
function startClock(jobId: string, { jobs, log }: Pick<RunJobDeps, 'jobs' | 'log'>): () => void {
  let since = performance.now();
  const tick = () => {
    const now = performance.now();
    try {
      jobs.addActiveMs(jobId, now - since);
      since = now;
    } catch (error) {
      // A full disk stops the job where it writes documents; the time is added by a later tick.
      log.error('job.clock', error);
    }
  };
  const timer = setInterval(tick, TICK_MS);
  return () => {
    clearInterval(timer);
    tick();
  };
}

import { AppError } from '../../shared/errors.ts';
import type { Receipt } from '../../shared/model.ts';
import type { CommitDeps } from '../ingest/commit.ts';
import type { EmbedPump } from '../ingest/embed-pump.ts';
import type { Log } from '../log.ts';
import type { Job, JobOptions, JobStore } from '../store/jobs.ts';
import type { Settings } from '../store/settings.ts';
import type { ParsePool } from '../workers/pool.ts';
import { createChanges } from './changes.ts';
import { createEndings } from './endings.ts';
import { createProgress, type Progress } from './progress.ts';
import { createQueue, type Wish } from './queue.ts';
import { type RunEnd, runJob } from './run-job.ts';
import { createWaiters } from './waiters.ts';

export interface RunnerDeps extends CommitDeps {
  jobs: JobStore;
  settings: Pick<Settings, 'get' | 'chunking'>;
  pump: Pick<EmbedPump, 'wake' | 'hold' | 'idle'>;
  createPool(size: number): ParsePool;
  /** Passages with and without their vector, for the meaning lane. */
  meaning(): { done: number; total: number };
  processors: number;
  exclude: string | null;
  log: Log;
}

/** Runs jobs one after the other, oldest first; each survives a restart. */
export interface Runner {
  /** Goes on with the unfinished job of exactly these folders, or makes one. */
  start(folders: string[], options: JobOptions): Job;
  /** A watched folder has changed: taken in by a job, unless a paused one has the folder. Never throws. */
  changed(folder: string): void;
  /** Goes on with every job that was not paused when the application ended. */
  resumeAll(): void;
  stop(jobId: string, reason: 'pause' | 'cancel'): void;
  resume(jobId: string): void;
  /** Goes on with an unfinished retry too; `retried` counts all that is tried now. */
  retry(reason: string | null): { retried: number; job: Job | null };
  /** Resolves when the job has ended; rejects when it had to pause (`conflict`, with the problem's sentence). */
  receipt(jobId: string, signal: AbortSignal): Promise<Receipt>;
  /** A job is at work or waits for its turn. */
  isBusy(): boolean;
  progress: Progress;
  close(): Promise<void>;
}

export function createRunner(deps: RunnerDeps): Runner {
  const { jobs, files, pump, log } = deps;
  const progress = createProgress(deps.meaning);
  const [last] = jobs.list(1);
  if (last) progress.restore(last, files.counts(last.jobId));
  const endings = createEndings({ jobs, files, progress, log });
  /** Why jobs that had to pause did so, until they go on. */
  const problems = new Map<string, AppError>();
  const waiters = createWaiters();
  /** While paused or cancelled the second pass rests too. */
  let release = () => {};

  const queue = createQueue({
    async run(jobId, signal) {
      const job = jobs.find(jobId);
      if (job?.state !== 'scanning' && job?.state !== 'running') return null;
      changes.onBegin();
      release();
      return runJob(job, { ...deps, progress }, signal);
    },
    onEnd(jobId, end, wish) {
      const again = comeToRest(jobId, end, wish);
      waiters.wake();
      return again;
    },
    onError(jobId, error) {
      const known = AppError.from(error);
      problems.set(jobId, known);
      endings.fail(jobId, known);
      waiters.wake();
    },
  });
  const isPaused = (job: Job) =>
    job.state === 'paused' || problems.has(job.jobId) || queue.wish(job.jobId) === 'pause';
  const changes = createChanges({ jobs, queue, isPaused });

  /** True when the job is to run once more. */
  function comeToRest(jobId: string, end: RunEnd, wish: Wish): boolean {
    if (end.kind === 'done') {
      // Failures were moved into a retry after its text pass.
      if (files.nextTryAt(jobId) !== null) return true;
      endings.complete(jobId, end.problem);
      changes.onComplete();
      return false;
    }
    if (wish === 'pause' || wish === 'cancel') release = pump.hold();
    if (wish === 'cancel') endings.cancel(jobId);
    else if (end.kind === 'failed') throw end.error;
    else if (wish === 'pause') endings.pause(jobId);
    return wish === 'run';
  }

  function goOn(job: Job): void {
    const { jobId } = job;
    const wish = queue.wish(jobId);
    if (wish === 'pause' || wish === 'cancel') queue.ask(jobId, 'run');
    if (wish !== null) return;
    if (job.state === 'paused') jobs.setState(jobId, job.scanComplete ? 'running' : 'scanning');
    problems.delete(jobId);
    queue.add(jobId);
  }

  function requireJob(jobId: string): Job {
    const job = jobs.find(jobId);
    if (!job) throw new AppError('not_found', 'There is no such intake.');
    return job;
  }

  /** What a person starts while the same is being cancelled is another job. */
  function findUnfinished(folders: string[]): Job | null {
    const newest = jobs.findUnfinished(folders);
    return newest && queue.wish(newest.jobId) === 'cancel'
      ? jobs.findUnfinished(folders, newest.jobId)
      : newest;
  }

  return {
    progress,
    isBusy: queue.isBusy,
    start(folders, options) {
      const sorted = [...folders].sort();
      const unfinished = findUnfinished(sorted);
      if (unfinished) jobs.setOptions(unfinished.jobId, options);
      const job = unfinished ?? jobs.create(sorted, options);
      goOn(job);
      return job;
    },
    changed(folder) {
      try {
        changes.changed(folder);
      } catch (error) {
        log.error('job.change', error);
      }
    },
    resumeAll() {
      for (const job of jobs.listUnfinished()) if (job.state !== 'paused') queue.add(job.jobId);
      pump.wake();
    },
    stop(jobId, reason) {
      const job = requireJob(jobId);
      if (job.finishedAt !== null || (reason === 'pause' && isPaused(job))) return;
      const wish = queue.wish(jobId);
      if (wish !== null) {
        if (wish !== 'cancel') queue.ask(jobId, reason);
        return;
      }
      queue.drop(jobId);
      endings[reason](jobId);
      problems.delete(jobId);
      waiters.wake();
    },
    resume(jobId) {
      const job = requireJob(jobId);
      if (job.finishedAt === null && isPaused(job)) goOn(job);
    },
    retry(reason) {
      const unfinished = jobs.findUnfinished([]);
      if (!unfinished && files.countRetryable(reason) === 0) return { retried: 0, job: null };
      const job = unfinished ?? jobs.create([], { textOnly: false });
      progress.added(job.jobId, files.retry(job.jobId, reason));
      goOn(job);
      return { retried: files.counts(job.jobId).open, job };
    },
    async receipt(jobId, signal) {
      for (;;) {
        signal.throwIfAborted();
        const job = requireJob(jobId);
        if (job.receipt) return job.receipt;
        const problem = problems.get(jobId);
        if (problem && !queue.has(jobId)) throw new AppError('conflict', problem.message, { cause: problem });
        await waiters.next(signal);
      }
    },
    close: () => queue.close(),
  };
}

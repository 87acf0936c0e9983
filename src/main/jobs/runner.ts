import { AppError } from '../../shared/errors.ts';
import type { Receipt } from '../../shared/model.ts';
import type { CommitDeps } from '../ingest/commit.ts';
import type { EmbedPump } from '../ingest/embed-pump.ts';
import type { Log } from '../log.ts';
import { logId } from '../log.ts';
import type { Job, JobOptions, JobStore } from '../store/jobs.ts';
import type { Settings } from '../store/settings.ts';
import type { ParsePool } from '../workers/pool.ts';
import { createProgress, type Progress } from './progress.ts';
import { makeReceipt } from './receipt.ts';
import { runTextPass } from './run.ts';

export interface RunnerDeps extends CommitDeps {
  jobs: JobStore;
  settings: Settings;
  pump: EmbedPump;
  createPool(size: number): ParsePool;
  /** Passages with and without their vector, for the meaning lane. */
  meaning(): { done: number; total: number };
  processors: number;
  exclude: string | null;
  log: Log;
}

export type StopReason = 'pause' | 'cancel' | 'close';

/** Runs jobs one after the other, oldest first; each survives a restart. */
export interface Runner {
  start(folders: string[], options: JobOptions): Job;
  /** Goes on with every job that was not paused when the application ended. */
  resumeAll(): void;
  stop(jobId: string, reason: 'pause' | 'cancel'): void;
  resume(jobId: string): void;
  retry(reason: string | null): { retried: number; job: Job | null };
  /** Resolves when the job has ended. */
  receipt(jobId: string, signal: AbortSignal): Promise<Receipt>;
  progress: Progress;
  close(): Promise<void>;
}

/** In-flight documents have this long to end by themselves before their threads are stopped. */
const GRACE_MS = 1500;
/** With more processors than this both passes run at the same time. */
const FEW_PROCESSORS = 4;
const TICK_MS = 5000;

export function createRunner(deps: RunnerDeps): Runner {
  const waiting: string[] = [];
  const listeners = new Set<() => void>();
  const progress = createProgress(deps.meaning);
  const [last] = deps.jobs.list(1);
  if (last) progress.restore(last, deps.files.counts(last.jobId));
  let active: { jobId: string; stop: AbortController } | null = null;
  let loop: Promise<void> | null = null;
  let closed = false;
  /** While paused or cancelled the second pass rests too. */
  let release: (() => void) | null = null;
  const rest = () => {
    release ??= deps.pump.hold();
  };
  const wakeUp = () => {
    release?.();
    release = null;
  };

  function enqueue(jobId: string): void {
    if (active?.jobId !== jobId && !waiting.includes(jobId)) waiting.push(jobId);
    loop ??= consume().finally(() => {
      loop = null;
    });
  }

  async function consume(): Promise<void> {
    await Promise.resolve();
    for (let jobId = waiting.shift(); jobId && !closed; jobId = waiting.shift()) {
      const job = deps.jobs.find(jobId);
      if (job && isOpen(job)) await runJob(job);
      for (const listener of listeners) listener();
    }
  }

  async function runJob(job: Job): Promise<void> {
    const stop = new AbortController();
    active = { jobId: job.jobId, stop };
    wakeUp();
    let since = performance.now();
    const tick = () => {
      deps.jobs.addActiveMs(job.jobId, performance.now() - since);
      since = performance.now();
    };
    const clock = setInterval(tick, TICK_MS);
    if (job.folders.length > 0) deps.jobs.setScanning(job.jobId);
    progress.begin(job, deps.files.counts(job.jobId));
    try {
      await textPass(job, stop.signal);
      const problem = job.options.textOnly ? null : await deps.pump.idle(stop.signal);
      tick();
      if (problem) progress.problem(problem.message);
      finish(job.jobId, 'completed');
    } catch (error) {
      tick();
      stopped(job.jobId, stop.signal, error);
    } finally {
      clearInterval(clock);
      active = null;
    }
  }

  async function textPass(job: Job, signal: AbortSignal): Promise<void> {
    const size = job.options.workers || deps.settings.get('intake.workers') || Math.min(deps.processors, 8);
    const pool = deps.createPool(size);
    const unhold = deps.processors <= FEW_PROCESSORS ? deps.pump.hold() : () => {};
    let grace: NodeJS.Timeout | undefined;
    const onAbort = () => {
      grace = setTimeout(() => void pool.close(), GRACE_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await runTextPass(job, { ...deps, ...runSettings(deps), pool, events: progress.events }, signal);
      signal.throwIfAborted();
    } finally {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(grace);
      await pool.close();
      unhold();
    }
  }

  function stopped(jobId: string, signal: AbortSignal, error: unknown): void {
    const reason = signal.aborted ? (signal.reason as StopReason) : null;
    if (reason === 'close') return;
    if (reason) rest();
    if (reason === 'cancel') {
      deps.files.dropOpen(jobId);
      finish(jobId, 'cancelled');
      return;
    }
    deps.jobs.setState(jobId, 'paused');
    progress.end('paused');
    if (reason === 'pause') return;
    const known = AppError.from(error);
    deps.log.error('job.stopped', error, { job: logId(jobId) });
    progress.problem(known.message);
  }

  function finish(jobId: string, state: 'completed' | 'cancelled'): void {
    const job = deps.jobs.find(jobId);
    if (!job) return;
    deps.jobs.finish(makeReceipt(job, deps.files), state);
    progress.end(state);
    deps.log.info('job.ended', { job: logId(jobId), state: logId(state) });
  }

  function requireJob(jobId: string): Job {
    const job = deps.jobs.find(jobId);
    if (!job) throw new AppError('not_found', 'There is no such intake.');
    return job;
  }

  return {
    progress,
    start(folders, options) {
      const sorted = [...folders].sort();
      const unfinished = deps.jobs.findUnfinished(sorted);
      if (unfinished) {
        deps.jobs.setOptions(unfinished.jobId, options);
        if (unfinished.state === 'paused') deps.jobs.setState(unfinished.jobId, 'scanning');
      }
      const job = unfinished ?? deps.jobs.create(sorted, options);
      enqueue(job.jobId);
      return job;
    },
    resumeAll() {
      for (const job of deps.jobs.listUnfinished()) if (job.state !== 'paused') enqueue(job.jobId);
      deps.pump.wake();
    },
    stop(jobId, reason) {
      const job = requireJob(jobId);
      if (!isOpen(job)) return;
      if (active?.jobId === jobId) active.stop.abort(reason);
      else if (reason === 'pause') deps.jobs.setState(jobId, 'paused');
      else {
        deps.files.dropOpen(jobId);
        finish(jobId, 'cancelled');
      }
    },
    resume(jobId) {
      const job = requireJob(jobId);
      if (job.state !== 'paused') return;
      deps.jobs.setState(jobId, job.scanComplete ? 'running' : 'scanning');
      enqueue(jobId);
    },
    retry(reason) {
      const job = deps.jobs.create([], { textOnly: false });
      const retried = deps.files.retry(job.jobId, reason);
      if (retried === 0) {
        finish(job.jobId, 'completed');
        return { retried, job: null };
      }
      enqueue(job.jobId);
      return { retried, job };
    },
    async receipt(jobId, signal) {
      for (;;) {
        signal.throwIfAborted();
        const job = requireJob(jobId);
        if (job.receipt) return job.receipt;
        const idle = active?.jobId !== jobId && !waiting.includes(jobId);
        const problem = progress.current()?.problem;
        if (idle && problem && progress.current()?.jobId === jobId) throw new AppError('conflict', problem);
        await nextChange(listeners, signal);
      }
    },
    async close() {
      closed = true;
      active?.stop.abort('close' satisfies StopReason);
      await loop;
    },
  };
}

function isOpen(job: Job): boolean {
  return job.state === 'scanning' || job.state === 'running' || job.state === 'paused';
}

function runSettings({ settings }: RunnerDeps) {
  return {
    chunking: settings.chunking(),
    maxBytes: settings.get('intake.maxFileMb') * 1_048_576,
    batch: settings.get('intake.batch'),
  };
}

function nextChange(listeners: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      listeners.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    listeners.add(done);
    signal.addEventListener('abort', done, { once: true });
  });
}

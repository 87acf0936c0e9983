import type { RunEnd } from './run-job.ts';

/** What is to become of the job at work: `close` ends the process, the job goes on after the next start. */
export type Wish = 'run' | 'pause' | 'cancel' | 'close';

/** One job after the other, oldest first; the one at work can be asked to stop, and to go on after all. */
export interface Queue {
  /** At the end, unless it waits or works already. */
  add(jobId: string): void;
  /** A job that waits does so no longer. */
  drop(jobId: string): void;
  /** The last wish for the job at work; null for any other job. */
  wish(jobId: string): Wish | null;
  /** Every wish but `run` stops the job; a later wish decides what comes after. */
  ask(jobId: string, wish: Wish): void;
  /** Waiting or at work. */
  has(jobId: string): boolean;
  /** Any job is. */
  isBusy(): boolean;
  /** Resolves when nothing is at work. */
  close(): Promise<void>;
}

export interface QueueDeps {
  /** Null when the job needs no run. */
  run(jobId: string, signal: AbortSignal): Promise<RunEnd | null>;
  /** Called with the last wish. True: once more, before the others. */
  onEnd(jobId: string, end: RunEnd, wish: Wish): boolean;
  /** What the two above threw. */
  onError(jobId: string, error: unknown): void;
}

interface Active {
  jobId: string;
  wish: Wish;
  stop: AbortController;
}

export function createQueue(deps: QueueDeps): Queue {
  const waiting: string[] = [];
  let active: Active | null = null;
  let loop: Promise<void> | null = null;
  let closed = false;

  async function work(): Promise<void> {
    // Whoever adds a job sees it waiting first.
    await Promise.resolve();
    for (let jobId = waiting.shift(); jobId !== undefined; jobId = waiting.shift()) {
      const again = closed ? false : await runOne(jobId);
      if (again && !closed) waiting.unshift(jobId);
    }
    // In the same turn as the last look at who waits.
    loop = null;
  }

  async function runOne(jobId: string): Promise<boolean> {
    const current: Active = { jobId, wish: 'run', stop: new AbortController() };
    active = current;
    try {
      const end = await deps.run(jobId, current.stop.signal);
      active = null;
      return end !== null && deps.onEnd(jobId, end, current.wish);
    } catch (error) {
      deps.onError(jobId, error);
      return false;
    } finally {
      active = null;
    }
  }

  const isActive = (jobId: string) => active?.jobId === jobId;

  return {
    add(jobId) {
      if (closed) return;
      if (!isActive(jobId) && !waiting.includes(jobId)) waiting.push(jobId);
      loop ??= work();
    },
    drop(jobId) {
      const at = waiting.indexOf(jobId);
      if (at >= 0) waiting.splice(at, 1);
    },
    wish: (jobId) => (active?.jobId === jobId ? active.wish : null),
    ask(jobId, wish) {
      if (active?.jobId !== jobId) return;
      active.wish = wish;
      if (wish !== 'run') active.stop.abort();
    },
    has: (jobId) => isActive(jobId) || waiting.includes(jobId),
    isBusy: () => active !== null || waiting.length > 0,
    async close() {
      closed = true;
      if (active?.wish === 'run') active.wish = 'close';
      active?.stop.abort();
      await loop;
    },
  };
}

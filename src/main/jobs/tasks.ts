/** A bounded set of running tasks; the first error is kept for `end` to throw. */
export interface Tasks {
  count(): number;
  failed(): boolean;
  /** Waits until there is room for another, or until no task is waited for any more. */
  add(task: Promise<void>): Promise<void>;
  /** Resolves when a task has ended, or after `mostMs`. */
  change(mostMs: number): Promise<void>;
  /** Resolves when all have ended or none is waited for any more. */
  end(): Promise<void>;
}

/** `giveUp`: tasks that run then are left to themselves (a disk that never answers). One caller waits at a time. */
export function createTasks(most: number, giveUp: AbortSignal): Tasks {
  let running = 0;
  let failure: { error: unknown } | null = null;
  let wake = () => {};
  giveUp.addEventListener('abort', () => wake(), { once: true });

  // Not a race of the tasks: each race leaves something behind in a task that does not end.
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const isWaitedFor = () => running > 0 && !giveUp.aborted;

  async function watch(task: Promise<void>): Promise<void> {
    try {
      await task;
    } catch (error) {
      failure ??= { error };
    }
    running -= 1;
    wake();
  }

  return {
    count: () => running,
    failed: () => failure !== null,
    async add(task) {
      running += 1;
      void watch(task);
      if (running >= most && isWaitedFor()) await next();
    },
    change: (mostMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, mostMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    async end() {
      while (isWaitedFor()) await next();
      if (failure) throw failure.error;
    },
  };
}

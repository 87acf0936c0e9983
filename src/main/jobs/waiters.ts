/** Those who wait for a job to come to rest. */
export interface Waiters {
  /** Resolves at the next `wake`, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void>;
  wake(): void;
}

export function createWaiters(): Waiters {
  const waiting = new Set<() => void>();
  return {
    next: (signal) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        waiting.add(done);
        signal.addEventListener('abort', done, { once: true });
      }),
    wake() {
      for (const done of [...waiting]) done();
    },
  };
}

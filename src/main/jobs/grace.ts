export interface Grace {
  /** Aborts when the time is over. */
  over: AbortSignal;
  /** No more time is counted. */
  end(): void;
}

/** The time that work in flight has to end by itself, from when `stop` aborts. */
export function createGrace(stop: AbortSignal, ms: number): Grace {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => over.abort(), ms);
  };
  if (stop.aborted) begin();
  else stop.addEventListener('abort', begin, { once: true });
  return {
    over: over.signal,
    end() {
      stop.removeEventListener('abort', begin);
      clearTimeout(timer);
    },
  };
}

/** Resolves when the promise has settled, however, or when the signal aborts. */
export function settledOrAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    if (signal.aborted) return done();
    signal.addEventListener('abort', done, { once: true });
    promise.then(done, done);
  });
}

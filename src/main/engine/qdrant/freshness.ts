/** When what was read before may have changed: by this engine's own writes, or by those of other machines. */
export interface Freshness {
  /** Differs whenever something may have changed. */
  version(): string;
  /** Called with every write that was accepted. */
  wrote(): void;
}

/** Others' writes can't be seen; what they add is found after so long at most. */
const OTHERS_MS = 2_000;

export function createFreshness(now: () => number = Date.now): Freshness {
  let writes = 0;
  return {
    version: () => `${writes} ${Math.floor(now() / OTHERS_MS)}`,
    wrote: () => {
      writes++;
    },
  };
}

/**
 * Keeps a value for as long as nothing may have changed. One that is slow to make (a large
 * collection) is made anew at most a twentieth of the time, however much is written.
 */
export function keptFresh<T>(
  freshness: Pick<Freshness, 'version'>,
  make: () => Promise<T>,
): () => Promise<T> {
  let kept: { value: Promise<T>; version: string; dearUntil: number } | null = null;
  return () => {
    const version = freshness.version();
    const now = performance.now();
    if (kept && (kept.version === version || now < kept.dearUntil)) return kept.value;
    const entry = { value: make(), version, dearUntil: 0 };
    kept = entry;
    entry.value.then(
      () => {
        const tookMs = performance.now() - now;
        if (tookMs > SLOW_MS) entry.dearUntil = performance.now() + 20 * tookMs;
      },
      () => {
        if (kept === entry) kept = null;
      },
    );
    return entry.value;
  };
}

const SLOW_MS = 25;

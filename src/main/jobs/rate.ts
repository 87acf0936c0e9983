/** Events a second over a sliding window, and the time that the rest will take at that rate. */
export interface Rate {
  add(count: number): void;
  /** Per second; null until a second has been seen. */
  perSecond(): number | null;
  remainingMs(left: number): number | null;
  reset(): void;
}

const WINDOW_MS = 30_000;
const LEAST_MS = 1000;

export function createRate(now: () => number = Date.now): Rate {
  let marks: { at: number; count: number }[] = [];
  let startedAt: number | null = null;

  function perSecond(): number | null {
    const at = now();
    marks = marks.filter((mark) => mark.at > at - WINDOW_MS);
    if (startedAt === null) return null;
    const spanMs = Math.min(at - startedAt, WINDOW_MS);
    if (spanMs < LEAST_MS) return null;
    return marks.reduce((sum, mark) => sum + mark.count, 0) / (spanMs / 1000);
  }

  return {
    add(count) {
      const at = now();
      startedAt ??= at;
      const last = marks.at(-1);
      // One mark for each quarter of a second keeps the window small at any speed.
      if (last && at - last.at < 250) last.count += count;
      else marks.push({ at, count });
    },
    perSecond,
    remainingMs(left) {
      const rate = perSecond();
      return rate === null || rate === 0 ? null : Math.round((left / rate) * 1000);
    },
    reset() {
      marks = [];
      startedAt = null;
    },
  };
}

import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';

export interface WaitOptions {
  timeoutMs: number;
  /** The sentence of the error when the time is over. */
  late: () => string;
  signal?: AbortSignal | undefined;
  intervalMs?: number;
}

/**
 * Looks again and again until there is something other than null, and returns it. Rejects with
 * `timeout` when the time is over, with `cancelled` on the signal, and with what `look` rejects with.
 */
export async function waitFor<T>(look: () => Promise<T | null>, options: WaitOptions): Promise<T> {
  const end = Date.now() + options.timeoutMs;
  for (;;) {
    if (options.signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
    const found = await look();
    if (found !== null) return found;
    if (Date.now() >= end) throw new AppError('timeout', options.late());
    await delay(options.intervalMs ?? 250);
  }
}

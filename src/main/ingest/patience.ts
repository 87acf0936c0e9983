import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isRetryable } from '../../shared/errors.ts';
import { untilAborted } from './until-aborted.ts';

export interface PatienceOptions {
  signal: AbortSignal;
  /** Told the sentence of the error at each failed try, and null when the work has gone through after one. */
  onWaiting(sentence: string | null): void;
  /** False when the engine that is waited for is not the one in use any more; then `IndexReplaced` is thrown. */
  isCurrent?(): boolean;
}

/** The work has to be done again, on the index that is in use now. */
export class IndexReplaced extends AppError {
  constructor() {
    super('conflict', 'The search engine was changed meanwhile.');
  }
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/**
 * Repeats idempotent work on an engine that can't be reached for now, for as long as it takes: an
 * intake waits for a container to come back instead of failing. Other errors, and an abort, end it; work
 * under way is not waited for then (a server that is silent may be for a minute).
 */
export async function untilReachable<T>(work: () => Promise<T>, options: PatienceOptions): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    options.signal.throwIfAborted();
    if (options.isCurrent?.() === false) throw new IndexReplaced();
    try {
      const result = await untilAborted(work(), options.signal);
      if (waitMs > FIRST_WAIT_MS) options.onWaiting(null);
      return result;
    } catch (error) {
      const known = AppError.from(error);
      if (!isRetryable(known)) throw known;
      options.onWaiting(known.message);
      await delay(waitMs, undefined, { signal: options.signal });
    }
  }
}

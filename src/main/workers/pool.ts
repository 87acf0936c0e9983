import { AppError } from '../../shared/errors.ts';
import type { UnreadableReason } from '../../shared/model.ts';
import { ParseThread } from './parse-thread.ts';
import type { ParseOutcome, ParseTask } from './protocol.ts';

export interface ParsePool {
  /**
   * One outcome a task, in any case: a document that is too slow or kills its thread is `unreadable`.
   * `bytes` are copied to the thread and stay the caller's. Rejects with `cancelled` on close only.
   */
  run(task: ParseTask): Promise<ParseOutcome>;
  readonly size: number;
  /** Stops every thread at once; what was running or waiting is `cancelled`. */
  close(): Promise<void>;
}

export interface ParsePoolOptions {
  /** Threads; started when first needed. */
  size: number;
  /** For one document, from when its thread runs. */
  timeoutMs?: number;
  /** Heap of one thread. Buffers are outside of it: the parsers' own limits bound those. */
  memoryMb?: number;
  /** Documents after which a thread makes place for a fresh one: parser libraries keep caches. */
  recycleAfter?: number;
}

interface Job {
  task: ParseTask;
  resolve(outcome: ParseOutcome): void;
  reject(error: AppError): void;
}

/** Threads that parse, one document at a time each, so that whatever happens has one document to blame. */
export function createParsePool(options: ParsePoolOptions): ParsePool {
  return new Pool(options);
}

class Pool implements ParsePool {
  readonly size: number;
  readonly #limits: { timeoutMs: number; memoryMb: number };
  readonly #recycleAfter: number;
  readonly #waiting: Job[] = [];
  /** Documents that killed a thread: each is tried once more, with no other one running. */
  readonly #suspects: Job[] = [];
  readonly #idle: ParseThread[] = [];
  readonly #busy = new Map<ParseThread, Job>();
  #suspectRuns = false;
  #closed = false;

  constructor({ size, timeoutMs = 20_000, memoryMb = 384, recycleAfter = 500 }: ParsePoolOptions) {
    this.size = Math.max(1, size);
    this.#limits = { timeoutMs, memoryMb };
    this.#recycleAfter = recycleAfter;
  }

  run(task: ParseTask): Promise<ParseOutcome> {
    if (this.#closed) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      this.#pump();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const jobs = [...this.#busy.values(), ...this.#waiting.splice(0), ...this.#suspects.splice(0)];
    const threads = [...this.#busy.keys(), ...this.#idle.splice(0)];
    this.#busy.clear();
    for (const job of jobs) job.reject(cancelled());
    await Promise.all(threads.map((thread) => thread.stop()));
  }

  #pump(): void {
    while (!this.#closed && !this.#suspectRuns && this.#busy.size < this.size) {
      const suspect = this.#suspects[0];
      if (suspect !== undefined) {
        if (this.#busy.size > 0) return;
        this.#suspects.shift();
        this.#suspectRuns = true;
        void this.#start(suspect, true);
        return;
      }
      const job = this.#waiting.shift();
      if (job === undefined) return;
      void this.#start(job, false);
    }
  }

  async #start(job: Job, isSuspect: boolean): Promise<void> {
    const thread = (isSuspect ? undefined : this.#idle.pop()) ?? new ParseThread(this.#limits);
    this.#busy.set(thread, job);
    const end = await thread.run(job.task);
    if (this.#closed) return;
    this.#busy.delete(thread);
    if (isSuspect) this.#suspectRuns = false;
    this.#keepOrStop(thread, isSuspect);
    if (end.kind === 'outcome') job.resolve(end.outcome);
    else if (end.kind === 'timeout') job.resolve(failed('parser_timeout', this.#timeoutMessage()));
    else if (isSuspect)
      job.resolve(failed('parser_crash', 'Reading the file broke the reader twice; it was left out.'));
    else this.#suspects.push(job);
    this.#pump();
  }

  #keepOrStop(thread: ParseThread, isSuspect: boolean): void {
    const isFit = thread.alive && !isSuspect && thread.documents < this.#recycleAfter;
    if (isFit) this.#idle.push(thread);
    else void thread.stop();
  }

  #timeoutMessage(): string {
    return `Reading the file took longer than ${this.#limits.timeoutMs / 1000} seconds; it was left out.`;
  }
}

function failed(reason: UnreadableReason, message: string): ParseOutcome {
  return { result: { kind: 'unreadable', format: null, reason, message }, document: null };
}

function cancelled(): AppError {
  return new AppError('cancelled', 'Reading was stopped.');
}

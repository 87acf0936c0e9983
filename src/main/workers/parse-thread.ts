import { Worker } from 'node:worker_threads';
import { entryUrl } from '../entry-url.ts';
import type { ParseOutcome, ParseTask } from './protocol.ts';

/** How one run ended. After a timeout or a crash the thread is dead. */
export type RunEnd = { kind: 'outcome'; outcome: ParseOutcome } | { kind: 'timeout' } | { kind: 'crash' };

/** One thread with the parsers in it. Reads one document at a time; dies with a document at worst. */
export class ParseThread {
  alive = true;
  documents = 0;
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #ready: Promise<void>;
  #finish: ((end: RunEnd) => void) | null = null;

  constructor({ timeoutMs, memoryMb }: { timeoutMs: number; memoryMb: number }) {
    this.#timeoutMs = timeoutMs;
    const worker = new Worker(entryUrl('parse.worker'), {
      // A small young generation: by default it grows with the load, and with it the memory of an intake.
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 12, stackSizeMb: 4 },
      // The host's flags (a debugger, a test runner's loader) are not the thread's.
      execArgv: [],
      // What parser libraries print could quote a document: it is read and dropped.
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    this.#ready = new Promise((resolve) => worker.once('message', () => resolve()));
    worker.on('message', (message: 'ready' | ParseOutcome) => {
      if (message !== 'ready') this.#end({ kind: 'outcome', outcome: message });
    });
    worker.on('messageerror', () => this.#die());
    worker.on('error', () => this.#die());
    worker.on('exit', () => this.#die());
    this.#worker = worker;
  }

  async run(task: ParseTask): Promise<RunEnd> {
    this.documents += 1;
    let timer: NodeJS.Timeout | undefined;
    const end = await new Promise<RunEnd>((resolve) => {
      this.#finish = resolve;
      if (!this.alive) this.#end({ kind: 'crash' });
      this.#worker.postMessage(task);
      // Loading a thread on a busy machine is not the document's fault.
      void this.#ready.then(() => {
        if (this.#finish === resolve) timer = setTimeout(() => this.#expire(), this.#timeoutMs);
      });
    });
    clearTimeout(timer);
    return end;
  }

  async stop(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  #expire(): void {
    void this.stop();
    this.#end({ kind: 'timeout' });
  }

  #die(): void {
    this.alive = false;
    this.#end({ kind: 'crash' });
  }

  #end(end: RunEnd): void {
    const finish = this.#finish;
    this.#finish = null;
    finish?.(end);
  }
}

import { AppError } from '../../shared/errors.ts';
import type { FileResult } from '../store/files.ts';
import { type CommitRun, commit } from './commit.ts';
import type { ReadFile } from './pipeline.ts';

const COMMIT_BATCH = 16;
const COMMIT_WAIT_MS = 60;

export type WriterDeps = CommitRun & {
  onSettled(results: FileResult[]): void;
};

export interface Writer {
  /** Rejects with the first error of any commit, as does `flush`. */
  add(read: ReadFile): Promise<void>;
  flush(): Promise<true>;
  /** Resolves when nothing is being written any more; what was gathered and not written is dropped. */
  close(): Promise<void>;
}

/** Gathers results so that one transaction serves many documents; a slow trickle waits at most 60 ms. */
export function createWriter(deps: WriterDeps): Writer {
  let batch: ReadFile[] = [];
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let failed: unknown = null;

  function take(): ReadFile[] {
    clearTimeout(timer);
    timer = undefined;
    const items = batch;
    batch = [];
    return items;
  }

  function write(): Promise<void> {
    const items = take();
    if (items.length > 0) last = last.then(() => writeNow(items));
    return last;
  }

  async function writeNow(items: ReadFile[]): Promise<void> {
    if (failed) return;
    try {
      deps.onSettled(await commit(items, deps));
    } catch (error) {
      failed = error ?? new AppError('internal', 'Writing failed.');
    }
  }

  return {
    async add(read) {
      batch.push(read);
      if (batch.length >= COMMIT_BATCH) await write();
      else timer ??= setTimeout(() => void write(), COMMIT_WAIT_MS);
      if (failed) throw AppError.from(failed);
    },
    async flush() {
      await write();
      if (failed) throw AppError.from(failed);
      return true;
    },
    async close() {
      take();
      await last;
    },
  };
}

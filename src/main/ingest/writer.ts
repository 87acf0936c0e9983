import { AppError } from '../../shared/errors.ts';
import type { FileResult } from '../store/files.ts';
import { type CommitRun, commit } from './commit.ts';
import type { ReadFile } from './pipeline.ts';

const COMMIT_BATCH = 16;
const COMMIT_WAIT_MS = 60;

export interface WriterDeps extends CommitRun {
  onSettled(results: FileResult[]): void;
}

export interface Writer {
  add(read: ReadFile): Promise<void>;
  flush(): Promise<true>;
}

/** Gathers results so that one transaction serves many documents; a slow trickle waits at most 60 ms. */
export function createWriter(deps: WriterDeps): Writer {
  let batch: ReadFile[] = [];
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let failed: unknown = null;

  function write(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const items = batch;
    batch = [];
    if (items.length > 0) {
      last = last.then(async () => {
        if (failed) return;
        deps.onSettled(await commit(items, deps));
      });
      last = last.catch((error: unknown) => {
        failed = error;
      });
    }
    return last;
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
  };
}

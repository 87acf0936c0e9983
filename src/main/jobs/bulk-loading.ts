import type { Indexes } from '../engine/indexes.ts';
import { untilReachable } from '../ingest/patience.ts';
import type { FileLedger } from '../store/files.ts';

/** From so many new files on, graphs are built once at the end instead of again and again. */
const BULK_FILES = 20_000;

export interface BulkLoadingDeps {
  files: Pick<FileLedger, 'counts'>;
  indexes: Pick<Indexes, 'current'>;
  onWaiting(sentence: string | null): void;
}

/** Has the index put off building what makes searches fast while a large intake fills it. */
export function createBulkLoading(deps: BulkLoadingDeps, fewest = BULK_FILES) {
  let begun = false;
  return {
    /** Called when a job's scan is complete. */
    async begin(jobId: string): Promise<void> {
      if (begun || deps.files.counts(jobId).open < fewest) return;
      const { bulk } = await deps.indexes.current();
      if (!bulk) return;
      begun = true;
      await bulk.begin();
    },
    /** Resolves when the index has built everything. */
    async end(signal: AbortSignal): Promise<void> {
      if (!begun) return;
      deps.onWaiting('Everything is stored; the search engine is building its index.');
      await untilReachable(async () => (await deps.indexes.current()).bulk?.end(signal), {
        ...{ signal, onWaiting: deps.onWaiting },
      });
      deps.onWaiting(null);
      begun = false;
    },
  };
}

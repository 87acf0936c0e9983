import type { Indexes } from '../engine/indexes.ts';
import { untilReachable } from '../ingest/patience.ts';
import type { FileLedger } from '../store/files.ts';
import type { Job } from '../store/jobs.ts';

/** From so many new documents on, graphs are built once at the end instead of again and again. */
const BULK_DOCUMENTS = 20_000;

export interface BulkLoadingDeps {
  files: Pick<FileLedger, 'counts'>;
  indexes: Pick<Indexes, 'current'>;
  onWaiting(sentence: string | null): void;
}

/**
 * Has the index put off building graphs while the vectors of a large intake come in. Words must be there
 * before: Qdrant writes them ever more slowly while nothing is optimised (docs/performance.md).
 */
export function createBulkLoading(deps: BulkLoadingDeps, fewest = BULK_DOCUMENTS) {
  let begun = false;
  return {
    /** Called between a job's two passes. */
    async begin({ jobId, options }: Pick<Job, 'jobId' | 'options'>): Promise<void> {
      if (options.textOnly || deps.files.counts(jobId).outcomes.indexed < fewest) return;
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

import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import type { QdrantCalls } from './client.ts';
import { collectionInfo, setIndexingThreshold } from './collection.ts';
import { INDEXING_THRESHOLD, type QdrantCollection } from './schema.ts';

/**
 * Loading the vectors of very many documents whose words are there: graphs are built once at the end
 * and not again and again meanwhile. Not for words: until a segment is optimised, the server goes
 * through a word's whole list for each document that has it (90 documents a second at 120,000).
 * A process that dies in between leaves the collection without them; opening it anew puts that right.
 */
export interface Bulk {
  beginBulk(): Promise<void>;
  /** Resolves when everything is in its graph, with how many points there are meanwhile told to `onProgress`. */
  endBulk(
    signal: AbortSignal,
    onProgress?: (state: { points: number; indexedVectors: number }) => void,
  ): Promise<void>;
}

const POLL_MS = 500;
/** The optimizer begins a moment after it is allowed to; green before that means nothing. */
const QUIET_POLLS = 2;

export function createBulk(deps: { calls: QdrantCalls; collection: QdrantCollection }): Bulk {
  const { calls, collection } = deps;
  return {
    beginBulk: () => setIndexingThreshold(calls, collection.name, 0),
    async endBulk(signal, onProgress) {
      await setIndexingThreshold(calls, collection.name, INDEXING_THRESHOLD);
      for (let quiet = 0; quiet < QUIET_POLLS; ) {
        await delay(POLL_MS, undefined, { signal });
        const info = await collectionInfo(deps);
        if (info.status === 'red') {
          throw new AppError('internal', 'The search engine could not index everything; its log says why.');
        }
        onProgress?.({ points: info.points, indexedVectors: info.indexedVectors });
        quiet = info.status === 'green' && info.queued === 0 ? quiet + 1 : 0;
      }
    },
  };
}

import type { Log } from '../../log.ts';
import type { Engine } from '../engine.ts';
import { type Bulk, createBulk } from './bulk.ts';
import { type Claims, createClaims } from './claims.ts';
import { CLIENT_VERSION, createQdrantCalls, type QdrantConnection } from './client.ts';
import {
  type CollectionInfo,
  collectionInfo,
  openCollection,
  pointAlias,
  type StoredModel,
} from './collection.ts';
import { createDocumentFilters } from './document-filters.ts';
import { createFacetCounts } from './facet-counts.ts';
import { createFacets } from './facets.ts';
import { HAS_HEAD, IS_CHUNK, IS_DOCUMENT } from './filters.ts';
import { createFrequencies } from './frequencies.ts';
import { createFreshness, keptFresh } from './freshness.ts';
import { createHandles } from './handles.ts';
import { createHealing, type Healing } from './healing.ts';
import { createNearest } from './nearest.ts';
import { createPeople } from './people.ts';
import { createReads } from './reads.ts';
import { collectionOf, type QdrantModel, type QdrantOptions } from './schema.ts';
import { hasSiblings } from './siblings.ts';
import { createTextWrites } from './text-writes.ts';
import { createVectorReads, type VectorReads } from './vector-reads.ts';
import { createVectorWrites } from './vector-writes.ts';
import { createWords } from './words.ts';

export { CLIENT_VERSION };

/** An engine on Qdrant servers, which several machines may write to and search at once. */
export interface QdrantEngine extends Engine, Claims, Bulk, Healing, VectorReads {
  /** The collection's name. */
  collection: string;
  /** Another one when the collection was removed and made anew. */
  identity: string;
  /** The model that the collection says it was made with. */
  storedModel(): StoredModel;
  /** Everything of a person. */
  removeCandidate(candidateId: string): Promise<void>;
  /** Makes this collection the one that is searched through the alias. */
  switchAlias(): Promise<void>;
  collectionInfo(): Promise<CollectionInfo>;
}

export interface QdrantEngineDeps {
  /** Asked before each call: addresses change when servers are restarted. */
  connection(): QdrantConnection;
  collection: QdrantModel;
  options: QdrantOptions;
  log: Log;
}

/** Rejects with `collection_mismatch` when the collection is another model's, `engine_unavailable`, `permission`. */
export async function createQdrantEngine(deps: QdrantEngineDeps): Promise<QdrantEngine> {
  const { options } = deps;
  const collection = collectionOf(deps.collection);
  const calls = createQdrantCalls(deps);
  const { identity, stored } = await openCollection({ calls, collection }, options);
  const freshness = createFreshness();
  const handles = createHandles();
  const at = { calls, collection: collection.name, handles, freshness };
  const documentCount = keptFresh(freshness, () => count([IS_DOCUMENT]));
  const vectorCount = keptFresh(freshness, () => count([{ should: [IS_CHUNK, HAS_HEAD] }]));
  const counts = createFacetCounts(at);
  const documents = createDocumentFilters(handles.pointId);
  const facets = createFacets({ counts, documents });
  const reads = createReads(at);
  const words = createWords({ ...at, documentCount, frequencies: createFrequencies(at) });
  const text = createTextWrites({ ...at, batch: options.batch });
  const putVectors = createVectorWrites({ calls, collection, batch: options.batch });

  async function count(must: Parameters<typeof counts.total>[0]['must']): Promise<number> {
    return (await calls.read((client) => client.count(collection.name, { filter: { must }, exact: true })))
      .count;
  }

  async function newest(): Promise<number | null> {
    const { points } = await calls.read((client) =>
      client.scroll(collection.name, {
        filter: { must: [IS_DOCUMENT] },
        order_by: { key: 'addedAt', direction: 'desc' },
        with_payload: false,
        limit: 1,
      }),
    );
    return points[0] ? Number(points[0].order_value) : null;
  }

  /** Also after a failure: a part may have been written. */
  const writing =
    <A extends unknown[]>(write: (...args: A) => Promise<void>) =>
    (...args: A) =>
      write(...args).finally(freshness.wrote);

  return {
    putText: writing(text.putText),
    putVectors: writing(putVectors),
    putPlaces: writing(text.putPlaces),
    remove: writing(text.remove),
    removeCandidate: writing(text.removeCandidate),
    flush: text.flush,
    words,
    nearest: createNearest({ ...at, quantization: options.quantization }),
    facets,
    people: createPeople({
      ...at,
      counts,
      documents,
      newest: keptFresh(freshness, newest),
      hasSiblings: keptFresh(freshness, () => hasSiblings(at)),
    }),
    read: reads.read,
    find: reads.find,
    version: freshness.version,
    async stats() {
      const [documents, vectors] = await Promise.all([documentCount(), vectorCount()]);
      return { documents, vectors, collection: collection.name };
    },
    close: async () => {},
    collection: collection.name,
    identity,
    storedModel: () => stored,
    ...createClaims(at),
    ...createBulk({ calls, collection }),
    ...createHealing({ calls, collection }),
    ...createVectorReads({ calls, collection: collection.name }),
    switchAlias: () => pointAlias({ calls, collection }),
    collectionInfo: () => collectionInfo({ calls, collection }),
  };
}

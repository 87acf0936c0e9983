import type { ModelInfo } from './embed/embedder.ts';
import { createEmbeddedEngine } from './engine/embedded/engine.ts';
import { createVectorStore } from './engine/embedded/vector-store.ts';
import type { Index, OpenIndex } from './engine/indexes.ts';
import { type Collection, openCollection } from './store/collections.ts';
import type { Db } from './store/database.ts';
import { createWorded, EMBEDDED_INDEX } from './store/worded.ts';

/** The index in the ledger's own database: there at once, always. */
export const openEmbeddedIndex =
  (db: Db, model: ModelInfo): OpenIndex =>
  async () => {
    const collection = openCollection(db, EMBEDDED_INDEX, model);
    const { collectionNo, dimensions, name } = collection;
    return {
      engine: createEmbeddedEngine({ db, collectionNo, dimensions }),
      worded: createWorded(db, EMBEDDED_INDEX),
      ...{ collectionNo, name },
      knownVectors: embeddedVectors(db, collection),
      complete: async () => {},
      claims: null,
      bulk: null,
    };
  };

/** Vectors that lie in the ledger's own database; they stay there when another engine is used. */
export function embeddedVectors(
  db: Db,
  collection: Pick<Collection, 'collectionNo' | 'dimensions'>,
): Index['knownVectors'] {
  const store = createVectorStore(db, collection);
  const { dimensions } = collection;
  return async (documents) => {
    const known = new Map(
      [...store.some(documents.map(({ docNo }) => docNo))].map((vectors) => [vectors.docNo, vectors]),
    );
    return new Map(
      documents.flatMap(({ docNo, documentId, ordinals }) => {
        const found = known.get(docNo);
        if (found?.chunkNos.length !== ordinals.length) return [];
        const vectors = ordinals.map((_, place) =>
          found.vectors.subarray(place * dimensions, (place + 1) * dimensions),
        );
        return [[documentId, vectors] as const];
      }),
    );
  };
}

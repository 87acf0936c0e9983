import type { ModelInfo } from './embed/embedder.ts';
import { createEmbeddedEngine } from './engine/embedded/engine.ts';
import type { OpenIndex } from './engine/indexes.ts';
import { openCollection } from './store/collections.ts';
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
      complete: async () => {},
      claims: null,
      bulk: null,
    };
  };

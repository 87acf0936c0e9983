import type { ModelInfo } from './embed/embedder.ts';
import { createVectorStore } from './engine/embedded/vector-store.ts';
import type { EmbeddedDocument } from './engine/engine.ts';
import type { Index } from './engine/indexes.ts';
import { carryVectors, carryWords, sweep } from './ingest/carry.ts';
import { untilReachable } from './ingest/patience.ts';
import { openCollection } from './store/collections.ts';
import type { Db } from './store/database.ts';
import type { DocumentStore } from './store/documents.ts';
import type { EmbeddableDocument, EngineInput } from './store/engine-input.ts';
import { EMBEDDED_INDEX } from './store/worded.ts';

export interface CarryAllDeps {
  db: Db;
  model: ModelInfo;
  documents: DocumentStore;
  engineInput: EngineInput;
}

/** Brings a newly opened index to what the ledger has: what is gone is swept, words and known vectors are copied. */
export async function carryAll(
  deps: CarryAllDeps,
  index: Omit<Index, 'carried'>,
  { signal, tell }: { signal: AbortSignal; tell(step: string | null): void },
): Promise<void> {
  const embedded = openCollection(deps.db, EMBEDDED_INDEX, deps.model);
  const whole = async () => {
    await sweep(index);
    if (index.worded.listMissing(0, 1).length > 0) tell('Copying the documents to the search engine.');
    await carryWords({ ...deps, ...index, signal });
    if (index.collectionNo !== embedded.collectionNo) {
      await carryVectors({ ...deps, ...index, signal, knownVectors: readerOf(deps.db, embedded) });
    }
    await index.engine.flush();
  };
  await untilReachable(whole, { signal, onWaiting: tell });
  tell(null);
}

/** Vectors of the same model that lie in the ledger's own database, by the places of their passages. */
function readerOf(db: Db, embedded: { collectionNo: number; dimensions: number }) {
  const store = createVectorStore(db, embedded);
  return (documents: EmbeddableDocument[]): EmbeddedDocument[] => {
    const known = new Map(
      [...store.some(documents.map(({ docNo }) => docNo))].map((vectors) => [vectors.docNo, vectors]),
    );
    return documents.flatMap(({ passages, ...document }) => {
      const vectors = known.get(document.docNo);
      if (vectors?.chunkNos.length !== passages.length) return [];
      const [head, ...chunks] = passages.map(({ text: _, ...passage }, place) => ({
        ...passage,
        vector: vectors.vectors.subarray(place * embedded.dimensions, (place + 1) * embedded.dimensions),
      }));
      return head ? [{ ...document, head, chunks }] : [];
    });
  };
}

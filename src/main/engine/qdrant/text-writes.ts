import { AppError } from '../../../shared/errors.ts';
import type { DocumentKey, IndexableDocument } from '../engine.ts';
import { inBatches } from './batches.ts';
import type { QdrantCalls, Schemas } from './client.ts';
import { anyOf, IS_CHUNK, IS_DOCUMENT, isAmong } from './filters.ts';
import { foldersAbove } from './folders.ts';
import { documentForm, narrowing, places } from './payloads.ts';
import { documentOf, pointId } from './point-ids.ts';
import { markSiblings } from './siblings.ts';

type Operation = Schemas['UpdateOperation'];

interface TextDeps {
  calls: QdrantCalls;
  collection: string;
  batch: number;
}

/** Writes documents, their places, and takes them away again. */
export function createTextWrites(deps: TextDeps) {
  const { calls, collection } = deps;
  const addedAt = createArrivals();

  async function apply(operations: Operation[]): Promise<void> {
    if (operations.length === 0) return;
    await calls.write((client) => client.batchUpdate(collection, { operations, wait: true }));
  }

  /** A point that is written whole loses its vector of the head, so that known documents are changed instead. */
  async function putBatch(documents: IndexableDocument[]): Promise<void> {
    const known = await present(deps, documents);
    const fresh = documents.filter(({ documentId }) => !known.has(documentId));
    const again = documents.filter(({ documentId }) => known.has(documentId));
    const points = fresh.map((document) => {
      const { payload, vectors } = documentForm(document);
      return {
        id: pointId(document.documentId),
        vector: { ...vectors },
        payload: { ...payload, addedAt: addedAt() },
      };
    });
    await apply([...(points.length > 0 ? [{ upsert: { points } }] : []), ...again.flatMap(changes)]);
    await markSiblings(
      deps,
      documents.map(({ candidateId }) => candidateId),
    );
  }

  return {
    async putText(documents: IndexableDocument[]): Promise<void> {
      const once = [...new Map(documents.map((document) => [document.documentId, document])).values()];
      for (const batch of inBatches(once, deps.batch, ({ text }) => 4 * text.length)) {
        await again(() => putBatch(batch));
      }
    },

    async putPlaces(documents: (DocumentKey & { paths: string[] })[]): Promise<void> {
      for (const batch of inBatches(documents, deps.batch, ({ paths }) => 200 * paths.length)) {
        await apply(batch.flatMap(moves));
      }
    },

    async remove(documents: DocumentKey[]): Promise<void> {
      for (const batch of inBatches(documents, deps.batch, () => 0)) {
        const ids = batch.map(({ documentId }) => documentId);
        await apply([{ delete: { filter: { must: [anyOf('documentId', ids)] } } }]);
      }
    },

    removeCandidate: (candidateId: string): Promise<void> =>
      apply([{ delete: { filter: { must: [anyOf('candidateId', [candidateId])] } } }]),

    /** Every shard has applied what was accepted before this, which changes nothing. */
    flush: (): Promise<void> =>
      apply([{ delete: { filter: { must: [{ key: 'kind', match: { value: 'none' } }] } } }]),
  };
}

/** Another machine may take a point away between looking for it and changing it: looked for once more. */
export async function again(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error;
    await work();
  }
}

async function present({ calls, collection }: TextDeps, documents: DocumentKey[]): Promise<Set<string>> {
  const ids = documents.map(({ documentId }) => pointId(documentId));
  const filter = { must: [isAmong(ids)] };
  const { points } = await calls.read((client) =>
    client.scroll(collection, { filter, limit: ids.length, with_payload: false }),
  );
  return new Set(points.map(({ id }) => documentOf(id)));
}

function changes(document: IndexableDocument): Operation[] {
  const { payload, vectors } = documentForm(document);
  const id = pointId(document.documentId);
  return [
    { update_vectors: { points: [{ id, vector: { ...vectors } }] } },
    { set_payload: { points: [id], payload } },
    { set_payload: { payload: narrowing(document), filter: chunksOf(document) } },
  ];
}

function moves({ documentId, paths }: DocumentKey & { paths: string[] }): Operation[] {
  const folders = foldersAbove(paths);
  const filter = { must: [IS_DOCUMENT, anyOf('documentId', [documentId])] };
  return [
    { set_payload: { payload: { ...places(paths), folders }, filter } },
    { set_payload: { payload: { folders }, filter: chunksOf({ documentId }) } },
  ];
}

const chunksOf = ({ documentId }: { documentId: string }) => ({
  must: [IS_CHUNK, anyOf('documentId', [documentId])],
});

/** Microseconds, so that documents of one batch have an order too; never the same twice. */
function createArrivals(): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now() * 1000);
    return last;
  };
}

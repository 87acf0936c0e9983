import { AppError } from '../../../shared/errors.ts';
import type { EmbeddedDocument } from '../engine.ts';
import { inBatches } from './batches.ts';
import type { QdrantCalls, Schemas } from './client.ts';
import { anyOf, HAS_HEAD, IS_CHUNK, isAmong } from './filters.ts';
import { chunkPayload, rounded } from './payloads.ts';
import { documentOf, pointId } from './point-ids.ts';
import { again } from './text-writes.ts';

type Operation = Schemas['UpdateOperation'];
type Point = Schemas['PointStruct'];

interface VectorDeps {
  calls: QdrantCalls;
  collection: { name: string; dimensions: number };
  batch: number;
}

/** Bytes of a number as it is sent. */
const DIGITS = 11;

/** Writes the vectors of documents that are there: the head's onto the document, a point a chunk. */
export function createVectorWrites(deps: VectorDeps): (documents: EmbeddedDocument[]) => Promise<void> {
  const bytesOf = () => DIGITS * deps.collection.dimensions;

  async function put(documents: EmbeddedDocument[]): Promise<void> {
    const { known, embedded } = await state(deps, documents);
    const present = documents.filter(({ documentId }) => known.has(documentId));
    const chunks = present.flatMap(chunkPoints);
    // The head first: who has chunks has a head, so that it tells whether there may be old chunks.
    const heads = present.map(({ documentId, head }) => ({
      id: pointId(documentId),
      vector: { head: rounded(head.vector) },
    }));
    for (const points of inBatches(heads, deps.batch, bytesOf)) await apply({ update_vectors: { points } });
    for (const points of inBatches(chunks, deps.batch, bytesOf)) await apply({ upsert: { points } });
    const before = present.filter(({ documentId }) => embedded.has(documentId));
    if (before.length > 0) await apply({ delete: { filter: leftover(before) } });
  }

  async function apply(operation: Operation): Promise<void> {
    await deps.calls.write((client) =>
      client.batchUpdate(deps.collection.name, { operations: [operation], wait: true }),
    );
  }

  return async (documents) => {
    for (const document of documents) requireDimensions(document, deps.collection.dimensions);
    // Documents whose text is gone by now get no vectors: nobody would take them away again.
    for (const batch of inBatches(documents, deps.batch, ({ chunks }) => chunks.length * bytesOf())) {
      await again(() => put(batch));
    }
  };
}

/** Which documents are there, and which of these have vectors already. */
async function state({ calls, collection }: VectorDeps, documents: EmbeddedDocument[]) {
  const there = isAmong(documents.map(({ documentId }) => pointId(documentId)));
  const common = { limit: documents.length, with_payload: false };
  const searches = [
    { filter: { must: [there] }, ...common },
    { filter: { must: [there, HAS_HEAD] }, ...common },
  ];
  const [known, embedded] = await calls.read((client) => client.queryBatch(collection.name, { searches }));
  const idsOf = (found: Schemas['QueryResponse'] | undefined) =>
    new Set((found?.points ?? []).map(({ id }) => documentOf(id)));
  return { known: idsOf(known), embedded: idsOf(embedded) };
}

function chunkPoints(document: EmbeddedDocument): Point[] {
  return document.chunks.map((chunk) => ({
    id: pointId(document.documentId, chunk.ordinal),
    vector: { dense: rounded(chunk.vector) },
    payload: chunkPayload(document, chunk),
  }));
}

/** Chunks of longer versions of the documents. */
const leftover = (documents: EmbeddedDocument[]): Schemas['Filter'] => ({
  must: [
    IS_CHUNK,
    anyOf(
      'documentId',
      documents.map(({ documentId }) => documentId),
    ),
  ],
  must_not: [
    isAmong(
      documents.flatMap(({ documentId, chunks }) =>
        chunks.map(({ ordinal }) => pointId(documentId, ordinal)),
      ),
    ),
  ],
});

function requireDimensions({ head, chunks }: EmbeddedDocument, dimensions: number): void {
  if ([head, ...chunks].every(({ vector }) => vector.length === dimensions)) return;
  throw new AppError(
    'collection_mismatch',
    `The collection holds vectors of ${dimensions} dimensions; these are of another model.`,
  );
}

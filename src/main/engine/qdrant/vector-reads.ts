import type { QdrantCalls } from './client.ts';
import { documentOf, ordinalOf, pointId } from './point-ids.ts';

export interface VectorReads {
  /**
   * Vectors of documents that have all of the asked ordinals (0 is the head), in the order asked; the
   * others are missing from the answer.
   */
  vectorsOf(documents: { documentId: string; ordinals: number[] }[]): Promise<Map<string, Float32Array[]>>;
}

export function createVectorReads(deps: { calls: QdrantCalls; collection: string }): VectorReads {
  return {
    async vectorsOf(documents) {
      const ids = documents.flatMap(({ documentId, ordinals }) =>
        ordinals.map((ordinal) => pointId(documentId, ordinal)),
      );
      const points = await deps.calls.read((client) =>
        client.retrieve(deps.collection, { ids, with_payload: false, with_vector: ['head', 'dense'] }),
      );
      const found = new Map<string, Float32Array>();
      for (const { id, vector } of points) {
        const numbers = numbersOf(vector, ordinalOf(id) === 0 ? 'head' : 'dense');
        if (numbers) found.set(`${documentOf(id)} ${ordinalOf(id)}`, Float32Array.from(numbers));
      }
      return new Map(
        documents.flatMap(({ documentId, ordinals }) => {
          const vectors = ordinals.flatMap((ordinal) => found.get(`${documentId} ${ordinal}`) ?? []);
          return vectors.length === ordinals.length ? [[documentId, vectors] as const] : [];
        }),
      );
    },
  };
}

function numbersOf(vectors: unknown, name: string): number[] | null {
  const vector = (vectors as Record<string, unknown> | null | undefined)?.[name];
  return Array.isArray(vector) ? (vector as number[]) : null;
}

import type { EmbeddedDocument } from '../engine/engine.ts';
import type { EmbeddableDocument } from '../store/engine-input.ts';

/** Vectors come in the order of the passages, head first in each document. */
export function withVectors(documents: EmbeddableDocument[], vectors: Float32Array[]): EmbeddedDocument[] {
  let at = 0;
  return documents.flatMap(({ passages, ...document }) => {
    const [head, ...chunks] = passages.map(({ text: _, ...chunk }) => ({
      ...chunk,
      vector: vectors[at++] ?? new Float32Array(),
    }));
    return head ? [{ ...document, head, chunks }] : [];
  });
}

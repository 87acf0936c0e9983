import type { Hit } from '../../../../shared/model.ts';

/** A hit's documents without the further places of copies. */
export function distinctDocuments({ documents }: Hit): Hit['documents'] {
  return documents.filter(
    ({ documentId }, index) => documents.findIndex((other) => other.documentId === documentId) === index,
  );
}

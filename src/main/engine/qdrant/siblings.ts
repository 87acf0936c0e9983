import type { QdrantCalls, Schemas } from './client.ts';
import { anyOf, IS_DOCUMENT } from './filters.ts';

/**
 * Has every document of a person with more than one bear the person: such documents are few, so that
 * an answer counts and groups people by looking at these alone. Asking which of a million candidates
 * have two documents, for each answer, would go through all of them. Run after documents were written and are
 * there to be read; a document whose siblings are gone goes on bearing its person, which harms nothing.
 */
export async function markSiblings(
  { calls, collection }: { calls: QdrantCalls; collection: string },
  candidateIds: string[],
): Promise<void> {
  const distinct = [...new Set(candidateIds)];
  const filter = { must: [IS_DOCUMENT, anyOf('candidateId', distinct)] };
  const { hits } = await calls.read((client) =>
    client.facet(collection, { key: 'candidateId', filter, limit: distinct.length, exact: false }),
  );
  const several = hits.filter(({ count }) => count > 1).map(({ value }) => String(value));
  if (several.length === 0) return;
  const operations: Schemas['UpdateOperation'][] = several.map((candidateId) => ({
    set_payload: {
      payload: { person: candidateId },
      filter: { must: [IS_DOCUMENT, anyOf('candidateId', [candidateId])] },
    },
  }));
  await calls.write((client) => client.batchUpdate(collection, { operations, wait: true }));
}

/** Whether any document bears a person; told by the index alone, without going through documents. */
export async function hasSiblings({
  calls,
  collection,
}: {
  calls: QdrantCalls;
  collection: string;
}): Promise<boolean> {
  const { hits } = await calls.read((client) => client.facet(collection, { key: 'person', limit: 1 }));
  return hits.length > 0;
}

import type { QdrantCalls } from './client.ts';
import { anyOf, type Filter } from './filters.ts';
import type { Freshness } from './freshness.ts';

export interface ValueCount {
  value: string | number;
  count: number;
}

/** Counts of documents, each asked once a filter while nothing changes: facets and people of a search share them. */
export interface FacetCounts {
  /** The most frequent values of a field among the documents of a filter, by falling number. */
  values(field: string, filter: Filter, limit: number): Promise<ValueCount[]>;
  /** How many documents a filter leaves. */
  total(filter: Filter): Promise<number>;
}

/** Every document has exactly one, and there are few. */
const FORMATS = 1_000;

/**
 * Qdrant's "exact" facets ask the filter again for every value (read in its source);
 * the others count points one by one within each segment, which is exact but for the moment in which
 * a point moves between segments.
 */
export function createFacetCounts(deps: {
  calls: QdrantCalls;
  collection: string;
  freshness: Pick<Freshness, 'version'>;
}): FacetCounts {
  const { calls, collection, freshness } = deps;
  let kept = new WeakMap<Filter, Map<string, Promise<ValueCount[]>>>();
  let keptAt = '';

  function values(key: string, filter: Filter, limit: number): Promise<ValueCount[]> {
    const version = freshness.version();
    if (version !== keptAt) kept = new WeakMap();
    keptAt = version;
    const answers = kept.get(filter) ?? new Map<string, Promise<ValueCount[]>>();
    kept.set(filter, answers);
    const known = answers.get(key);
    if (known) return known;
    const asked = calls
      .read((client) => client.facet(collection, { key, filter, limit, exact: false }))
      .then(({ hits }) => hits.map(({ value, count }) => ({ value: asText(value), count })));
    answers.set(key, asked);
    asked.catch(() => answers.delete(key));
    return asked;
  }

  async function total(filter: Filter): Promise<number> {
    const formats = await values('format', filter, FORMATS);
    return formats.reduce((sum, { count }) => sum + count, 0);
  }

  return {
    values,
    total,
  };
}

const asText = (value: string | number | boolean): string | number =>
  typeof value === 'boolean' ? String(value) : value;

/** The documents of a filter that belong to one of the people. */
export const ofPeople = (filter: Filter, people: string[]): Filter => ({
  ...filter,
  must: [...filter.must, anyOf('person', people)],
});

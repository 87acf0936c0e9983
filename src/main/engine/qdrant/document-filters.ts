import type { SearchFilters } from '../../../shared/model.ts';
import type { Matching } from '../engine.ts';
import { type Filter, IS_DOCUMENT, matches, narrowed } from './filters.ts';

/** Documents that match (null: all) and pass; the same object when asked the same, so that answers can be kept by it. */
export type DocumentFilters = (filters: SearchFilters, matching: Matching | null) => Filter;

const EVERYTHING: object = {};

/** Facets and people of one search ask for the same documents up to six times, and list hundreds of ids. */
export function createDocumentFilters(pointId: (docNo: number) => string): DocumentFilters {
  const made = new WeakMap<object, Map<string, Filter>>();
  return (filters, matching) => {
    const of = matching ?? EVERYTHING;
    const known = made.get(of) ?? new Map<string, Filter>();
    made.set(of, known);
    const key = JSON.stringify(filters);
    const before = known.get(key);
    if (before) return before;
    if (known.size >= MOST_KEPT) known.clear();
    const filter = {
      must: [IS_DOCUMENT, ...narrowed(filters), ...(matching ? [conditionOf(matching)] : [])],
    };
    known.set(key, filter);
    return filter;
  };

  function conditionOf({ words, docNos }: Matching) {
    return matches({ words, pointIds: docNos.map(pointId) });
  }
}

const MOST_KEPT = 32;

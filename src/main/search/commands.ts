import type { Handlers } from '../../shared/contract.ts';
import type { Search } from './search.ts';

export function createSearchHandlers(search: Search): Pick<Handlers, 'search.query'> {
  return { 'search.query': (input, { signal }) => search.query(plainFilters(input), signal) };
}

type Input = Parameters<Handlers['search.query']>[0];

/** Keys that were given without a value are no filters. */
function plainFilters(input: Input): Parameters<Search['query']>[0] {
  const given = Object.entries(input.filters).filter(([, value]) => value !== undefined);
  return { ...input, filters: Object.fromEntries(given) };
}

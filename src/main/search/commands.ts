import type { Handlers } from '../../shared/contract.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Search } from './search.ts';

export function createSearchHandlers(
  search: Search,
  metrics: Pick<Metrics, 'searched'>,
): Pick<Handlers, 'search.query'> {
  return {
    'search.query': async (input, { signal }) => {
      const result = await search.query(plainFilters(input), signal);
      metrics.searched({ seconds: result.tookMs / 1000, mode: result.mode });
      return result;
    },
  };
}

type Input = Parameters<Handlers['search.query']>[0];

/** Keys that were given without a value are no filters. */
function plainFilters(input: Input): Parameters<Search['query']>[0] {
  const given = Object.entries(input.filters).filter(([, value]) => value !== undefined);
  return { ...input, filters: Object.fromEntries(given) };
}

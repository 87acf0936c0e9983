import type { FacetValue, SearchFilters } from '../../../shared/model.ts';
import { FACET_NAMES } from '../embedded/facets.ts';
import { FACETS, type FacetName } from '../embedded/filters.ts';
import type { Facets, Matching } from '../engine.ts';
import type { DocumentFilters } from './document-filters.ts';
import type { FacetCounts, ValueCount } from './facet-counts.ts';
import { anyOf, type Filter } from './filters.ts';
import { NO_FOLDER, UNKNOWN_LANGUAGE } from './payloads.ts';

/** Folders beyond these are left to the folder picker. */
const MOST_VALUES = 50;
/** Of formats, languages and years there are fewer, so that counts of all of them add up. */
const ALL_VALUES = 1_000;

interface FacetDeps {
  counts: FacetCounts;
  documents: DocumentFilters;
}

export function createFacets(deps: FacetDeps) {
  return async (filters: SearchFilters, matching: Matching | null): Promise<Facets> => {
    const [total, ...facets] = await Promise.all([
      deps.counts.total(deps.documents(filters, matching)),
      ...FACET_NAMES.map((facet) =>
        countFacet(facet, deps.documents(withoutOwn(filters, facet), matching), deps.counts),
      ),
    ]);
    const byName = FACET_NAMES.map((facet, index) => ({ facet, counted: facets[index] }));
    return {
      total,
      values: Object.fromEntries(byName.map(({ facet, counted }) => [facet, counted?.values ?? []])),
      unknown: Object.fromEntries(byName.map(({ facet, counted }) => [facet, counted?.unknown ?? 0])),
    };
  };
}

function withoutOwn(filters: SearchFilters, facet: FacetName): SearchFilters {
  const others = { ...filters };
  for (const key of FACETS[facet]) delete others[key];
  return others;
}

interface Counted {
  values: FacetValue[];
  unknown: number;
}

function countFacet(facet: FacetName, filter: Filter, counts: FacetCounts): Promise<Counted> {
  return COUNTERS[facet](filter, counts);
}

const inNoFolder = (filter: Filter): Filter => ({ must: [...filter.must, anyOf('folder', [NO_FOLDER])] });

const COUNTERS: Record<FacetName, (filter: Filter, counts: FacetCounts) => Promise<Counted>> = {
  async format(filter, counts) {
    return { values: inOrder(await counts.values('format', filter, ALL_VALUES)), unknown: 0 };
  },
  async language(filter, counts) {
    const found = await counts.values('language', filter, ALL_VALUES);
    const unknown = found.find(({ value }) => value === UNKNOWN_LANGUAGE)?.count ?? 0;
    return { values: inOrder(found.filter(({ value }) => value !== UNKNOWN_LANGUAGE)), unknown };
  },
  async year(filter, counts) {
    const [found, total] = await Promise.all([
      counts.values('year', filter, ALL_VALUES),
      counts.total(filter),
    ]);
    const known = found.reduce((sum, { count }) => sum + count, 0);
    return { values: inOrder(found), unknown: Math.max(0, total - known) };
  },
  async folder(filter, counts) {
    const found = await counts.values('folder', filter, MOST_VALUES);
    const nowhere = found.find(({ value }) => value === NO_FOLDER);
    const isComplete = nowhere !== undefined || found.length < MOST_VALUES;
    const unknown = isComplete ? (nowhere?.count ?? 0) : await counts.total(inNoFolder(filter));
    return { values: inOrder(found.filter((one) => one !== nowhere)), unknown };
  },
};

/** Values are text in answers; among equal numbers by name, as the embedded engine lists them. */
function inOrder(found: ValueCount[]): FacetValue[] {
  return found
    .map(({ value, count }) => ({ value: String(value), count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MOST_VALUES);
}

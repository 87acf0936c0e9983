import type { DocumentFormat, FacetValue, SearchFilters, SearchResult } from '../../../../shared/model.ts';
import { formatLanguage, splitPath } from '../../format.ts';
import { strings } from '../../strings.ts';

/** The facets that can be narrowed, in the order shown. */
export const FACETS = ['format', 'language', 'year', 'folder'] as const;
export type Facet = (typeof FACETS)[number];

export interface Choice {
  value: string;
  label: string;
  /** People, by the last answer; null for a chosen value that it does not count. */
  count: number | null;
  chosen: boolean;
}

export function labelOf(facet: Facet, value: string): string {
  if (value === 'unknown') return strings.filters.unknown;
  if (facet === 'format') return strings.formats[value as DocumentFormat] ?? value;
  if (facet === 'language') return formatLanguage(value);
  return facet === 'folder' ? splitPath(value).name : value;
}

/** What is chosen in one facet; a date filter is one whole year. */
export function chosenIn(facet: Facet, filters: SearchFilters): string[] {
  if (facet !== 'year') return filters[facet] ?? [];
  return filters.dateFrom === undefined ? [] : [String(new Date(filters.dateFrom).getUTCFullYear())];
}

export function choices(facet: Facet, filters: SearchFilters, result: SearchResult): Choice[] {
  const chosen = chosenIn(facet, filters);
  const counted = counts(facet, result);
  const missing = chosen.filter((value) => !counted.some((each) => each.value === value));
  const all = [...counted, ...missing.map((value) => ({ value, count: null }))];
  return all.map(({ value, count }) => ({
    ...{ value, count },
    label: labelOf(facet, value),
    chosen: chosen.includes(value),
  }));
}

/** The language can also be asked for as unknown; the other facets have no such filter. */
function counts(facet: Facet, result: SearchResult): FacetValue[] {
  const values = result.facets[facet] ?? [];
  const known = facet === 'year' ? values.toSorted((a, b) => b.value.localeCompare(a.value)) : values;
  const unknown = result.unknown[facet] ?? 0;
  return facet === 'language' && unknown > 0 ? [...known, { value: 'unknown', count: unknown }] : known;
}

/** The filters with one value more or less. */
export function toggle(facet: Facet, value: string, filters: SearchFilters): SearchFilters {
  const chosen = chosenIn(facet, filters);
  const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
  if (facet === 'year') return withYear(filters, next.at(-1));
  const { [facet]: _before, ...others } = filters;
  // The values come from the contract's own facets, so they are of the filter's type.
  return next.length === 0 ? others : ({ ...others, [facet]: next } as SearchFilters);
}

function withYear(filters: SearchFilters, year: string | undefined): SearchFilters {
  const { dateFrom: _from, dateTo: _to, ...others } = filters;
  if (year === undefined) return others;
  return { ...others, dateFrom: Date.UTC(Number(year), 0), dateTo: Date.UTC(Number(year) + 1, 0) - 1 };
}

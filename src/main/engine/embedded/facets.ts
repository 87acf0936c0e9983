import { DOCUMENT_FORMATS, type FacetValue } from '../../../shared/model.ts';
import type { Columns } from './columns.ts';
import { FACETS, type FacetName } from './filters.ts';
import type { Folders } from './folders.ts';

/** Folders beyond these are left to the folder picker. */
const MOST_VALUES = 50;

/** Counts one facet over documents; `unknown` are those whose value can't be told. */
export function countFacet(
  facet: FacetName,
  docNos: Iterable<number>,
  columns: Columns,
  folders: () => Folders,
): { values: FacetValue[]; unknown: number } {
  const valuesOf = VALUES[facet](columns, folders);
  const counts = new Map<string, number>();
  let unknown = 0;
  for (const docNo of docNos) {
    const values = valuesOf(docNo);
    if (values.length === 0) unknown++;
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const values = [...counts].map(([value, count]) => ({ value, count }));
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { values: values.slice(0, MOST_VALUES), unknown };
}

export const FACET_NAMES = Object.keys(FACETS) as FacetName[];

type ValuesOf = (docNo: number) => readonly string[];
const NONE: readonly string[] = [];

const VALUES: Record<FacetName, (columns: Columns, folders: () => Folders) => ValuesOf> = {
  format(columns) {
    const values = DOCUMENT_FORMATS.map((format) => [format]);
    return (docNo) => values[columns.format[docNo] ?? -1] ?? NONE;
  },
  language(columns) {
    const values = columns.languages.map((language, index) => (index === 0 ? NONE : [language]));
    return (docNo) => values[columns.language[docNo] ?? 0] ?? NONE;
  },
  year(columns) {
    const values = new Map<number, string[]>();
    return (docNo) => {
      const date = columns.date[docNo] ?? Number.NaN;
      if (Number.isNaN(date)) return NONE;
      const year = new Date(date).getFullYear();
      const value = values.get(year) ?? [String(year)];
      values.set(year, value);
      return value;
    };
  },
  folder(_, folders) {
    const { paths, ofDocument } = folders();
    return (docNo) => [ofDocument[docNo] ?? []].flat().map((folder) => paths[folder] ?? '');
  },
};

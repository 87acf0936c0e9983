import { DOCUMENT_FORMATS, type FacetValue } from '../../../shared/model.ts';
import type { Columns } from './columns.ts';
import { FACETS, type FacetName } from './filters.ts';
import type { Folders } from './folders.ts';

/** Folders beyond these are left to the folder picker. */
const MOST_VALUES = 50;

export const FACET_NAMES = Object.keys(FACETS) as FacetName[];

/** Counts one facet over documents; `unknown` are those whose value can't be told. */
export function countFacet(
  facet: FacetName,
  docNos: Uint32Array,
  columns: Columns,
  folders: () => Folders,
): { values: FacetValue[]; unknown: number } {
  const { numberOf, nameOf } = COUNTERS[facet](columns, folders);
  // By number: looking names up for each document took longer than ranking them.
  const counts: number[] = [];
  let unknown = 0;
  for (const docNo of docNos) {
    const number = numberOf(docNo);
    if (number === undefined) unknown++;
    else if (typeof number === 'number') counts[number] = (counts[number] ?? 0) + 1;
    else for (const one of number) counts[one] = (counts[one] ?? 0) + 1;
  }
  const values: FacetValue[] = [];
  counts.forEach((count, number) => {
    values.push({ value: nameOf(number), count });
  });
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { values: values.slice(0, MOST_VALUES), unknown };
}

interface Counter {
  /** The value's number, several for documents that lie in several folders; undefined when unknown. */
  numberOf(docNo: number): number | number[] | undefined;
  nameOf(number: number): string;
}

const COUNTERS: Record<FacetName, (columns: Columns, folders: () => Folders) => Counter> = {
  format: ({ format }) => ({
    numberOf: (docNo) => format[docNo],
    nameOf: (number) => DOCUMENT_FORMATS[number] ?? '',
  }),
  language: ({ language, languages }) => ({
    numberOf: (docNo) => language[docNo] || undefined,
    nameOf: (number) => languages[number] ?? '',
  }),
  year: ({ year }) => ({
    numberOf: (docNo) => year[docNo] || undefined,
    nameOf: String,
  }),
  folder(_, folders) {
    const { paths, ofDocument } = folders();
    return { numberOf: (docNo) => ofDocument[docNo], nameOf: (number) => paths[number] ?? '' };
  },
};

import { sep } from 'node:path';
import { DOCUMENT_FORMATS, type SearchFilters } from '../../../shared/model.ts';
import type { Columns } from './columns.ts';
import type { Folders } from './folders.ts';

/** Facets and the filters that narrow them. */
export const FACETS = {
  format: ['format'],
  language: ['language'],
  year: ['dateFrom', 'dateTo'],
  folder: ['folder'],
} as const;
export type FacetName = keyof typeof FACETS;

/** Filters as one test a document; null when there is nothing to test. */
export function filterTest(
  filters: SearchFilters,
  columns: Columns,
  folders: () => Folders,
): ((docNo: number) => boolean) | null {
  const tests: ((docNo: number) => boolean)[] = [];
  if (filters.format) {
    const wanted = new Set(filters.format.map((format) => DOCUMENT_FORMATS.indexOf(format)));
    tests.push((docNo) => wanted.has(columns.format[docNo] ?? -1));
  }
  if (filters.language) {
    const wanted = new Set(filters.language.map((language) => columns.languages.indexOf(language)));
    tests.push((docNo) => wanted.has(columns.language[docNo] ?? -1));
  }
  const { dateFrom = Number.NEGATIVE_INFINITY, dateTo = Number.POSITIVE_INFINITY } = filters;
  if (filters.dateFrom !== undefined || filters.dateTo !== undefined) {
    tests.push((docNo) => {
      const date = columns.date[docNo] ?? Number.NaN;
      return date >= dateFrom && date <= dateTo;
    });
  }
  if (filters.folder) tests.push(folderTest(filters.folder, folders()));
  if (tests.length === 0) return null;
  return (docNo) => tests.every((test) => test(docNo));
}

function folderTest(wanted: string[], { paths, ofDocument }: Folders): (docNo: number) => boolean {
  const passing = paths.map((path) => wanted.some((folder) => isWithin(path, folder)));
  return (docNo) => {
    const lies = ofDocument[docNo];
    if (lies === undefined) return false;
    return typeof lies === 'number' ? (passing[lies] ?? false) : lies.some((folder) => passing[folder]);
  };
}

function isWithin(path: string, folder: string): boolean {
  const bare = folder.replace(/[/\\]+$/, '');
  return path === bare || path.startsWith(bare + sep) || path.startsWith(`${bare}/`);
}

/** A byte a docNo, 1 where it passes. */
export function maskOf(columns: Columns, test: (docNo: number) => boolean): Buffer {
  const mask = Buffer.alloc(columns.present.length);
  for (let docNo = 0; docNo < mask.length; docNo++) {
    if (columns.present[docNo] === 1 && test(docNo)) mask[docNo] = 1;
  }
  return mask;
}

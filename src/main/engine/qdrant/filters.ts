import type { SearchFilters } from '../../../shared/model.ts';
import type { Schemas } from './client.ts';
import { bareFolder } from './folders.ts';
import { wellFormed } from './payloads.ts';

export type Condition = Schemas['Condition'];
export type Filter = { must: Condition[]; must_not?: Condition[] };

export const IS_DOCUMENT: Condition = { key: 'kind', match: { value: 'document' } };
export const IS_CHUNK: Condition = { key: 'kind', match: { value: 'chunk' } };
export const HAS_HEAD: Condition = { has_vector: 'head' };

export const anyOf = (key: string, values: (string | number)[]): Condition => ({
  key,
  match: { any: values as string[] },
});

export const isAmong = (ids: string[]): Condition => ({ has_id: ids });

/** What a person narrowed a search to; documents and chunks have the fields alike. */
export function narrowed(filters: SearchFilters): Condition[] {
  const conditions: Condition[] = [];
  if (filters.format) conditions.push(anyOf('format', filters.format));
  if (filters.language) conditions.push(anyOf('language', filters.language.map(wellFormed)));
  if (filters.folder) {
    conditions.push(
      anyOf(
        'folders',
        filters.folder.map((folder) => bareFolder(wellFormed(folder))),
      ),
    );
  }
  if (filters.dateFrom !== undefined || filters.dateTo !== undefined) {
    const range = { gte: filters.dateFrom ?? null, lte: filters.dateTo ?? null };
    conditions.push({ key: 'date', range });
  }
  return conditions;
}

/** Stands in a document: one word, or several as a phrase. */
export function standsIn(key: 'words' | 'nameWords' | 'headWords', term: string): Condition {
  return { key, match: term.includes(' ') ? { phrase: term } : { text: term } };
}

/** Any of the words (a word may be a phrase), or being one of the documents; none of either matches nothing. */
export function matches({ words, pointIds }: { words: string[]; pointIds: string[] }): Condition {
  const single = words.filter((word) => !word.includes(' '));
  const phrases = words.filter((word) => word.includes(' '));
  return {
    should: [
      ...(single.length > 0 ? [{ key: 'words', match: { text_any: single.join(' ') } }] : []),
      ...phrases.map((phrase) => standsIn('words', phrase)),
      isAmong(pointIds),
    ],
  };
}

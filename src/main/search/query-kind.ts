import { wordsOf } from '../../shared/notation.ts';
import type { WordsResult } from '../engine/engine.ts';
import { parseWordsQuery } from '../engine/words-query.ts';

/** What kind of thing is asked for; weights follow it. */
export type QueryKind = 'contact' | 'quoted' | 'name' | 'keywords' | 'sentence' | 'foreign';

/** Told by the query's form and by what its words met in the index, never by a list of names or skills. */
export function kindOf(query: string, words: WordsResult): QueryKind {
  const parsed = parseWordsQuery(query);
  if (parsed.contacts.length > 0) return 'contact';
  if (parsed.quoted.length > 0) return 'quoted';
  if (words.matched.length === 0) return 'foreign';
  const count = wordsOf(query).length;
  if (count >= 2 && words.hits.some((hit) => hit.exact === 'name')) return 'name';
  return count <= 3 ? 'keywords' : 'sentence';
}

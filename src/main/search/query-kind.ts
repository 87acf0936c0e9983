import { parseWordsQuery } from '../../shared/words-query.ts';
import type { WordsResult } from '../engine/engine.ts';

/** What kind of thing is asked for; weights follow it. */
export type QueryKind =
  | 'contact'
  | 'quoted'
  | 'name'
  | 'keyword'
  | 'keywords'
  | 'sentence'
  | 'description'
  | 'foreign';

/**
 * Told by the query's form and by what its words met in the index, never by a list of names or
 * skills. Words are counted that tell documents apart: "accountant who knows QuickBooks" has two.
 */
export function kindOf(query: string, words: WordsResult): QueryKind {
  const parsed = parseWordsQuery(query);
  if (parsed.contacts.length > 0) return 'contact';
  if (parsed.quoted.length > 0) return 'quoted';
  if (words.terms.length === 0) return 'foreign';
  if (parsed.phrase.length >= 2 && isName(words)) return 'name';
  const telling = words.terms.filter((term) => term.significant).length;
  if (telling <= 1) return 'keyword';
  if (telling <= 4) return 'keywords';
  return telling < 15 ? 'sentence' : 'description';
}

/**
 * The words are a person's name where they mostly stand as one: of the documents with the whole
 * phrase at least half have it as their name. A headline taken for a name fails this.
 */
function isName({ hits }: WordsResult): boolean {
  const exact = hits.filter((hit) => hit.exact !== null);
  const names = exact.filter((hit) => hit.exact === 'name');
  return names.length > 0 && names.length * 2 >= exact.length;
}

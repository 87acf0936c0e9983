import type { QueryTerm } from './engine.ts';

/** Rules about the words of a query that are the same for every engine; `documents` is the index's size. */

/** Collections below this size are ranked by every word. */
export const WHOLE_BELOW = 5_000;
/** Words asked at most, the rarest: a job description has some hundred. */
export const MOST_TERMS = 160;
/**
 * Documents that the rarest words together may stand in before the frequent ones only add to scores. In
 * SQLite ranking a document costs about a microsecond, naming it a tenth of that (at 20,000 documents):
 * all that match are named, and only those with the rarest words are ranked.
 */
export const RANKED_POSTINGS = 4_000;
/** Documents that may be found because of a word, all words together. */
const NAMED_POSTINGS = 50_000;
const LONGEST_NAME = 6;

/** Words that stand somewhere, rarest first. */
export function rarestFirst<T extends QueryTerm>(terms: T[]): T[] {
  return terms
    .filter((term) => term.documents > 0)
    .sort((a, b) => a.documents - b.documents || (a.word < b.word ? -1 : 1));
}

/** Of words, rarest first: those of most documents make one match only when there is nothing rarer. */
export function markSignificant<T extends QueryTerm>(terms: T[], documents: number): T[] {
  let postings = 0;
  return terms.map((term, index) => {
    postings += term.documents;
    const named = documents < WHOLE_BELOW || postings <= NAMED_POSTINGS;
    return { ...term, significant: index === 0 || (named && term.documents <= documents / 2) };
  });
}

/** A contact that is known decides alone; the other words only rank. */
export function withContacts<T extends QueryTerm>(contacts: T[], words: T[]): T[] {
  if (contacts.length === 0) return words;
  const minor = words.map((term) => ({ ...term, significant: false }));
  return [...contacts.map((term) => ({ ...term, significant: true })), ...minor];
}

/** Two words to a full name's length, all of them known: worth asking whether somebody is called so. */
export function isAskable(phrase: string[], terms: QueryTerm[]): boolean {
  if (phrase.length < 2 || phrase.length > LONGEST_NAME) return false;
  const known = new Set(terms.map((term) => term.word));
  return phrase.every((word) => known.has(word));
}

import { literal, parseWordsQuery, type WordsQuery } from '../../../shared/words-query.ts';
import type { Db } from '../../store/database.ts';
import type { ExactPlace, QueryTerm, WordsHit, WordsResult } from '../engine.ts';
import {
  isAskable,
  MOST_TERMS,
  markSignificant,
  RANKED_POSTINGS,
  rarestFirst,
  WHOLE_BELOW,
  withContacts,
} from '../query-terms.ts';

export interface WordsSearch {
  /** `mask` has a byte a docNo: 1 where the filters pass; null: all pass. */
  search(query: string, limit: number, mask: Buffer | null): WordsResult;
  /** Every document with any of the words, ascending. */
  matchedBy(words: string[]): Uint32Array;
}

/** Documents that are looked at for being exactly what is asked. */
const MOST_EXACT = 500;
const MOST_COUNTS = 20_000;

interface Term extends QueryTerm {
  match: string;
}

/** What words are weighed by: how many documents there are, and a number that changes with them. */
export interface Collection {
  count(): number;
  version(): number;
}

export function createWordsSearch(db: Db, collection: Collection): WordsSearch {
  const documentCount = collection.count;
  const countOf = createCounts(db, collection);
  const name = db
    .prepare<[string, number], number>('SELECT rowid FROM words WHERE words MATCH ? LIMIT ?')
    .pluck();
  const ranker = createRanker(db);

  function lookUp(words: string[]): Term[] {
    return rarestFirst(
      words.map((word) => ({
        word,
        match: literal(word),
        documents: countOf(literal(word)),
        significant: false,
      })),
    );
  }

  /** Normalised forms where they are known, else the words they were typed with. */
  function termsOf(query: WordsQuery): { terms: Term[]; contacts: Term[] } {
    const groups = query.contacts.map(({ tokens }) => lookUp(tokens));
    const contacts = groups.flat();
    const otherwise = query.contacts.flatMap((contact, index) =>
      groups[index]?.length === 0 ? contact.otherwise : [],
    );
    const words = [...new Set([...query.words, ...otherwise])];
    const terms = markSignificant(lookUp(words).slice(0, MOST_TERMS), documentCount());
    return { terms: withContacts(contacts, terms), contacts };
  }

  /** Where the whole query stands; the first place found counts. */
  function exactPlaces(query: WordsQuery, terms: Term[], contacts: Term[]): Map<number, ExactPlace> {
    const places = new Map<number, ExactPlace>();
    const note = (place: ExactPlace, expression: string) => {
      const found = name.all(expression, MOST_EXACT);
      for (const docNo of found) if (!places.has(docNo)) places.set(docNo, place);
      return found.length > 0;
    };
    if (contacts.length > 0) note('contact', anyOf(contacts));
    if (query.quoted.length > 0) note('text', query.quoted.map((words) => literal(...words)).join(' AND '));
    // Where nobody is called so it is no name, and the other places do not matter.
    if (isAskable(query.phrase, terms) && note('name', `name : (${allOf(query.phrase)})`)) {
      note('head', `{name head} : ${literal(...query.phrase)}`);
      note('text', literal(...query.phrase));
    }
    return places;
  }

  return {
    search(text, limit, mask) {
      const query = parseWordsQuery(text);
      const { terms, contacts } = termsOf(query);
      if (terms.length === 0) return { hits: [], terms: [] };
      const whole = documentCount() < WHOLE_BELOW;
      const exact = exactPlaces(query, terms, contacts);
      const scores = ranker.rank(whole ? plainPlan(terms) : budgetPlan(terms), limit, mask);
      const hits: WordsHit[] = [...scores].map(([docNo, score]) => ({
        docNo,
        ...score,
        exact: exact.get(docNo) ?? null,
      }));
      return { hits, terms: terms.map(({ match: _, ...term }) => term) };
    },
    matchedBy: (words) =>
      words.length > 0
        ? Uint32Array.from(name.all(words.map((word) => literal(word)).join(' OR '), -1))
        : new Uint32Array(),
  };
}

/** Documents a word stands in. Counting a frequent one takes a millisecond for 20,000, so counts are kept. */
function createCounts(db: Db, { version }: Collection): (match: string) => number {
  const count = db.prepare<[string], number>('SELECT count(*) FROM words WHERE words MATCH ?').pluck();
  const kept = new Map<string, number>();
  let keptAt = -1;
  return (match) => {
    if (version() !== keptAt || kept.size > MOST_COUNTS) kept.clear();
    keptAt = version();
    const known = kept.get(match) ?? count.get(match) ?? 0;
    kept.set(match, known);
    return known;
  };
}

/** What to rank: documents that match `candidates`; `completion` adds the frequent words to their scores. */
interface RankPlan {
  candidates: string;
  completion: string | null;
}

const plainPlan = (terms: Term[]): RankPlan => ({ candidates: anyOf(terms), completion: null });

function budgetPlan(terms: Term[]): RankPlan {
  let postings = 0;
  const rare = terms.filter((term, index) => {
    postings += term.documents;
    return index === 0 || postings <= RANKED_POSTINGS;
  });
  const frequent = terms.filter((term) => term.significant && !rare.includes(term));
  const candidates = anyOf(rare);
  return { candidates, completion: frequent.length > 0 ? `(${candidates}) AND (${anyOf(frequent)})` : null };
}

function createRanker(db: Db) {
  const top = (weights: string, filter: string) =>
    db
      .prepare<[Record<string, unknown>], [number, number]>(
        `SELECT * FROM (
           SELECT rowid AS docNo, -bm25(words, ${weights}) AS score FROM words
           WHERE words MATCH @match ${filter} ORDER BY rowid DESC LIMIT ${RANKED_POSTINGS * 2}
         ) ORDER BY score DESC, docNo LIMIT @limit`,
      )
      .raw();
  const passes = "AND substr(@mask, rowid + 1, 1) = x'01'";
  const statements = {
    body: { all: top('0, 0, 1, 1', ''), some: top('0, 0, 1, 1', passes) },
    head: { all: top('1, 1, 0, 0', ''), some: top('1, 1, 0, 0', passes) },
  };

  function ask(part: 'body' | 'head', match: string, limit: number, mask: Buffer | null): [number, number][] {
    return mask
      ? statements[part].some.all({ match, limit, mask })
      : statements[part].all.all({ match, limit });
  }

  return {
    rank(
      plan: RankPlan,
      limit: number,
      mask: Buffer | null,
    ): Map<number, { score: number; headScore: number }> {
      const found = new Map<number, { score: number; headScore: number }>();
      const note = (docNo: number, part: 'score' | 'headScore', value: number) => {
        const entry = found.get(docNo) ?? { score: 0, headScore: 0 };
        entry[part] = Math.max(entry[part], value);
        found.set(docNo, entry);
      };
      for (const [docNo, score] of ask('body', plan.candidates, limit, mask)) note(docNo, 'score', score);
      if (plan.completion) {
        for (const [docNo, score] of ask('body', plan.completion, limit, mask)) note(docNo, 'score', score);
      }
      for (const [docNo, score] of ask('head', `{name head} : (${plan.candidates})`, limit, mask)) {
        if (found.has(docNo)) note(docNo, 'headScore', score);
      }
      return new Map([...found].sort(([a, x], [b, y]) => y.score - x.score || a - b).slice(0, limit));
    },
  };
}

const anyOf = (terms: Term[]): string => terms.map((term) => term.match).join(' OR ');

const allOf = (words: string[]): string => words.map((word) => literal(word)).join(' AND ');

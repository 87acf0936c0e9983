import { parseWordsQuery, type WordsQuery } from '../../../shared/words-query.ts';
import type { ExactPlace, QueryTerm, WordsHit, WordsRequest, WordsResult } from '../engine.ts';
import {
  isAskable,
  MOST_TERMS,
  markSignificant,
  RANKED_POSTINGS,
  rarestFirst,
  WHOLE_BELOW,
  withContacts,
} from '../query-terms.ts';
import type { QdrantCalls, Schemas } from './client.ts';
import { type Condition, matches, narrowed, standsIn } from './filters.ts';
import type { Frequencies } from './frequencies.ts';
import type { Handles } from './handles.ts';
import { queryVector, rarity } from './sparse.ts';

const MOST_EXACT = 500;
/** A name or headline beyond these says little, and each costs as much to read as a document. */
const MOST_HEADS = 500;

interface WordsDeps {
  calls: QdrantCalls;
  collection: string;
  handles: Handles;
  frequencies: Frequencies;
  documentCount(): Promise<number>;
}

interface Asked {
  query: WordsQuery;
  terms: QueryTerm[];
  contacts: QueryTerm[];
  documents: number;
}

type Search = Schemas['QueryRequest'];
/** By docNo, the best first. */
type Scores = Map<number, number>;

/** Ranks by BM25 as sparse vectors and notes where the query stands as a whole. */
export function createWords(deps: WordsDeps): (request: WordsRequest) => Promise<WordsResult> {
  const { calls, collection, handles } = deps;

  async function scoresOf(searches: Search[]): Promise<Scores[]> {
    if (searches.length === 0) return [];
    const results = await calls.read((client) => client.queryBatch(collection, { searches }));
    return results.map(({ points }) => new Map(points.map(({ id, score }) => [handles.ofPoint(id), score])));
  }

  return async ({ query: text, filters, limit }) => {
    const asked = await takeApart(parseWordsQuery(text), deps);
    if (asked.terms.length === 0) return { hits: [], terms: [] };
    const passing = narrowed(filters);
    const ranking = rankingSearches(asked, passing, limit);
    const places = placeSearches(asked, passing);
    const found = await scoresOf([...ranking, ...places.map(({ search }) => search)]);
    const exact = new Map<number, ExactPlace>();
    const note = (place: ExactPlace, scores: Scores = new Map()) => {
      for (const docNo of scores.keys()) if (!exact.has(docNo)) exact.set(docNo, place);
    };
    places.forEach(({ place }, index) => {
      note(place, found[ranking.length + index]);
    });
    // Where nobody is called so it is no name, and the other places do not matter.
    const named = places.findIndex(({ place }) => place === 'name');
    if (named >= 0 && (found[ranking.length + named]?.size ?? 0) > 0) {
      const [head, body] = await scoresOf(phraseSearches(asked.query.phrase, passing));
      note('head', head);
      note('text', body);
    }
    const hits = merge(found.slice(0, ranking.length), limit).map(
      (hit): WordsHit => ({ ...hit, exact: exact.get(hit.docNo) ?? null }),
    );
    return { hits, terms: asked.terms };
  };
}

/** Normalised forms where they are known, else the words they were typed with. */
async function takeApart(query: WordsQuery, deps: WordsDeps): Promise<Asked> {
  const tokens = query.contacts.map((contact) => contact.tokens);
  const [documents, frequencies] = await Promise.all([
    deps.documentCount(),
    deps.frequencies.of([
      ...tokens.flat(),
      ...query.words,
      ...query.contacts.flatMap(({ otherwise }) => otherwise),
    ]),
  ]);
  const lookUp = (words: string[]): QueryTerm[] =>
    rarestFirst(words.map((word) => ({ word, documents: frequencies.get(word) ?? 0, significant: false })));
  const groups = tokens.map(lookUp);
  const otherwise = query.contacts.flatMap((contact, index) =>
    groups[index]?.length === 0 ? contact.otherwise : [],
  );
  const words = [...new Set([...query.words, ...otherwise])];
  const terms = markSignificant(lookUp(words).slice(0, MOST_TERMS), documents);
  const contacts = groups.flat();
  return { query, terms: withContacts(contacts, terms), contacts, documents };
}

/** In a large index the words of most documents are not worth reading their postings. */
function ranked({ terms, documents }: Asked): QueryTerm[] {
  if (documents < WHOLE_BELOW) return terms;
  let postings = 0;
  return terms.filter((term, index) => {
    postings += term.documents;
    return index === 0 || term.significant || postings <= RANKED_POSTINGS;
  });
}

/** The whole text, the name and head, then each phrase that stands for a number as it was typed. */
function rankingSearches(asked: Asked, passing: Condition[], limit: number): Search[] {
  const terms = ranked(asked);
  const words = terms.filter((term) => !term.word.includes(' '));
  const phrases = terms.filter((term) => term.word.includes(' '));
  const weight = (term: QueryTerm) => rarity(asked.documents, term.documents);
  const search = (using: string, weights: Map<string, number>, must: Condition[], most = limit): Search => ({
    ...{ query: queryVector(weights), using, filter: { must } },
    ...{ limit: most, with_payload: false },
  });
  return [
    search('words', new Map(words.map((term) => [term.word, weight(term)])), passing),
    search('words_head', new Map(words.map((term) => [term.word, 1])), passing, Math.min(limit, MOST_HEADS)),
    ...phrases.map((term) => {
      const parts = term.word.split(' ');
      const share = weight(term) / parts.length;
      return search('words', new Map(parts.map((part) => [part, share])), [
        ...passing,
        standsIn('words', term.word),
      ]);
    }),
  ];
}

interface PlaceSearch {
  place: ExactPlace;
  search: Search;
}

const exactSearch = (must: Condition[]): Search => ({
  filter: { must },
  limit: MOST_EXACT,
  with_payload: false,
});

/** Where the whole query stands; the first place found counts. */
function placeSearches({ query, terms, contacts }: Asked, passing: Condition[]): PlaceSearch[] {
  const searches: PlaceSearch[] = [];
  if (contacts.length > 0) {
    const known = matches({ words: contacts.map((term) => term.word), pointIds: [] });
    searches.push({ place: 'contact', search: exactSearch([...passing, known]) });
  }
  if (query.quoted.length > 0) {
    const quotes = query.quoted.map((words) => standsIn('words', words.join(' ')));
    searches.push({ place: 'text', search: exactSearch([...passing, ...quotes]) });
  }
  if (isAskable(query.phrase, terms)) {
    const called: Condition = { key: 'nameWords', match: { text: query.phrase.join(' ') } };
    searches.push({ place: 'name', search: exactSearch([...passing, called]) });
  }
  return searches;
}

const phraseSearches = (phrase: string[], passing: Condition[]): Search[] =>
  (['headWords', 'words'] as const).map((key) => exactSearch([...passing, standsIn(key, phrase.join(' '))]));

/** Documents of the body's list; those known by name and head alone follow where that list is complete. */
function merge([body = new Map(), head = new Map(), ...phrases]: Scores[], limit: number) {
  const scores: Scores = new Map(body);
  for (const phrase of phrases) {
    for (const [docNo, score] of phrase) scores.set(docNo, (scores.get(docNo) ?? 0) + score);
  }
  if (body.size < limit) for (const docNo of head.keys()) if (!scores.has(docNo)) scores.set(docNo, 0);
  const hits = [...scores].map(([docNo, score]) => ({ docNo, score, headScore: head.get(docNo) ?? 0 }));
  if (phrases.length > 0) hits.sort((a, b) => b.score - a.score);
  return hits.slice(0, limit);
}

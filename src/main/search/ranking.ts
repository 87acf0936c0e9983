import type { SearchFilters } from '../../shared/model.ts';
import type { Embedder } from '../embed/embedder.ts';
import type {
  Engine,
  Facets,
  Matching,
  NearestHit,
  People,
  QueryTerm,
  WordsResult,
} from '../engine/engine.ts';
import { fuse } from './fusion.ts';
import { kindOf, type QueryKind } from './query-kind.ts';

/** Everyone that a query finds, in order, and what a page needs to say why. */
export interface RankedList {
  people: People;
  /** By docNo; nobody's score stands for 0. */
  scores: ReadonlyMap<number, number>;
  facets: Facets;
  terms: QueryTerm[];
  chunkOf: ReadonlyMap<number, number>;
  mode: 'words' | 'hybrid';
  /** In the index, for the rarity of words. */
  documents: number;
}

/** What a search asks of an engine. */
export type SearchedEngine = Pick<
  Engine,
  'words' | 'nearest' | 'facets' | 'people' | 'read' | 'version' | 'stats'
>;

type QueryEmbedder = Pick<Embedder, 'embedQuery' | 'state'> | null;

interface RankingDeps {
  engine: SearchedEngine;
  embedder: QueryEmbedder;
}

interface Asked {
  query: string;
  filters: SearchFilters;
  offset: number;
  by?: 'words' | 'meaning' | 'hybrid';
}

/** Fused from each list; the rest of what matches by words follows, newest first. */
const FUSED = 200;
const RANKED_BY_WORDS = 1000;
const KEPT_LISTS = 8;
/** Later pages come from the list of the first one even while documents arrive, for as long as somebody reads. */
const PAGING_MS = 10 * 60_000;

interface Kept {
  list: RankedList;
  version: string;
  madeAt: number;
}

export function createRanking(embedder: QueryEmbedder) {
  const kept = new Map<string, Kept>();
  let keptOf: SearchedEngine | null = null;

  return {
    async list(asked: Asked, engine: SearchedEngine, signal?: AbortSignal): Promise<RankedList> {
      // Another engine's numbers mean nothing to this one.
      if (engine !== keptOf) kept.clear();
      keptOf = engine;
      const key = JSON.stringify([asked.by, asked.query, Object.entries(asked.filters).sort()]);
      const before = kept.get(key);
      const now = `${engine.version()} ${embedder?.state() ?? 'none'}`;
      const paging = asked.offset > 0 && before !== undefined && Date.now() - before.madeAt < PAGING_MS;
      if (before && (before.version === now || paging)) return before.list;
      const list = await make(asked, { engine, embedder }, signal);
      kept.delete(key);
      kept.set(key, { list, version: now, madeAt: Date.now() });
      for (const oldest of kept.keys()) if (kept.size > KEPT_LISTS) kept.delete(oldest);
      return list;
    },
  };
}

async function make(asked: Asked, deps: RankingDeps, signal?: AbortSignal): Promise<RankedList> {
  const { engine } = deps;
  const { query, filters } = asked;
  const { documents } = await engine.stats();
  const empty = query.trim() === '';
  if (empty) {
    const [people, facets] = await Promise.all([
      engine.people({ filters, matching: null, ranked: [] }),
      engine.facets(filters, null),
    ]);
    return { people, facets, documents, terms: [], scores: new Map(), chunkOf: new Map(), mode: 'words' };
  }
  const [words, meaning] = await Promise.all([
    asked.by === 'meaning' ? NO_WORDS : engine.words({ query, filters, limit: RANKED_BY_WORDS }),
    nearest(asked, deps, signal),
  ]);
  signal?.throwIfAborted();
  const kind = asked.by === 'meaning' ? 'foreign' : kindOf(query, words);
  const close = NOT_BY_MEANING.has(kind) ? NO_MEANING : meaning;
  const fused = fuse(words.hits.slice(0, FUSED), close.passing, kind);
  const matching = matchingOf(words, close.passing);
  const ranked = [...fused, ...words.hits.slice(FUSED)].map((hit) => hit.docNo);
  const [people, facets] = await Promise.all([
    engine.people({ filters, matching, ranked }),
    engine.facets(filters, matching),
  ]);
  return {
    people,
    facets,
    scores: new Map(fused.map((hit) => [hit.docNo, hit.score])),
    terms: words.terms,
    chunkOf: new Map(close.passing.map((hit) => [hit.docNo, hit.chunkNo])),
    documents,
    mode: meaning.asked ? 'hybrid' : 'words',
  };
}

interface Meaning {
  asked: boolean;
  passing: NearestHit[];
}

const NO_WORDS: WordsResult = { hits: [], terms: [] };
const NO_MEANING: Meaning = { asked: false, passing: [] };

/** Who is near a telephone number or a name in meaning is nobody that was asked for. */
const NOT_BY_MEANING: ReadonlySet<QueryKind> = new Set(['contact', 'name']);

/** Words answer alone when the model is not there yet or fails. */
async function nearest(
  { query, filters, by }: Asked,
  { engine, embedder }: RankingDeps,
  signal?: AbortSignal,
): Promise<Meaning> {
  if (by === 'words' || embedder?.state() !== 'ready') return NO_MEANING;
  const vector = await embedder.embedQuery(query, signal).catch(() => null);
  if (!vector) return NO_MEANING;
  const passing = await engine.nearest({ vector, filters, limit: FUSED });
  return { asked: true, passing };
}

/** Everyone with a word that tells documents apart, and everyone near in meaning. */
function matchingOf(words: WordsResult, close: NearestHit[]): Matching {
  return {
    words: words.terms.filter((term) => term.significant).map((term) => term.word),
    docNos: close.map((hit) => hit.docNo),
  };
}

import type { SearchFilters } from '../../shared/model.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { Engine, Facets, NearestHit, QueryTerm, WordsResult } from '../engine/engine.ts';
import { fuse } from './fusion.ts';
import { type People, peopleOf } from './people.ts';
import { kindOf, type QueryKind } from './query-kind.ts';
import type { SearchReads } from './reads.ts';

/** Everyone that a query finds, in order, and what a page needs to say why. */
export interface RankedList {
  people: People;
  facets: Facets;
  terms: QueryTerm[];
  chunkOf: ReadonlyMap<number, number>;
  mode: 'words' | 'hybrid';
  /** In the index, for the rarity of words. */
  documents: number;
}

export interface RankingDeps {
  reads: SearchReads;
  engine: Pick<Engine, 'words' | 'nearest' | 'facets' | 'filter' | 'stats'>;
  embedder: Pick<Embedder, 'embedQuery' | 'state'> | null;
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

export function createRanking(deps: RankingDeps) {
  const kept = new Map<string, Kept>();
  const version = () => `${deps.reads.version()} ${deps.embedder?.state() ?? 'none'}`;

  return {
    async list(asked: Asked, signal?: AbortSignal): Promise<RankedList> {
      const key = JSON.stringify([asked.by, asked.query, Object.entries(asked.filters).sort()]);
      const before = kept.get(key);
      const now = version();
      const paging = asked.offset > 0 && before !== undefined && Date.now() - before.madeAt < PAGING_MS;
      if (before && (before.version === now || paging)) return before.list;
      const list = await make(asked, deps, signal);
      kept.delete(key);
      kept.set(key, { list, version: now, madeAt: Date.now() });
      for (const oldest of kept.keys()) if (kept.size > KEPT_LISTS) kept.delete(oldest);
      return list;
    },
  };
}

async function make(asked: Asked, deps: RankingDeps, signal?: AbortSignal): Promise<RankedList> {
  const { engine, reads } = deps;
  const { query, filters } = asked;
  const { documents } = await engine.stats();
  const empty = query.trim() === '';
  const base = { terms: [] as QueryTerm[], chunkOf: new Map<number, number>(), documents };
  if (empty) {
    const all = await engine.filter(filters, null);
    const people = peopleOf(all, new Map(), reads.siblings());
    return { ...base, people, facets: await engine.facets(filters, null), mode: 'words' };
  }
  const [words, meaning] = await Promise.all([
    asked.by === 'meaning' ? NO_WORDS : engine.words({ query, filters, limit: RANKED_BY_WORDS }),
    nearest(asked, deps, signal),
  ]);
  signal?.throwIfAborted();
  const kind = asked.by === 'meaning' ? 'foreign' : kindOf(query, words);
  const close = NOT_BY_MEANING.has(kind) ? NO_MEANING : meaning;
  const fused = fuse(words.hits.slice(0, FUSED), close.passing, kind);
  const matching = union(words.matched, close.passing);
  const passing = await engine.filter(filters, matching);
  const ranked = [...fused, ...words.hits.slice(FUSED)].map((hit) => hit.docNo);
  const scores = new Map(fused.map((hit) => [hit.docNo, hit.score]));
  return {
    people: peopleOf(inOrder(ranked, passing), scores, reads.siblings()),
    facets: await engine.facets(filters, matching),
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

const NO_WORDS: WordsResult = { hits: [], matched: new Uint32Array(), terms: [] };
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

/** Ascending, each once. `matched` is ascending already; sorting all of it again took milliseconds at 50,000. */
function union(matched: Uint32Array, close: NearestHit[]): Uint32Array {
  const known = marksOf(matched);
  const added = [...new Set(close.map((hit) => hit.docNo))].filter((docNo) => known[docNo] !== 1);
  added.sort((a, b) => a - b);
  const all = new Uint32Array(matched.length + added.length);
  let next = 0;
  matched.forEach((docNo, index) => {
    for (let fresh = added[next]; fresh !== undefined && fresh < docNo; fresh = added[++next]) {
      all[index + next] = fresh;
    }
    all[index + next] = docNo;
  });
  all.set(added.slice(next), matched.length + next);
  return all;
}

/** Fused first, then the rest of the ranked words, then everything else that matches, newest first. */
function inOrder(ranked: number[], passing: Uint32Array): Uint32Array {
  const open = marksOf(passing);
  const order = new Uint32Array(passing.length);
  let length = 0;
  const take = (docNo: number) => {
    if (open[docNo] !== 1) return;
    open[docNo] = 0;
    order[length++] = docNo;
  };
  ranked.forEach(take);
  for (let index = passing.length - 1; index >= 0; index--) take(passing[index] ?? 0);
  return order;
}

/** A byte a docNo: sets of tens of thousands of numbers took most of a search's time. */
function marksOf(docNos: Uint32Array): Uint8Array {
  const marks = new Uint8Array((docNos.at(-1) ?? 0) + 1);
  for (const docNo of docNos) marks[docNo] = 1;
  return marks;
}

import { CHUNK_SHARE, HEAD_SHARE, meaningScore } from '../embedded/rescore.ts';
import type { NearestHit, NearestRequest } from '../engine.ts';
import type { QdrantCalls, Schemas } from './client.ts';
import { anyOf, type Condition, isAmong, narrowed } from './filters.ts';
import type { Handles } from './handles.ts';
import { rounded } from './payloads.ts';
import { ordinalOf } from './point-ids.ts';
import type { QdrantOptions } from './schema.ts';

/** A document's best chunks crowd out others', so more chunks are asked for than documents are wanted. */
const CHUNKS_A_DOCUMENT = 5;
/** So many times the wanted documents get both scores exactly, as in the embedded engine. */
const RESCORED = 2;
/** Chunks asked for at once for each document that lacks its best one; a CV has about six. */
const CHUNKS_ASKED = 16;

type Search = Schemas['QueryRequest'];

/** What is known of a document so far; undefined is not looked up yet. */
interface Candidate {
  score?: number;
  ordinal?: number;
  headScore?: number;
}
/** By docNo. */
type Candidates = Map<number, Candidate>;

interface NearestDeps {
  calls: QdrantCalls;
  collection: string;
  handles: Handles;
  quantization: QdrantOptions['quantization'];
}

/** Documents by their best chunk and their head: both lists first, then exact scores of what only one of them had. */
export function createNearest(deps: NearestDeps): (request: NearestRequest) => Promise<NearestHit[]> {
  return async ({ vector, filters, limit }) => {
    const query = rounded(vector);
    const must = narrowed(filters);
    const params: Schemas['SearchParams'] =
      deps.quantization === 'scalar' ? { quantization: { rescore: true, oversampling: 2 } } : {};
    const list = (using: 'dense' | 'head', most: number): Search => ({
      ...{ query, using, params, with_payload: false },
      ...{ filter: { must }, limit: most },
    });
    const candidates: Candidates = new Map();
    const [chunks = [], heads = []] = await ask(deps, [
      list('dense', limit * CHUNKS_A_DOCUMENT),
      list('head', limit),
    ]);
    noteChunks(chunks, candidates, deps.handles);
    noteHeads(heads, candidates, deps.handles);
    const worst = { score: chunks.at(-1)?.score ?? 0, headScore: heads.at(-1)?.score ?? 0 };
    const wanted = mostPromising(candidates, worst, limit * RESCORED);
    await complete(deps, query, wanted);
    return [...wanted]
      .map(([docNo, candidate]) => hitOf(docNo, candidate))
      .sort((a, b) => meaningScore(b) - meaningScore(a) || a.docNo - b.docNo)
      .slice(0, limit);
  };
}

async function ask(
  { calls, collection }: NearestDeps,
  searches: Search[],
): Promise<Schemas['ScoredPoint'][][]> {
  const results = await calls.read((client) => client.queryBatch(collection, { searches }));
  return results.map(({ points }) => points);
}

/** Best first, so that the first of a document is its best. */
function noteChunks(points: Schemas['ScoredPoint'][], candidates: Candidates, handles: Handles): void {
  for (const { id, score } of points) {
    const docNo = handles.ofPoint(id);
    const candidate = candidates.get(docNo);
    if (candidate === undefined) candidates.set(docNo, { score, ordinal: ordinalOf(id) });
    else if (candidate.score === undefined) Object.assign(candidate, { score, ordinal: ordinalOf(id) });
  }
}

function noteHeads(points: Schemas['ScoredPoint'][], candidates: Candidates, handles: Handles): void {
  for (const { id, score: headScore } of points) {
    const docNo = handles.ofPoint(id);
    const candidate = candidates.get(docNo);
    if (candidate === undefined) candidates.set(docNo, { headScore });
    else candidate.headScore = headScore;
  }
}

/** By the best score that a document can still have: what a list did not name is no better than its last. */
function mostPromising(
  candidates: Candidates,
  worst: { score: number; headScore: number },
  limit: number,
): Candidates {
  const bound = ({ score, headScore }: Candidate) =>
    CHUNK_SHARE * (score ?? worst.score) + HEAD_SHARE * (headScore ?? worst.headScore);
  return new Map([...candidates].sort(([, a], [, b]) => bound(b) - bound(a)).slice(0, limit));
}

/** Looks up the missing scores, exactly: among few points no graph is used. */
async function complete(deps: NearestDeps, query: number[], candidates: Candidates): Promise<void> {
  const headless = [...candidates].filter(([, { headScore }]) => headScore === undefined);
  let chunkless = withoutChunk(candidates);
  let asksHeads = headless.length > 0;
  while (asksHeads || chunkless.length > 0) {
    const most = Math.max(64, chunkless.length * CHUNKS_ASKED);
    const searches: Search[] = [];
    if (chunkless.length > 0)
      searches.push(exact('dense', anyOf('documentId', chunkless.map(deps.handles.documentId)), most));
    if (asksHeads) {
      const ids = headless.map(([docNo]) => deps.handles.pointId(docNo));
      searches.push(exact('head', isAmong(ids), ids.length));
    }
    const found = await ask(deps, searches);
    if (asksHeads) noteHeads(found.pop() ?? [], candidates, deps.handles);
    asksHeads = false;
    const chunks = found[0] ?? [];
    noteChunks(chunks, candidates, deps.handles);
    // All of their chunks were there: who has none still has none.
    if (chunks.length < most) return;
    chunkless = withoutChunk(candidates);
  }

  function exact(using: 'dense' | 'head', condition: Condition, limit: number): Search {
    return {
      query,
      using,
      params: { exact: true },
      filter: { must: [condition] },
      limit,
      with_payload: false,
    };
  }
}

const withoutChunk = (candidates: Candidates): number[] =>
  [...candidates].filter(([, { score }]) => score === undefined).map(([docNo]) => docNo);

/** A document without chunks of its own is as near as its head. */
function hitOf(docNo: number, { score, ordinal = 0, headScore = 0 }: Candidate): NearestHit {
  return { docNo, chunkNo: ordinal, score: score ?? headScore, headScore };
}

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { meaningScore, rescore } from '../../src/main/engine/embedded/rescore.ts';
import { createVectorStore } from '../../src/main/engine/embedded/vector-store.ts';
import type { Engine } from '../../src/main/engine/engine.ts';
import { createSearch, type Search } from '../../src/main/search/search.ts';
import { openDatabase } from '../../src/main/store/database.ts';
import type { SearchFilters } from '../../src/shared/model.ts';
import { buildIndex, clusteredVectors, DIMENSIONS, seeded, word } from './synthetic-index.ts';

export interface SearchBench {
  machine: string;
  chunks: number;
  documents: number;
  databaseBytes: number;
  buildSeconds: number;
  peakRssBytes: number;
  /** From the start of a new process to its first answer; of it the application's part, without Node's own start. */
  firstAnswerMs: number;
  firstAnswerOwnMs: number;
  hybrid: Percentiles;
  filtered: Percentiles;
  nearest: Percentiles;
  words: Percentiles;
  /** Of the ten people nearest in meaning by exact scan, found through the codes. */
  recallAt10: number;
  /** In the same run: every vector compared, and one plain OR query ranked by SQLite. */
  reference: { exactScanMs: number; plainOr: Percentiles };
}

export interface Percentiles {
  p50Ms: number;
  p95Ms: number;
}

const QUERIES = 200;

/** Search over synthetic documents: latency after the query is embedded, recall of the codes, start. */
export async function benchSearch({ chunks }: { chunks: number }): Promise<SearchBench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cvi-bench-'));
  try {
    const { db, engine, documents, buildMs } = await buildIndex(dataDir, chunks);
    const ask = questions();
    const search = createSearch({ engine: async () => engine, embedder: ask.embedder });
    const result = {
      machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
      chunks,
      documents,
      buildSeconds: buildMs / 1000,
      hybrid: await measure(ask.plain, (question) => query(search, question)),
      filtered: await measure(ask.filtered, (question) => query(search, question)),
      nearest: await measure(ask.plain, ({ text }) => nearest(engine, ask.vectorOf(text))),
      words: await measure(ask.plain, ({ text }) => engine.words({ query: text, filters: {}, limit: 200 })),
      ...(await compareExact(db, engine, ask)),
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
    };
    const plainOr = await plainOrQueries(db, ask.plain);
    await engine.close();
    db.close();
    const first = await firstAnswer(dataDir);
    const databaseBytes = statSync(join(dataDir, 'cvi.db')).size;
    const { exactScanMs, ...rest } = result;
    return { ...rest, ...first, databaseBytes, reference: { exactScanMs, plainOr } };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export interface Question {
  text: string;
  filters: SearchFilters;
}

/** Queries as people type them: one to four words of middling rarity, every fifth a sentence with frequent words in it. */
export function questions() {
  const random = seeded(11);
  const nextVector = clusteredVectors(seeded(7));
  const vectors = new Map<string, Float32Array>();
  const vectorOf = (text: string) => {
    const known = vectors.get(text) ?? nextVector(vectors.size * 13);
    vectors.set(text, known);
    return known;
  };
  const text = (index: number) => {
    const rare = () => word(Math.round(20 * 400 ** random.next()));
    const frequent = () => word(random.below(20));
    const rareWords = Array.from({ length: 1 + (index % 4) }, rare);
    const sentence = index % 5 === 4 ? Array.from({ length: 5 }, frequent) : [];
    return [...rareWords, ...sentence].join(' ');
  };
  const filters = (index: number): SearchFilters =>
    [
      { format: ['docx' as const] },
      { folder: [`/people/${index % 40}`] },
      { language: ['ro', 'unknown'] },
      { dateFrom: Date.UTC(2022, 0, 1), format: ['pdf' as const] },
    ][index % 4] ?? {};
  const plain: Question[] = Array.from({ length: QUERIES }, (_, index) => ({
    text: text(index),
    filters: {},
  }));
  return {
    plain,
    filtered: Array.from({ length: QUERIES }, (_, index) => ({ text: text(index), filters: filters(index) })),
    vectorOf,
    embedder: { state: () => 'ready' as const, embedQuery: async (asked: string) => vectorOf(asked) },
  };
}

const query = (search: Search, { text, filters }: Question) =>
  search.query({ query: text, filters, limit: 20, offset: 0 });
const nearest = (engine: Engine, vector: Float32Array) => engine.nearest({ vector, filters: {}, limit: 200 });

async function measure(
  asked: Question[],
  work: (question: Question) => Promise<unknown> | unknown,
): Promise<Percentiles> {
  const times: number[] = [];
  for (const question of asked) {
    const started = performance.now();
    await work(question);
    times.push(performance.now() - started);
  }
  return percentiles(times.slice(10));
}

export function percentiles(times: number[]): Percentiles {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

async function compareExact(
  db: ReturnType<typeof openDatabase>,
  engine: Engine,
  ask: ReturnType<typeof questions>,
) {
  const asked = ask.plain.slice(0, 20).map(({ text }) => ask.vectorOf(text));
  const store = createVectorStore(db, { collectionNo: 1, dimensions: DIMENSIONS });
  const exact: { docNo: number; score: number }[][] = asked.map(() => []);
  const started = performance.now();
  for (const document of store.all()) {
    asked.forEach((vector, index) => {
      const score = meaningScore(rescore(document, vector));
      const best = exact[index] ?? [];
      if (best.length === 10 && score <= (best[9]?.score ?? 0)) return;
      best.push({ docNo: document.docNo, score });
      best.sort((a, b) => b.score - a.score);
      best.length = Math.min(best.length, 10);
    });
  }
  const exactScanMs = (performance.now() - started) / asked.length;
  let found = 0;
  for (const [index, vector] of asked.entries()) {
    const got = new Set((await nearest(engine, vector)).slice(0, 10).map((hit) => hit.docNo));
    found += (exact[index] ?? []).filter((hit) => got.has(hit.docNo)).length;
  }
  return { exactScanMs, recallAt10: found / (asked.length * 10) };
}

function plainOrQueries(db: ReturnType<typeof openDatabase>, asked: Question[]): Promise<Percentiles> {
  const statement = db.prepare('SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 200');
  return measure(asked.slice(0, 60), ({ text }) => statement.all(text.split(' ').join(' OR ')));
}

/** In a process of its own: what a person waits for after opening the application. */
async function firstAnswer(dataDir: string): Promise<{ firstAnswerMs: number; firstAnswerOwnMs: number }> {
  const times: { whole: number; own: number }[] = [];
  for (let run = 0; run < 3; run++) {
    const started = performance.now();
    const child = fork(fileURLToPath(import.meta.url), ['--first', dataDir], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const own = await new Promise<number>((resolve, reject) => {
      child.once('message', (ms) => resolve(Number(ms)));
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
    });
    times.push({ whole: performance.now() - started, own });
    child.kill();
  }
  const middle = times.toSorted((a, b) => a.whole - b.whole)[1];
  return { firstAnswerMs: middle?.whole ?? 0, firstAnswerOwnMs: middle?.own ?? 0 };
}

async function answerFirst(dataDir: string): Promise<void> {
  const started = performance.now();
  const { createEmbeddedEngine } = await import('../../src/main/engine/embedded/engine.ts');
  const db = openDatabase(dataDir);
  const engine = createEmbeddedEngine({ db, collectionNo: 1, dimensions: DIMENSIONS });
  const ask = questions();
  const search = createSearch({ engine: async () => engine, embedder: ask.embedder });
  const [first] = ask.plain;
  if (first) await query(search, first);
  process.send?.(performance.now() - started);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , argument = '100000', dataDir] = process.argv;
  if (argument === '--first') await answerFirst(dataDir ?? '');
  else console.log(JSON.stringify(await benchSearch({ chunks: Number(argument) }), null, 2));
}

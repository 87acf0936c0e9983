import type { QdrantEngine } from '../../src/main/engine/qdrant/engine.ts';
import { createSearch } from '../../src/main/search/search.ts';
import type { Recorder } from './qdrant-recorder.ts';
import { replay, type Send } from './qdrant-replay.ts';
import { elapsed, median, round } from './qdrant-times.ts';
import { turned } from './qdrant-upserts.ts';
import { type Percentiles, percentiles, type Question, type questions } from './search.ts';

export interface SearchTimes {
  engine: Percentiles;
  client: Percentiles;
  fetch: Percentiles;
  /** Requests a search makes, mean. */
  requests: number;
  /** Of the medians and of the 95th percentiles; medians over the rounds. */
  ratioToClient: number;
  ratioToFetch: number;
  p95RatioToClient: number;
  p95RatioToFetch: number;
}

export interface SearchBenchDeps {
  /** A fresh engine at each call: what an engine remembers must not make a second round easier. */
  open(url: string): Promise<QdrantEngine>;
  url: string;
  recorder: Recorder;
  bare: Record<'client' | 'fetch', Send>;
  ask: ReturnType<typeof questions>;
  rounds: number;
}

type Work = (engine: QdrantEngine, ask: SearchBenchDeps['ask']) => (question: Question) => Promise<unknown>;

/** What a person waits for once the query is embedded, against the same requests in a bare loop. */
export const hybrid: Work = (engine, { embedder }) => {
  const search = createSearch({ engine: async () => engine, embedder });
  return ({ text, filters }) => search.query({ query: text, filters, limit: 20, offset: 0 });
};
export const words: Work =
  (engine) =>
  ({ text, filters }) =>
    engine.words({ query: text, filters, limit: 1000 });
export const nearest: Work =
  (engine, { vectorOf }) =>
  ({ text, filters }) =>
    engine.nearest({ vector: vectorOf(text), filters, limit: 200 });

type Times = Record<'engine' | 'client' | 'fetch', number[]>;
const WARM_UP = 10;

export async function benchSearches(
  asked: Question[],
  work: Work,
  deps: SearchBenchDeps,
): Promise<SearchTimes> {
  const rounds: Times[] = [];
  let requests = 0;
  for (let round = 0; round < deps.rounds; round++) {
    const measured = await oneRound(asked, work, deps);
    rounds.push(measured.times);
    requests = measured.requests;
  }
  const all = (way: keyof Times) => percentiles(rounds.flatMap((times) => times[way]));
  const ratio = (way: 'client' | 'fetch', key: keyof Percentiles) =>
    round(median(rounds.map((times) => percentiles(times[way])[key] / percentiles(times.engine)[key])), 3);
  return {
    ...{ engine: all('engine'), client: all('client'), fetch: all('fetch') },
    requests: round(requests, 1),
    ratioToClient: ratio('client', 'p50Ms'),
    ratioToFetch: ratio('fetch', 'p50Ms'),
    p95RatioToClient: ratio('client', 'p95Ms'),
    p95RatioToFetch: ratio('fetch', 'p95Ms'),
  };
}

async function oneRound(asked: Question[], work: Work, deps: SearchBenchDeps) {
  const recorded = await deps.open(deps.recorder.url);
  const measured = await deps.open(deps.url);
  const run = { recorded: work(recorded, deps.ask), measured: work(measured, deps.ask) };
  deps.recorder.take();
  const times: Times = { engine: [], client: [], fetch: [] };
  let requests = 0;
  for (const [index, question] of asked.entries()) {
    await run.recorded(question);
    const sent = deps.recorder.take();
    const ways: Record<keyof Times, () => Promise<unknown>> = {
      engine: () => run.measured(question),
      client: () => replay(sent, measured.collection, deps.bare.client),
      fetch: () => replay(sent, measured.collection, deps.bare.fetch),
    };
    for (const way of turned(['engine', 'client', 'fetch'] as const, index)) {
      const ms = await elapsed(ways[way]);
      if (index >= WARM_UP) times[way].push(ms);
    }
    requests += sent.length / asked.length;
  }
  await recorded.close();
  await measured.close();
  return { times, requests };
}

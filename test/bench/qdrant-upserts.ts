import type { QdrantEngine } from '../../src/main/engine/qdrant/engine.ts';
import {
  batchesOf,
  EMBEDDED_A_BATCH,
  type InventedBatch,
  TEXTS_A_BATCH,
  VECTORS_A_DOCUMENT,
} from './qdrant-documents.ts';
import type { Recorded, Recorder } from './qdrant-recorder.ts';
import { replay, type Send } from './qdrant-replay.ts';
import { elapsed, median, round } from './qdrant-times.ts';

/** Both passes of the intake, one batch after the other. */
export async function write(engine: QdrantEngine, { texts, embedded }: InventedBatch): Promise<Passes> {
  const textMs = await elapsed(async () => {
    for (const batch of batchesOf(texts, TEXTS_A_BATCH)) await engine.putText(batch);
  });
  const vectorsMs = await elapsed(async () => {
    for (const batch of batchesOf(embedded, EMBEDDED_A_BATCH)) await engine.putVectors(batch);
  });
  return { textMs, vectorsMs };
}

interface Passes {
  textMs: number;
  vectorsMs: number;
}

export interface UpsertBench {
  documentsARound: number;
  rounds: number;
  text: Rates;
  vectors: Rates;
  /** Both passes together, the rounds' own ratios. */
  ratioToClient: number;
  ratioToFetch: number;
}

interface Rates {
  unit: 'documents/s' | 'vectors/s';
  engine: number;
  client: number;
  fetch: number;
  /** Medians of the rounds' own ratios of rates. */
  ratioToClient: number;
  ratioToFetch: number;
}

export interface UpsertBenchDeps {
  /** Collections alike, each with an engine: one is recorded, one is measured. */
  recorded: QdrantEngine;
  measured: QdrantEngine;
  recorder: Recorder;
  /** With collections of their own, so that every way of writing meets documents it has not seen. */
  bare: { client: Bare; fetch: Bare };
  documents(count: number): InventedBatch;
  documentsARound: number;
  rounds: number;
}

interface Bare {
  collection: string;
  send: Send;
}

type Way = 'engine' | 'client' | 'fetch';
type Times = Record<Way, Passes>;

/** The engine against bare loops that have all payloads ready, in turn, over the same documents. */
export async function benchUpserts(deps: UpsertBenchDeps): Promise<UpsertBench> {
  const times: Times[] = [];
  deps.recorder.take();
  // The first round warms up.
  for (let round = 0; round <= deps.rounds; round++) {
    const documents = deps.documents(deps.documentsARound);
    const requests = await record(documents, deps);
    const ways: Record<Way, () => Promise<Passes>> = {
      engine: () => write(deps.measured, documents),
      client: () => bareWrite(requests, deps.bare.client),
      fetch: () => bareWrite(requests, deps.bare.fetch),
    };
    const taken: Partial<Times> = {};
    for (const way of turned(['engine', 'client', 'fetch'] as const, round)) taken[way] = await ways[way]();
    if (round > 0) times.push(taken as Times);
  }
  const { documentsARound, rounds } = deps;
  const vectors = documentsARound * VECTORS_A_DOCUMENT;
  const both = ({ textMs, vectorsMs }: Passes) => textMs + vectorsMs;
  return {
    ...{ documentsARound, rounds },
    text: rates('documents/s', documentsARound, times, ({ textMs }) => textMs),
    vectors: rates('vectors/s', vectors, times, ({ vectorsMs }) => vectorsMs),
    ratioToClient: round(median(times.map(({ engine, client }) => both(client) / both(engine))), 3),
    ratioToFetch: round(median(times.map(({ engine, fetch }) => both(fetch) / both(engine))), 3),
  };
}

interface Requests {
  text: Recorded[];
  vectors: Recorded[];
}

async function record(
  { texts, embedded }: InventedBatch,
  { recorded, recorder }: UpsertBenchDeps,
): Promise<Requests> {
  await write(recorded, { texts, embedded: [] });
  const text = recorder.take();
  await write(recorded, { texts: [], embedded });
  return { text, vectors: recorder.take() };
}

async function bareWrite({ text, vectors }: Requests, { collection, send }: Bare): Promise<Passes> {
  const textMs = await elapsed(() => replay(text, collection, send));
  return { textMs, vectorsMs: await elapsed(() => replay(vectors, collection, send)) };
}

function rates(unit: Rates['unit'], count: number, times: Times[], msOf: (passes: Passes) => number): Rates {
  const perSecond = (way: Way) => Math.round(count / (median(times.map((one) => msOf(one[way]))) / 1000));
  const ratio = (way: Way) => round(median(times.map((one) => msOf(one[way]) / msOf(one.engine))), 3);
  return {
    ...{ unit, engine: perSecond('engine'), client: perSecond('client'), fetch: perSecond('fetch') },
    ...{ ratioToClient: ratio('client'), ratioToFetch: ratio('fetch') },
  };
}

/** So that none is always the first. */
export const turned = <T>(items: readonly T[], by: number): T[] => [
  ...items.slice(by % items.length),
  ...items.slice(0, by % items.length),
];

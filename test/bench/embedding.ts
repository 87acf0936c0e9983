import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createEmbedder } from '../../src/main/embed/embed-client.ts';
import { loadManifest, type Manifest, shippedModelsDir } from '../../src/main/embed/model.ts';
import { planRuns, TOKENS_A_RUN } from '../../src/main/embed/runs.ts';
import { createTokenizer } from '../../src/main/embed/tokenizer.ts';
import { inventChunks } from './invented-chunks.ts';

export interface EmbeddingBench {
  model: string;
  threads: number;
  texts: number;
  tokens: number;
  /** Medians over the rounds, tokens without padding. */
  bareTokensPerSecond: number;
  embedderTokensPerSecond: number;
  /** Median of the rounds' own ratios: bare loop and embedder alternate, so a busy machine hits both. */
  ratio: number;
  /** One query while the passages of an intake are being embedded. */
  queryP50Ms: number;
  queryMaxMs: number;
  /** Of the embedding process; null where the system does not tell. */
  peakRssBytes: number | null;
}

export interface EmbeddingBenchOptions {
  modelId?: string;
  texts?: number;
  rounds?: number;
}

/**
 * How much of a bare onnxruntime loop's speed reaches the caller of the embedder (tokenising, processes
 * and pooling included). The bare loop has its inputs ready and throws its outputs away.
 */
export async function benchEmbedding(options: EmbeddingBenchOptions = {}): Promise<EmbeddingBench> {
  const { modelId = 'multilingual-e5-small', texts: count = 128, rounds = 5 } = options;
  const modelDir = shippedModelsDir();
  const manifest = loadManifest(modelDir, modelId);
  const threads = Math.min(availableParallelism(), 8);
  const texts = inventChunks(count);
  const { feeds, tokens } = tokenBatches(texts, modelDir, manifest);
  const bare = await InferenceSession.create(join(modelDir, modelId, 'model.onnx'), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    enableMemPattern: false,
    logSeverityLevel: 3,
  });
  const embedder = createEmbedder({ modelDir, modelId, threads });
  const runBare = async () => {
    for (const feed of feeds) await bare.run(feed);
  };
  try {
    await embedder.embedPassages(texts);
    await runBare();
    const times: { bare: number; embedder: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const bareMs = await elapsed(runBare);
      times.push({ bare: bareMs, embedder: await elapsed(() => embedder.embedPassages(texts)) });
    }
    const waits = await queryWaits(embedder, texts);
    return {
      model: modelId,
      threads,
      texts: count,
      tokens,
      bareTokensPerSecond: Math.round((tokens / median(times.map((time) => time.bare))) * 1000),
      embedderTokensPerSecond: Math.round((tokens / median(times.map((time) => time.embedder))) * 1000),
      ratio: round3(median(times.map((time) => time.bare / time.embedder))),
      queryP50Ms: Math.round(median(waits)),
      queryMaxMs: Math.round(Math.max(...waits)),
      peakRssBytes: peakRss(embedder.pid),
    };
  } finally {
    await embedder.close();
    await bare.release();
  }
}

type Feed = Record<string, Tensor>;

/** The same runs as the embedder makes of these texts when they come in one part. */
function tokenBatches(
  texts: string[],
  modelDir: string,
  manifest: Manifest,
): { feeds: Feed[]; tokens: number } {
  const json: unknown = JSON.parse(readFileSync(join(modelDir, manifest.id, 'tokenizer.json'), 'utf8'));
  const tokenize = createTokenizer(json, manifest.maxTokens);
  const sequences = texts.map((text) => tokenize(manifest.documentPrefix + text));
  const lengths = sequences.map((ids) => ids.length);
  const runs = planRuns(lengths, { maxSequences: 32, maxTokens: TOKENS_A_RUN });
  const feeds = runs.map((run) =>
    feedOf(
      run.map((index) => sequences[index] ?? []),
      manifest,
    ),
  );
  return { feeds, tokens: lengths.reduce((sum, length) => sum + length, 0) };
}

function feedOf(sequences: number[][], manifest: Manifest): Feed {
  const width = Math.max(...sequences.map((ids) => ids.length));
  const padded = (value: (ids: number[], column: number) => number) =>
    BigInt64Array.from(
      sequences.flatMap((ids) => Array.from({ length: width }, (_, column) => BigInt(value(ids, column)))),
    );
  const inputs = {
    input_ids: padded((ids, column) => ids[column] ?? manifest.padTokenId),
    attention_mask: padded((ids, column) => (column < ids.length ? 1 : 0)),
    token_type_ids: padded(() => 0),
  };
  const dims = [sequences.length, width];
  return Object.fromEntries(manifest.inputs.map((name) => [name, new Tensor('int64', inputs[name], dims)]));
}

/** Milliseconds each of 20 queries takes while passages are waiting. */
async function queryWaits(
  embedder: Pick<ReturnType<typeof createEmbedder>, 'embedPassages' | 'embedQuery'>,
  texts: string[],
): Promise<number[]> {
  const intake = embedder.embedPassages(texts);
  const waits: number[] = [];
  for (let i = 0; i < 20; i++) waits.push(await elapsed(() => embedder.embedQuery('night nurse, Polish')));
  await intake;
  return waits;
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The most memory a process has held so far; Linux only. */
function peakRss(pid: number | undefined): number | null {
  if (process.platform !== 'linux' || pid === undefined) return null;
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return line?.[1] ? Number(line[1]) * 1024 : null;
}

if (import.meta.main) {
  const [modelId] = process.argv.slice(2);
  console.log(JSON.stringify(await benchEmbedding(modelId ? { modelId } : {}), null, 2));
}

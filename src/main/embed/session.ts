import { join } from 'node:path';
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { invalid, type Manifest } from './model.ts';

/** A loaded model. `run` blocks its thread for as long as the run takes: keep runs short. */
export interface Session {
  /** The execution provider that really loaded. */
  readonly provider: string;
  /** Token ids of several sequences to one vector each; L2-normalised if the manifest says so. */
  run(sequences: number[][]): Promise<Float32Array[]>;
  release(): Promise<void>;
}

export interface SessionOptions {
  modelDir: string;
  manifest: Manifest;
  threads: number;
}

/** Loads model.onnx on the first provider that takes it. Throws `model_invalid`. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { modelDir, manifest } = options;
  const path = join(modelDir, manifest.id, 'model.onnx');
  let problem: unknown;
  // One by one: a backend that is missing throws even with 'cpu' after it in the list.
  for (const provider of providersFor(manifest)) {
    try {
      const session = await InferenceSession.create(path, sessionOptions(provider, options.threads));
      return sessionOf(session, manifest, provider);
    } catch (error) {
      problem = error;
    }
  }
  throw invalid(manifest.id, "it can't be loaded", problem);
}

function sessionOptions(provider: string, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // Shapes differ from run to run, so patterns learned from one are only memory held.
    enableMemPattern: false,
    logSeverityLevel: 3,
    // Threads wait for each other spinning: endlessly, that halves the speed as soon as another process
    // wants the cores (measured 2,600 against 4,000 tokens a second); not at all, it costs 10 % alone.
    extra: { session: { intra_op: { spin_duration_us: '150' } } },
  };
}

/** Fastest first. Models quantised to int8 use operators that only the CPU has. */
function providersFor(manifest: Manifest): string[] {
  if (manifest.precision.startsWith('int8')) return ['cpu'];
  const supported = new Set(listSupportedBackends().map((backend) => backend.name));
  return [...['cuda', 'dml', 'coreml'].filter((name) => supported.has(name)), 'cpu'];
}

function sessionOf(session: InferenceSession, manifest: Manifest, provider: string): Session {
  return {
    provider,
    async run(sequences) {
      const feeds = feedsOf(sequences, manifest);
      const output = (await session.run(feeds, [manifest.output]))[manifest.output];
      if (!(output?.data instanceof Float32Array)) throw invalid(manifest.id, 'its output is not float32');
      return pool(output.data, sequences, manifest);
    },
    release: () => session.release(),
  };
}

function feedsOf(sequences: number[][], manifest: Manifest): Record<string, Tensor> {
  const width = Math.max(...sequences.map((ids) => ids.length));
  const size = sequences.length * width;
  const inputs = {
    input_ids: new BigInt64Array(size).fill(BigInt(manifest.padTokenId)),
    attention_mask: new BigInt64Array(size),
    token_type_ids: new BigInt64Array(size),
  };
  sequences.forEach((ids, row) => {
    ids.forEach((id, column) => {
      inputs.input_ids[row * width + column] = BigInt(id);
    });
    inputs.attention_mask.fill(1n, row * width, row * width + ids.length);
  });
  const dims = [sequences.length, width];
  return Object.fromEntries(manifest.inputs.map((name) => [name, new Tensor('int64', inputs[name], dims)]));
}

/** One row a token (padding included) to one vector a sequence: the mean of its tokens, or its first. */
function pool(rows: Float32Array, sequences: number[][], manifest: Manifest): Float32Array[] {
  const width = rows.length / sequences.length;
  return sequences.map((ids, index) => {
    const count = manifest.pooling === 'cls' ? 1 : ids.length;
    const vector = sumRows(rows.subarray(index * width), count, manifest.dimensions);
    // A mean's divisor does not survive normalising, so it is only needed without.
    return scale(vector, manifest.normalize ? 1 / (Math.hypot(...vector) || 1) : 1 / count);
  });
}

function sumRows(rows: Float32Array, count: number, dimensions: number): Float32Array {
  const sum = new Float32Array(dimensions);
  for (let row = 0; row < count; row++) {
    const at = row * dimensions;
    for (let i = 0; i < dimensions; i++) sum[i] = (sum[i] ?? 0) + (rows[at + i] ?? 0);
  }
  return sum;
}

function scale(vector: Float32Array, factor: number): Float32Array {
  return vector.map((value) => value * factor);
}

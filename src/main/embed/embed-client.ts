import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { AppError } from '../../shared/errors.ts';
import { type EntryName, entryUrl } from '../entry-url.ts';
import { type ForkEmbedProcess, forkWithNode } from './embed-port.ts';
import { createEmbedSupervisor } from './embed-supervisor.ts';
import type { Embedder, ModelInfo } from './embedder.ts';
import { loadManifest } from './model.ts';

export interface EmbedderOptions {
  /** The folder that holds the models' folders. */
  modelDir: string;
  modelId: string;
  /** Threads of one run; by default all cores up to 8 (beyond, memory is the limit). */
  threads?: number;
  /** Sequences a run at most. */
  batchSize?: number;
  /** Electron gives its own way of starting a process. */
  fork?: ForkEmbedProcess;
}

const ENTRY: EntryName = 'embed.process';

/** Texts of one message to the process: enough to sort by length, little to do again after a crash. */
const TEXTS_A_PART = 128;

/**
 * The embedding process as a service. Starts it with the first `ready` or `embed…` call; replaces it
 * when it dies and asks again for what was unfinished. Never throws itself: where the model's manifest
 * can't be read, `state()` is 'failed', every call rejects with `model_invalid`, and `model` has no
 * sha256 and 0 dimensions.
 */
export function createEmbedder(options: EmbedderOptions): Embedder & { readonly pid: number | undefined } {
  const { model, problem } = describe(options);
  const fork = options.fork ?? forkWithNode;
  const supervisor = createEmbedSupervisor({
    start: (events) => fork(entryUrl(ENTRY), events),
    load: {
      type: 'load',
      modelDir: options.modelDir,
      modelId: options.modelId,
      threads: options.threads ?? Math.min(availableParallelism(), 8),
      batchSize: options.batchSize ?? 32,
    },
    problem,
  });

  return {
    model,
    get pid() {
      return supervisor.pid();
    },
    state: supervisor.state,
    ready: supervisor.ready,
    onStateChange: supervisor.onStateChange,
    close: supervisor.close,

    async embedPassages(texts, signal) {
      const parts = partsOf(texts);
      // One part given up ends the others: nobody would wait for them.
      const stop = new AbortController();
      setMaxListeners(parts.length + 1, stop.signal);
      const abort = () => stop.abort();
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) stop.abort();
      try {
        const done = await Promise.all(parts.map((part) => supervisor.ask('passages', part, stop.signal)));
        return done.flatMap((vectors) => rowsOf(vectors, model.dimensions));
      } finally {
        stop.abort();
        signal?.removeEventListener('abort', abort);
      }
    },

    async embedQuery(text, signal) {
      const [vector] = rowsOf(await supervisor.ask('query', [text], signal), model.dimensions);
      if (!vector) throw new AppError('internal', 'The embedding process gave no vector.');
      return vector;
    },
  };
}

function describe({ modelDir, modelId }: EmbedderOptions): { model: ModelInfo; problem: AppError | null } {
  try {
    const manifest = loadManifest(modelDir, modelId);
    const { sha256 } = manifest.files['model.onnx'];
    return { model: { id: modelId, sha256, dimensions: manifest.dimensions }, problem: null };
  } catch (error) {
    return { model: { id: modelId, sha256: '', dimensions: 0 }, problem: AppError.from(error) };
  }
}

function partsOf(texts: string[]): string[][] {
  const parts: string[][] = [];
  for (let at = 0; at < texts.length; at += TEXTS_A_PART) parts.push(texts.slice(at, at + TEXTS_A_PART));
  return parts;
}

/** Copies, not views: one vector kept must not keep a whole part's, and its buffer is all its own. */
function rowsOf(vectors: Float32Array, dimensions: number): Float32Array[] {
  const rows: Float32Array[] = [];
  for (let at = 0; at < vectors.length; at += dimensions) rows.push(vectors.slice(at, at + dimensions));
  return rows;
}

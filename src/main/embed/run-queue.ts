import type { EmbedKind } from './embed-messages.ts';
import type { Manifest } from './model.ts';
import { planRuns, type RunLimits } from './runs.ts';
import type { Session } from './session.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Everything needed to turn texts into vectors. */
export interface LoadedModel {
  manifest: Manifest;
  tokenizer: Tokenizer;
  session: Pick<Session, 'run'>;
  limits: RunLimits;
}

export interface RunQueueEvents {
  onVectors(id: number, vectors: Float32Array): void;
  onError(id: number, error: unknown): void;
}

export interface EmbedRequest {
  id: number;
  kind: EmbedKind;
  texts: string[];
}

export interface RunQueue {
  add(request: EmbedRequest): void;
  cancel(id: number): void;
}

interface Job {
  id: number;
  sequences: number[][];
  runs: number[][];
  vectors: Float32Array;
}

/**
 * Does one run of the model at a time. Before each run it looks whether a query came in meanwhile:
 * a query waits for one run, not for the passages ahead of it.
 */
export function createRunQueue(model: LoadedModel, events: RunQueueEvents): RunQueue {
  const queries: EmbedRequest[] = [];
  let passages: EmbedRequest[] = [];
  let current: Job | null = null;
  let working = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    // Each turn awaits a run, which yields to the event loop: messages get in between runs.
    while (true) {
      const query = queries.shift();
      if (query) {
        await finish(query);
        continue;
      }
      current ??= nextPassages();
      if (!current) break;
      await step(current);
    }
    working = false;
  }

  function nextPassages(): Job | null {
    const request = passages.shift();
    return request ? prepare(request, model) : null;
  }

  async function step(job: Job): Promise<void> {
    try {
      await runNext(job, model);
      if (job.runs.length > 0) return;
      // Cancelled meanwhile: nobody waits for it.
      if (current === job) events.onVectors(job.id, job.vectors);
    } catch (error) {
      if (current === job) events.onError(job.id, error);
    }
    if (current === job) current = null;
  }

  async function finish(request: EmbedRequest): Promise<void> {
    try {
      const job = prepare(request, model);
      while (job.runs.length > 0) await runNext(job, model);
      events.onVectors(job.id, job.vectors);
    } catch (error) {
      events.onError(request.id, error);
    }
  }

  return {
    add(request) {
      if (request.kind === 'query') queries.push(request);
      else passages.push(request);
      void work();
    },
    cancel(id) {
      passages = passages.filter((request) => request.id !== id);
      if (current?.id === id) current = null;
    },
  };
}

function prepare(request: EmbedRequest, model: LoadedModel): Job {
  const { manifest, limits, tokenizer } = model;
  const prefix = request.kind === 'query' ? manifest.queryPrefix : manifest.documentPrefix;
  const sequences = request.texts.map((text) => tokenizer(prefix + text));
  return {
    id: request.id,
    sequences,
    runs: planRuns(
      sequences.map((ids) => ids.length),
      limits,
    ),
    vectors: new Float32Array(sequences.length * manifest.dimensions),
  };
}

async function runNext(job: Job, { session, manifest }: LoadedModel): Promise<void> {
  const run = job.runs.shift() ?? [];
  const rows = await session.run(run.map((index) => job.sequences[index] ?? []));
  rows.forEach((row, i) => {
    job.vectors.set(row, (run[i] ?? 0) * manifest.dimensions);
  });
}

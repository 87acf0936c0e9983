import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isRetryable } from '../../shared/errors.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { EmbeddedDocument, Engine } from '../engine/engine.ts';
import type { Log } from '../log.ts';
import type { ChunkText, DocumentStore } from '../store/documents.ts';

/**
 * The second pass: gives every document with text its vectors, oldest first, whenever there is
 * something to do and nothing holds it back. Restarting costs at most the batch in flight.
 */
export interface EmbedPump {
  /** There may be new documents. */
  wake(): void;
  /** Rests until the returned function is called (holds may overlap); work goes on with the next wake. */
  hold(): () => void;
  /** Resolves when every document has its vectors, or with the reason why that can't be had. */
  idle(signal?: AbortSignal): Promise<AppError | null>;
  problem(): AppError | null;
  close(): Promise<void>;
}

export interface EmbedPumpDeps {
  documents: Pick<DocumentStore, 'listUnembedded' | 'chunkTexts' | 'markEmbedded'>;
  engine: Pick<Engine, 'putVectors'>;
  embedder: Pick<Embedder, 'embedPassages' | 'ready'>;
  collectionNo: number;
  log: Log;
  /** Called after each batch with the number of passages it had. */
  onEmbedded(passages: number): void;
}

/** Enough passages for batches of similar length, few enough to be lost without regret. */
const DOCUMENTS_A_BATCH = 24;
const ATTEMPTS = 3;

interface Batch {
  docNos: number[];
  chunks: ChunkText[][];
  vectors: Promise<Float32Array[]>;
}

export function createEmbedPump(deps: EmbedPumpDeps): EmbedPump {
  const stop = new AbortController();
  let running: Promise<void> | null = null;
  let holds = 0;
  let failure: AppError | null = null;
  let settled: (() => void)[] = [];

  function wake(): void {
    if (running || holds > 0 || stop.signal.aborted) return;
    failure = null;
    running = pump()
      .catch((error: unknown) => {
        failure = AppError.from(error);
        if (!stop.signal.aborted) deps.log.error('embedding.stopped', error);
      })
      .finally(() => {
        running = null;
        if (holds > 0) return;
        const waiting = settled;
        settled = [];
        for (const resolve of waiting) resolve();
      });
  }

  /** Two batches overlap: the process embeds the next while the last one's vectors are written. */
  async function pump(): Promise<void> {
    let next = take(0);
    while (next && holds === 0) {
      const batch: Batch = next;
      // From the start again when the end is reached: documents may have come in between.
      next = take(batch.docNos.at(-1) ?? 0) ?? null;
      await store(batch);
      next ??= take(0);
    }
    await next?.vectors.catch(() => {});
  }

  function take(afterDocNo: number): Batch | null {
    const docNos = deps.documents.listUnembedded(deps.collectionNo, afterDocNo, DOCUMENTS_A_BATCH);
    if (docNos.length === 0) return null;
    const chunks = docNos.map((docNo) => deps.documents.chunkTexts(docNo));
    const vectors = embed(chunks.flat().map((chunk) => chunk.text));
    // Awaited later; a rejection until then is not an unhandled one.
    vectors.catch(() => {});
    return { docNos, chunks, vectors };
  }

  async function embed(texts: string[]): Promise<Float32Array[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await deps.embedder.embedPassages(texts, stop.signal);
      } catch (error) {
        const known = AppError.from(error);
        if (attempt >= ATTEMPTS || !isRetryable(known)) throw known;
        await delay(500 * 4 ** attempt, undefined, { signal: stop.signal });
      }
    }
  }

  async function store(batch: Batch): Promise<void> {
    const vectors = await batch.vectors;
    let at = 0;
    const documents: EmbeddedDocument[] = batch.docNos.flatMap((docNo, index) => {
      const points = (batch.chunks[index] ?? []).map((chunk) => ({
        chunkNo: chunk.chunkNo,
        vector: vectors[at++] ?? new Float32Array(),
      }));
      const [head, ...chunks] = points;
      return head ? [{ docNo, head, chunks }] : [];
    });
    await deps.engine.putVectors(documents);
    deps.documents.markEmbedded(deps.collectionNo, batch.docNos);
    deps.onEmbedded(vectors.length - documents.length);
  }

  return {
    wake,
    problem: () => failure,
    hold() {
      holds += 1;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds -= 1;
      };
    },
    async idle(signal) {
      wake();
      while ((running || holds > 0) && !stop.signal.aborted && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          settled.push(resolve);
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      signal?.throwIfAborted();
      return failure;
    },
    async close() {
      stop.abort(new AppError('cancelled', 'Stopped.'));
      await running;
      for (const resolve of settled) resolve();
    },
  };
}

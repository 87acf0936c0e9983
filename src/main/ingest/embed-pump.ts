import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isRetryable } from '../../shared/errors.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { EmbeddedDocument, Engine } from '../engine/engine.ts';
import type { Log } from '../log.ts';
import type { DocumentStore } from '../store/documents.ts';
import type { EmbeddableDocument, EngineInput } from '../store/engine-input.ts';

/**
 * The second pass: gives every document with text its vectors, oldest first, whenever there is
 * something to do and nothing holds it back. Restarting costs at most the batch in flight.
 */
export interface EmbedPump {
  /** There may be new documents. */
  wake(): void;
  /** Stops at once and rests until the returned function is called; holds may overlap. */
  hold(): () => void;
  /** Resolves when every document has its vectors, or with the reason why that can't be had. */
  idle(signal: AbortSignal): Promise<AppError | null>;
  close(): Promise<void>;
}

export interface EmbedPumpDeps {
  documents: Pick<DocumentStore, 'listUnembedded' | 'markEmbedded' | 'listKeys'>;
  engineInput: Pick<EngineInput, 'listEmbeddable'>;
  engine: Pick<Engine, 'putVectors' | 'remove'>;
  embedder: Pick<Embedder, 'embedPassages'>;
  collectionNo: number;
  log: Log;
  /** Called after each batch with the number of passages it had. */
  onEmbedded(passages: number): void;
}

/** Enough passages for batches of similar length, few enough to be lost without regret. */
const DOCUMENTS_A_BATCH = 24;
const ATTEMPTS = 3;

interface Batch {
  documents: EmbeddableDocument[];
  vectors: Promise<Float32Array[]>;
}

/** How a pass ended: nothing left to do, stopped by a hold or by closing, or for good. */
type PassEnd = 'done' | 'stopped' | AppError;

export function createEmbedPump(deps: EmbedPumpDeps): EmbedPump {
  let pass: { end: Promise<PassEnd>; stop: AbortController } | null = null;
  let holds = 0;
  let closed = false;
  let onRelease: (() => void)[] = [];

  function wake(): void {
    if (pass || holds > 0 || closed) return;
    const stop = new AbortController();
    const end = run(stop.signal)
      .catch((error: unknown) => ended(error, stop.signal))
      .finally(() => {
        pass = null;
      });
    pass = { end, stop };
  }

  function ended(error: unknown, signal: AbortSignal): PassEnd {
    if (signal.aborted) return 'stopped';
    deps.log.error('embedding.stopped', error);
    return AppError.from(error);
  }

  /** Two batches overlap: the process embeds the next while the last one's vectors are written. */
  async function run(signal: AbortSignal): Promise<PassEnd> {
    // A pass is known as running before it does anything.
    await Promise.resolve();
    let next = take(0, signal);
    while (next && !signal.aborted) {
      const batch: Batch = next;
      next = take(batch.documents.at(-1)?.docNo ?? 0, signal);
      await store(batch);
      // From the start again when the end is reached: documents may have come in between.
      next ??= take(0, signal);
    }
    return signal.aborted ? 'stopped' : 'done';
  }

  function take(afterDocNo: number, signal: AbortSignal): Batch | null {
    const docNos = deps.documents.listUnembedded(deps.collectionNo, afterDocNo, DOCUMENTS_A_BATCH);
    if (docNos.length === 0) return null;
    const documents = deps.engineInput.listEmbeddable(docNos);
    const texts = documents.flatMap(({ passages }) => passages.map((passage) => passage.text));
    const vectors = embed(texts, signal);
    // Awaited later; a rejection until then is not an unhandled one.
    vectors.catch(() => {});
    return { documents, vectors };
  }

  async function embed(texts: string[], signal: AbortSignal): Promise<Float32Array[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await deps.embedder.embedPassages(texts, signal);
      } catch (error) {
        const known = AppError.from(error);
        if (attempt >= ATTEMPTS || !isRetryable(known)) throw known;
        await delay(500 * 4 ** attempt, undefined, { signal });
      }
    }
  }

  async function store(batch: Batch): Promise<void> {
    const vectors = await batch.vectors;
    const documents = embeddedDocuments(batch, vectors);
    // A document that was replaced while it was being embedded must not get vectors after its removal.
    const kept = documents.filter(isPresent);
    await deps.engine.putVectors(kept);
    const gone = kept.filter((document) => !isPresent(document));
    if (gone.length > 0) await deps.engine.remove(gone);
    deps.documents.markEmbedded(
      deps.collectionNo,
      batch.documents.filter(isPresent).map((document) => document.docNo),
    );
    deps.onEmbedded(kept.reduce((sum, document) => sum + document.chunks.length, 0));
  }

  const isPresent = ({ docNo }: { docNo: number }) => deps.documents.listKeys([docNo]).length > 0;

  return {
    wake,
    hold() {
      holds += 1;
      pass?.stop.abort();
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds -= 1;
        if (holds > 0) return;
        const waiting = onRelease;
        onRelease = [];
        for (const go of waiting) go();
      };
    },
    async idle(signal) {
      for (;;) {
        signal.throwIfAborted();
        if (closed) return null;
        wake();
        const change =
          pass?.end ?? new Promise<PassEnd>((resolve) => onRelease.push(() => resolve('stopped')));
        const end = await untilAborted(change, signal);
        if (end === 'done') return null;
        if (end !== 'stopped') return end;
      }
    },
    async close() {
      closed = true;
      pass?.stop.abort();
      await pass?.end;
      for (const go of onRelease) go();
    },
  };
}

/** Vectors come in the order of the batch's passages, head first in each document. */
function embeddedDocuments(batch: Batch, vectors: Float32Array[]): EmbeddedDocument[] {
  let at = 0;
  return batch.documents.flatMap(({ passages, ...document }) => {
    const [head, ...chunks] = passages.map(({ text: _, ...chunk }) => ({
      ...chunk,
      vector: vectors[at++] ?? new Float32Array(),
    }));
    return head ? [{ ...document, head, chunks }] : [];
  });
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

import { AppError } from '../../shared/errors.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { Indexes } from '../engine/indexes.ts';
import type { Log } from '../log.ts';
import type { DocumentStore } from '../store/documents.ts';
import type { EngineInput } from '../store/engine-input.ts';
import { createEmbedBatches } from './embed-batches.ts';
import { IndexReplaced, untilReachable } from './patience.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * The second pass: gives every document with text its vectors, oldest first, whenever there is
 * something to do and nothing holds it back. Restarting costs at most the batch in flight.
 */
export interface EmbedPump {
  /** There may be new documents; while held, it starts when the last hold ends. */
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
  indexes: Pick<Indexes, 'current' | 'peek'>;
  embedder: Pick<Embedder, 'embedPassages'>;
  log: Log;
  /** Called after each batch with the number of passages it had. */
  onEmbedded(passages: number): void;
  /** The engine can't be reached (a sentence), or can again (null). */
  onWaiting(sentence: string | null): void;
}

/** How a pass ended: nothing left to do, stopped by a hold or by closing, or for good. */
type PassEnd = 'done' | 'stopped' | AppError;

export function createEmbedPump(deps: EmbedPumpDeps): EmbedPump {
  const batches = createEmbedBatches(deps);
  let pass: { end: Promise<PassEnd>; stop: AbortController } | null = null;
  let holds = 0;
  let closed = false;
  let woken = false;
  let onRelease: (() => void)[] = [];

  function wake(): void {
    woken = true;
    if (pass || holds > 0 || closed) return;
    woken = false;
    const stop = new AbortController();
    const end = run(stop.signal)
      .catch((error: unknown) => ended(error, stop))
      .finally(() => {
        pass = null;
        // Woken while it was stopping, and held no more.
        if (woken) wake();
      });
    pass = { end, stop };
  }

  function ended(error: unknown, stop: AbortController): PassEnd {
    if (stop.signal.aborted) return 'stopped';
    if (error instanceof IndexReplaced) {
      stop.abort();
      woken = true;
      return 'stopped';
    }
    // The batch after the failed one is in work at the embedder.
    stop.abort();
    deps.log.error('embedding.stopped', error);
    return AppError.from(error);
  }

  /** Two batches overlap: the process embeds the next while the last one's vectors are written. */
  async function run(signal: AbortSignal): Promise<PassEnd> {
    const waiting = { signal, onWaiting: deps.onWaiting };
    const index = await untilReachable(() => deps.indexes.current(), waiting);
    const patient = { ...waiting, isCurrent: () => deps.indexes.peek() === index };
    await index.carried;
    let next = batches.take(index, 0, signal);
    while (next && !signal.aborted) {
      const batch = next;
      next = batches.take(index, batch.documents.at(-1)?.docNo ?? 0, signal);
      await batches.store(index, batch, patient);
      // From the start again when the end is reached: documents may have come in between.
      next ??= batches.take(index, 0, signal);
    }
    if (signal.aborted) return 'stopped';
    await untilReachable(() => index.engine.flush(), patient);
    const leftOut = batches.leftOut();
    if (leftOut) return leftOut;
    await untilReachable(() => index.complete(), patient);
    return 'done';
  }

  function release(): void {
    holds -= 1;
    if (holds > 0) return;
    if (woken) wake();
    const waiting = onRelease;
    onRelease = [];
    for (const go of waiting) go();
  }

  return {
    wake,
    hold() {
      holds += 1;
      if (pass && !pass.stop.signal.aborted) {
        // What it leaves undone is taken up by the release.
        woken = true;
        pass.stop.abort();
      }
      let held = true;
      return () => {
        if (held) release();
        held = false;
      };
    },
    async idle(signal) {
      for (;;) {
        signal.throwIfAborted();
        if (closed) return null;
        if (!pass) wake();
        const change =
          pass?.end ?? new Promise<PassEnd>((resolve) => onRelease.push(() => resolve('stopped')));
        const end = await untilAborted(change, signal);
        if (end === 'done') return null;
        if (end !== 'stopped') return end;
      }
    },
    async close() {
      closed = true;
      woken = false;
      pass?.stop.abort();
      await pass?.end;
      for (const go of onRelease) go();
    },
  };
}

import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type ErrorCode, isRetryable } from '../../shared/errors.ts';
import type { EmbeddedDocument } from '../engine/engine.ts';
import type { Index } from '../engine/indexes.ts';
import type { EmbeddableDocument } from '../store/engine-input.ts';
import type { EmbedPumpDeps } from './embed-pump.ts';
import { type PatienceOptions, untilReachable } from './patience.ts';
import { withVectors } from './with-vectors.ts';

export interface EmbedBatch {
  documents: EmbeddableDocument[];
  /** Whole documents with their vectors; those that could not be embedded are missing. */
  embedded: Promise<EmbeddedDocument[]>;
}

/** Enough passages for batches of similar length, few enough to be lost without regret. */
const DOCUMENTS_A_BATCH = 24;
const ATTEMPTS = 3;
/** Errors that one document may cause: the runtime refuses it, or its process dies of it. */
const MAY_BE_THE_DOCUMENT: ReadonlySet<ErrorCode> = new Set(['internal', 'busy']);

/** Takes documents without vectors from the ledger, has them embedded, and writes their vectors. */
export function createEmbedBatches(deps: EmbedPumpDeps) {
  /** Everything up to here has its vectors: numbers only grow, so it need not be looked through again. */
  let complete = 0;
  let collectionNo = 0;
  /** Documents that alone made embedding fail; left to words until the next start. */
  const refused = new Set<number>();

  function take(index: Index, afterDocNo: number, signal: AbortSignal): EmbedBatch | null {
    follow(index);
    const docNos = listNext(Math.max(afterDocNo, complete));
    if (docNos.length === 0) return null;
    const documents = deps.engineInput.listEmbeddable(docNos);
    const embedded = embed(documents, signal);
    // Awaited later; a rejection until then is not an unhandled one.
    embedded.catch(() => {});
    return { documents, embedded };
  }

  function follow(index: Index): void {
    if (collectionNo === index.collectionNo) return;
    collectionNo = index.collectionNo;
    complete = 0;
    refused.clear();
  }

  function listNext(after: number): number[] {
    const found = deps.documents.listUnembedded(collectionNo, after, DOCUMENTS_A_BATCH + refused.size);
    if (after === complete && found[0] !== undefined) complete = found[0] - 1;
    return found.filter((docNo) => !refused.has(docNo)).slice(0, DOCUMENTS_A_BATCH);
  }

  async function embed(documents: EmbeddableDocument[], signal: AbortSignal): Promise<EmbeddedDocument[]> {
    try {
      return await embedTogether(documents, signal);
    } catch (error) {
      const known = AppError.from(error);
      if (signal.aborted || !MAY_BE_THE_DOCUMENT.has(known.code)) throw known;
      return embedApart(documents, signal);
    }
  }

  /** One document that can't be embedded must not keep the others from it. */
  async function embedApart(
    documents: EmbeddableDocument[],
    signal: AbortSignal,
  ): Promise<EmbeddedDocument[]> {
    const embedded: EmbeddedDocument[] = [];
    for (const document of documents) {
      try {
        embedded.push(...(await embedTogether([document], signal)));
      } catch (error) {
        if (signal.aborted) throw error;
        deps.log.error('embedding.refused', error, { document: document.docNo });
        refused.add(document.docNo);
      }
    }
    if (documents.length > 1 && embedded.length === 0)
      throw new AppError('internal', 'Embedding fails for every document.');
    return embedded;
  }

  async function embedTogether(
    documents: EmbeddableDocument[],
    signal: AbortSignal,
  ): Promise<EmbeddedDocument[]> {
    const texts = documents.flatMap(({ passages }) => passages.map((passage) => passage.text));
    for (let attempt = 1; ; attempt += 1) {
      try {
        return withVectors(documents, await deps.embedder.embedPassages(texts, signal));
      } catch (error) {
        const known = AppError.from(error);
        if (attempt >= ATTEMPTS || !isRetryable(known)) throw known;
        await delay(500 * 4 ** attempt, undefined, { signal });
      }
    }
  }

  async function store(
    { engine, claims }: Index,
    batch: EmbedBatch,
    patient: PatienceOptions,
  ): Promise<void> {
    const embedded = await batch.embedded;
    // A document that was replaced while it was being embedded must not get vectors after its removal.
    const kept = embedded.filter(isPresent);
    await untilReachable(() => engine.putVectors(kept), patient);
    const gone = kept.filter((document) => !isPresent(document));
    if (gone.length > 0) await untilReachable(() => engine.remove(gone), patient);
    deps.documents.markEmbedded(
      collectionNo,
      kept.filter(isPresent).map((document) => document.docNo),
    );
    if (claims) await untilReachable(() => claims.release(kept.map(({ documentId }) => documentId)), patient);
    deps.onEmbedded(kept.reduce((sum, document) => sum + document.chunks.length, 0));
  }

  const isPresent = ({ docNo }: { docNo: number }) => deps.documents.listKeys([docNo]).length > 0;

  return {
    /** The next batch after a document, already being embedded; null when there is none. */
    take,
    store,
    /** Why not every document has its vectors although nothing is left to do; null when all have. */
    leftOut: (): AppError | null =>
      refused.size === 0
        ? null
        : new AppError(
            'internal',
            `${refused.size} ${refused.size === 1 ? 'document' : 'documents'} could not be embedded; words find them.`,
          ),
  };
}

import type { ModelInfo } from './embed/embedder.ts';
import { embeddedVectors } from './embedded-index.ts';
import type { Index } from './engine/indexes.ts';
import { carryPlaces, carryVectors, carryWords, sweep } from './ingest/carry.ts';
import { untilReachable } from './ingest/patience.ts';
import { openCollection } from './store/collections.ts';
import type { Db } from './store/database.ts';
import type { DocumentStore } from './store/documents.ts';
import type { EngineInput } from './store/engine-input.ts';
import { EMBEDDED_INDEX } from './store/worded.ts';

export interface CarryAllDeps {
  db: Db;
  model: ModelInfo;
  documents: DocumentStore;
  engineInput: EngineInput;
}

export interface CarryAllOptions {
  signal: AbortSignal;
  /** Says to a person what is being done; null when it is over. */
  tell(step: string | null): void;
  /** The index that was used before, of the same model; what it can't tell is embedded again. */
  before?: Pick<Index, 'knownVectors'>;
}

/** Brings a newly opened index to what the ledger has: what is gone is swept, words and known vectors are copied. */
export async function carryAll(
  deps: CarryAllDeps,
  index: Omit<Index, 'carried'>,
  { signal, tell, before }: CarryAllOptions,
): Promise<void> {
  const embedded = openCollection(deps.db, EMBEDDED_INDEX, deps.model);
  const isEmbedded = index.collectionNo === embedded.collectionNo;
  const sources = [
    ...(isEmbedded ? [] : [embeddedVectors(deps.db, embedded)]),
    ...(before ? [untilItFails(before.knownVectors)] : []),
  ];
  const whole = async () => {
    await sweep(index);
    // Before the words of others, whose places are right by themselves. The embedded engine reads the ledger's.
    if (before && !isEmbedded) await carryPlaces({ ...deps, ...index, signal });
    if (index.worded.listMissing(0, 1).length > 0) tell('Copying the documents to the search engine.');
    await carryWords({ ...deps, ...index, signal });
    for (const knownVectors of sources) await carryVectors({ ...deps, ...index, signal, knownVectors });
    await index.engine.flush();
  };
  await untilReachable(whole, { signal, onWaiting: tell }).finally(() => tell(null));
}

/** An engine that is left because it does not answer any more must not keep the next one waiting. */
function untilItFails(knownVectors: Index['knownVectors']): Index['knownVectors'] {
  let failed = false;
  return async (documents) => {
    if (failed) return new Map();
    return knownVectors(documents).catch(() => {
      failed = true;
      return new Map();
    });
  };
}

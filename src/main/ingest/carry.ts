import type { EmbeddedDocument, Engine } from '../engine/engine.ts';
import type { Index } from '../engine/indexes.ts';
import type { DocumentStore } from '../store/documents.ts';
import type { EmbeddableDocument, EngineInput } from '../store/engine-input.ts';
import type { Worded } from '../store/worded.ts';
import { withVectors } from './with-vectors.ts';

export interface SweepDeps {
  worded: Worded;
  engine: Pick<Engine, 'putText' | 'putVectors' | 'remove'>;
}

const BATCH = 100;

/** Has the index forget documents that are gone from the ledger; a death on the way only leaves more for the next. */
export async function sweep({
  worded,
  engine,
}: Pick<SweepDeps, 'worded'> & { engine: Pick<Engine, 'remove'> }): Promise<void> {
  worded.forgetReborn();
  for (let stale = worded.listStale(BATCH); stale.length > 0; stale = worded.listStale(BATCH)) {
    await engine.remove(stale);
    worded.forget(stale);
  }
}

export interface CarryDeps extends SweepDeps {
  collectionNo: number;
  documents: Pick<DocumentStore, 'listKeys' | 'listUnembedded' | 'markEmbedded'>;
  engineInput: Pick<EngineInput, 'listIndexable' | 'listEmbeddable'>;
  signal: AbortSignal;
}

/** Gives an index the words of all documents that it has not had, in order; goes on where it stopped. */
export async function carryWords(deps: CarryDeps): Promise<number> {
  let carried = 0;
  for (let after = 0; ; ) {
    deps.signal.throwIfAborted();
    const docNos = deps.worded.listMissing(after, BATCH);
    const last = docNos.at(-1);
    if (last === undefined) return carried;
    const batch = deps.engineInput.listIndexable(docNos);
    deps.worded.mark(deps.documents.listKeys(docNos), false);
    await deps.engine.putText(batch);
    deps.worded.mark(deps.documents.listKeys(docNos));
    carried += batch.length;
    after = last;
  }
}

/** Tells an index that was not in use for a while where its documents lie by now. */
export async function carryPlaces(
  deps: Pick<CarryDeps, 'worded' | 'signal'> & {
    engine: Pick<Engine, 'putPlaces'>;
    engineInput: Pick<EngineInput, 'listPlaces'>;
  },
): Promise<void> {
  for (let after = 0; ; ) {
    deps.signal.throwIfAborted();
    const documents = deps.worded.listWhole(after, BATCH);
    const last = documents.at(-1);
    if (last === undefined) return;
    await deps.engine.putPlaces(deps.engineInput.listPlaces(documents));
    after = last.docNo;
  }
}

/** Gives an index the vectors that another one has, so that nothing is embedded twice. */
export async function carryVectors(
  deps: CarryDeps & { knownVectors: Index['knownVectors'] },
): Promise<number> {
  let carried = 0;
  for (let after = 0; ; ) {
    deps.signal.throwIfAborted();
    const docNos = deps.documents.listUnembedded(deps.collectionNo, after, BATCH);
    const last = docNos.at(-1);
    if (last === undefined) return carried;
    const known = await withKnownVectors(deps.engineInput.listEmbeddable(docNos), deps.knownVectors);
    if (known.length > 0) await deps.engine.putVectors(known);
    deps.documents.markEmbedded(
      deps.collectionNo,
      known.map((document) => document.docNo),
    );
    carried += known.length;
    after = last;
  }
}

async function withKnownVectors(
  documents: EmbeddableDocument[],
  knownVectors: Index['knownVectors'],
): Promise<EmbeddedDocument[]> {
  const known = await knownVectors(
    documents.map(({ docNo, documentId, passages }) => ({
      ...{ docNo, documentId },
      ordinals: passages.map(({ ordinal }) => ordinal),
    })),
  );
  return documents.flatMap((document) => {
    const vectors = known.get(document.documentId);
    return vectors ? withVectors([document], vectors) : [];
  });
}

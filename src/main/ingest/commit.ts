import { existsSync } from 'node:fs';
import type { Index, Indexes } from '../engine/indexes.ts';
import type { DocumentStore, NewDocument } from '../store/documents.ts';
import type { EngineInput } from '../store/engine-input.ts';
import type { FileLedger, FileResult, LeasedFile } from '../store/files.ts';
import { sweep } from './carry.ts';
import { IndexReplaced, untilReachable } from './patience.ts';
import type { ReadFile } from './pipeline.ts';

export interface CommitDeps {
  files: FileLedger;
  documents: DocumentStore;
  engineInput: EngineInput;
  indexes: Pick<Indexes, 'current' | 'peek'>;
  /** Runs the function in one transaction of the ledger. */
  transaction<T>(work: () => T): T;
  /** The engine can't be reached (a sentence), or can again (null). */
  onWaiting(sentence: string | null): void;
  /** Documents can be found by words now. */
  onText(): void;
}

/** `signal` ends waiting for an engine that can't be reached. */
export type CommitRun = CommitDeps & { signal: AbortSignal };

/**
 * Writes a batch of read files: documents first, then their words into the engine, then the items'
 * outcomes. A death between the steps leaves documents that `recover` removes and files that are
 * still claimed, so that they are done again: nothing lost, nothing twice.
 */
export async function commit(batch: ReadFile[], deps: CommitRun): Promise<FileResult[]> {
  for (;;) {
    const index = await untilReachable(() => deps.indexes.current(), deps);
    try {
      return await commitTo(index, batch, { ...deps, isCurrent: () => deps.indexes.peek() === index });
    } catch (error) {
      if (!(error instanceof IndexReplaced)) throw error;
    }
  }
}

type CommitTo = CommitRun & { isCurrent(): boolean };

async function commitTo(index: Index, batch: ReadFile[], deps: CommitTo): Promise<FileResult[]> {
  const recorded = deps.transaction(() => batch.map((item) => record(item, deps, index)));
  const results = recorded.flatMap((result) => result ?? []);
  const added = results.flatMap((result) => (isNew(result) ? [result.docNo] : []));
  try {
    await putText(added, index, deps);
  } catch (error) {
    takeBack(batch, recorded, deps);
    throw error;
  }
  deps.transaction(() => {
    for (const result of results) {
      if (isNew(result)) deps.documents.markTextReady(result.docNo);
      deps.files.settle(result);
    }
  });
  if (added.length > 0) deps.onText();
  await untilReachable(() => followUp(batch, recorded, deps, index), deps).catch((error: unknown) => {
    // What is to be forgotten is swept when the next index is opened.
    if (!(error instanceof IndexReplaced)) throw error;
  });
  return results;
}

async function putText(docNos: number[], { engine }: Index, deps: CommitTo): Promise<void> {
  if (docNos.length === 0) return;
  const documents = deps.engineInput.listIndexable(docNos);
  await untilReachable(() => engine.putText(documents), deps);
}

/** As if the batch had never been read: the files are done again by the next run. */
function takeBack(batch: ReadFile[], recorded: (FileResult | null)[], deps: CommitDeps): void {
  deps.transaction(() => {
    batch.forEach((item, index) => {
      const docNo = recorded[index]?.docNo;
      const outcome = recorded[index]?.outcome;
      if (item.kind !== 'new' || docNo === undefined || (outcome !== 'indexed' && outcome !== 'needsOcr'))
        return;
      deps.documents.remove(deps.documents.listKeys([docNo]));
      if (item.file.docNo !== null) deps.files.attach(item.file.fileNo, item.file.docNo);
    });
  });
}

/** Old versions of changed files go, and documents that were met again are told where they lie. */
async function followUp(
  batch: ReadFile[],
  results: (FileResult | null)[],
  deps: CommitDeps,
  index: Index,
): Promise<void> {
  const unheld = replacedBy(batch, results).filter((docNo) => !deps.documents.isHeld(docNo));
  if (unheld.length > 0) {
    deps.documents.remove(deps.documents.listKeys(unheld));
    await sweep(index);
  }
  const met = results.flatMap((result) =>
    result?.docNo !== undefined && (result.outcome === 'duplicate' || result.outcome === 'unchanged')
      ? [result.docNo]
      : [],
  );
  const places = deps.engineInput.listPlaces(deps.documents.listKeys([...new Set(met)]));
  if (places.length > 0) await index.engine.putPlaces(places);
}

/** Puts the ledger in order after a process died; run once at start, before any work. Sweeping follows. */
export function recover(deps: Pick<CommitDeps, 'files' | 'documents'>): void {
  deps.files.recover();
  deps.documents.remove(deps.documents.listLeftovers());
}

/** Null: what was known when the file was read is gone by now; it is read again. */
function record(item: ReadFile, deps: CommitDeps, { worded }: Index): FileResult | null {
  if (item.kind === 'settled') return item.result;
  if (item.kind === 'elsewhere') return recordElsewhere(item.file, item.done, deps.files);
  if (item.kind === 'known') return recordKnown(item.file, item.docNo, deps);
  // Another copy of the same bytes may have been read at the same time.
  const docNo = deps.documents.findBySha(item.document.sha256);
  if (docNo !== null) return recordKnown(item.file, docNo, deps);
  const added = deps.documents.add(item.document);
  if (item.document.read) worded.mark(deps.documents.listKeys([added]));
  // At once, so that a copy in the same batch sees that the document has its file.
  deps.files.attach(item.file.fileNo, added);
  return { fileNo: item.file.fileNo, docNo: added, outcome: outcomeOf(item.document) };
}

function outcomeOf(document: NewDocument): 'indexed' | 'needsOcr' {
  return document.read ? 'indexed' : 'needsOcr';
}

/** The same bytes at the same path were only touched; where no other copy is left they were moved. */
function recordKnown(file: LeasedFile, docNo: number, deps: CommitDeps): FileResult | null {
  if (deps.documents.listKeys([docNo]).length === 0) {
    deps.files.postpone(file.fileNo, 0);
    return null;
  }
  const { fileNo } = file;
  const touched = file.docNo === docNo;
  if (!touched && deps.files.hasOther(docNo, fileNo, existsSync))
    return { fileNo, docNo, outcome: 'duplicate' };
  if (!touched) for (const other of deps.files.othersOf(docNo, fileNo)) deps.files.forget(other.fileNo);
  return { fileNo, docNo, outcome: 'unchanged' };
}

/** Found through the index that both machines feed; one that is still at it may yet fail, so it is looked at again. */
function recordElsewhere(file: LeasedFile, done: boolean, files: FileLedger): FileResult {
  if (file.docNo !== null) files.detach(file.fileNo);
  if (!done) files.lookAgain(file.fileNo);
  return {
    fileNo: file.fileNo,
    outcome: 'duplicate',
    message: done ? 'Another machine has taken it in.' : 'Another machine is taking it in.',
  };
}

function isNew(result: FileResult): result is FileResult & { docNo: number } {
  return result.outcome === 'indexed' && result.docNo !== undefined;
}

function replacedBy(batch: ReadFile[], results: (FileResult | null)[]): number[] {
  return batch.flatMap((item, index) => {
    if (item.kind === 'settled' || item.file.docNo === null) return [];
    if (item.kind === 'elsewhere') return [item.file.docNo];
    const now = results[index]?.docNo;
    return now !== undefined && now !== item.file.docNo ? [item.file.docNo] : [];
  });
}

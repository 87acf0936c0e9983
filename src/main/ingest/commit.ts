import { existsSync } from 'node:fs';
import type { Engine } from '../engine/engine.ts';
import type { DocumentStore, NewDocument } from '../store/documents.ts';
import type { EngineInput } from '../store/engine-input.ts';
import type { FileLedger, FileResult, LeasedFile } from '../store/files.ts';
import type { ReadFile } from './pipeline.ts';

export interface CommitDeps {
  files: FileLedger;
  documents: DocumentStore;
  engineInput: EngineInput;
  engine: Pick<Engine, 'putText' | 'putPlaces' | 'remove'>;
  /** Runs the function in one transaction of the ledger. */
  transaction<T>(work: () => T): T;
}

/**
 * Writes a batch of read files: documents first, then their words into the engine, then the items'
 * outcomes. A death between the steps leaves documents that `recover` removes and files that are
 * still claimed, so that they are done again: nothing lost, nothing twice.
 */
export async function commit(batch: ReadFile[], deps: CommitDeps): Promise<FileResult[]> {
  const results = deps.transaction(() => batch.map((item) => record(item, deps)));
  const added = deps.engineInput.listIndexable(
    results.flatMap((result) => (isNew(result) ? [result.docNo] : [])),
  );
  if (added.length > 0) await deps.engine.putText(added);
  deps.transaction(() => {
    for (const result of results) {
      if (isNew(result)) deps.documents.markTextReady(result.docNo);
      deps.files.settle(result);
    }
  });
  await removeUnheld(replacedBy(batch, results), deps);
  await movePlaces(results, deps);
  return results;
}

/** Removes documents that no file holds any more: old versions of changed files. */
async function removeUnheld(docNos: number[], deps: CommitDeps): Promise<void> {
  const unheld = deps.documents.listKeys(docNos.filter((docNo) => !deps.documents.isHeld(docNo)));
  if (unheld.length === 0) return;
  await deps.engine.remove(unheld);
  deps.documents.remove(unheld);
}

/** Documents that were met again lie somewhere else, or in one more place. */
async function movePlaces(results: FileResult[], deps: CommitDeps): Promise<void> {
  const met = results.flatMap(({ outcome, docNo }) =>
    docNo !== undefined && (outcome === 'duplicate' || outcome === 'unchanged') ? [docNo] : [],
  );
  const places = deps.engineInput.listPlaces(deps.documents.listKeys([...new Set(met)]));
  if (places.length > 0) await deps.engine.putPlaces(places);
}

/** Puts the ledger and the engine in order after a process died; run once at start, before any work. */
export async function recover(deps: Pick<CommitDeps, 'files' | 'documents' | 'engine'>): Promise<void> {
  deps.files.recover();
  const leftovers = deps.documents.listLeftovers();
  if (leftovers.length === 0) return;
  await deps.engine.remove(leftovers);
  deps.documents.remove(leftovers);
}

function record(item: ReadFile, deps: CommitDeps): FileResult {
  if (item.kind === 'settled') return item.result;
  if (item.kind === 'known') return recordKnown(item.file, item.docNo, deps.files);
  // Another copy of the same bytes may have been read at the same time.
  const docNo = deps.documents.findBySha(item.document.sha256);
  if (docNo !== null) return recordKnown(item.file, docNo, deps.files);
  const added = deps.documents.add(item.document);
  // At once, so that a copy in the same batch sees that the document has its file.
  deps.files.attach(item.file.fileNo, added);
  return { fileNo: item.file.fileNo, docNo: added, outcome: outcomeOf(item.document) };
}

function outcomeOf(document: NewDocument): 'indexed' | 'needsOcr' {
  return document.read ? 'indexed' : 'needsOcr';
}

/** The same bytes at the same path were only touched; where no other copy is left they were moved. */
function recordKnown(file: LeasedFile, docNo: number, files: FileLedger): FileResult {
  const others = files.pathsOf(docNo).filter((other) => other.fileNo !== file.fileNo);
  const touched = file.docNo === docNo;
  const moved = others.length > 0 && !others.some((other) => existsSync(other.path));
  if (moved) for (const other of others) files.forget(other.fileNo);
  const isCopy = !touched && !moved && others.length > 0;
  return { fileNo: file.fileNo, docNo, outcome: isCopy ? 'duplicate' : 'unchanged' };
}

function isNew(result: FileResult): result is FileResult & { docNo: number } {
  return result.outcome === 'indexed' && result.docNo !== undefined;
}

function replacedBy(batch: ReadFile[], results: FileResult[]): number[] {
  return batch.flatMap((item, index) => {
    if (item.kind === 'settled' || item.file.docNo === null) return [];
    const now = results[index]?.docNo;
    return now !== undefined && now !== item.file.docNo ? [item.file.docNo] : [];
  });
}

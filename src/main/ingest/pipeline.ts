import { documentIdOf } from '../../shared/document-id.ts';
import type { ClaimState } from '../engine/indexes.ts';
import type { NewDocument } from '../store/documents.ts';
import type { FileResult, LeasedFile } from '../store/files.ts';
import type { ParsePool } from '../workers/pool.ts';
import type { Chunking, ParseOutcome } from '../workers/protocol.ts';
import { nameFromPath } from './scan.ts';
import { readSource } from './source.ts';

/** What one file turned out to be, before anything is written. */
export type ReadFile =
  | { kind: 'settled'; result: FileResult }
  /** The very bytes are in the index already. */
  | { kind: 'known'; file: LeasedFile; docNo: number }
  /** Another machine has taken it into the same index (done), or is at it. */
  | { kind: 'elsewhere'; file: LeasedFile; done: boolean }
  | { kind: 'new'; file: LeasedFile; document: NewDocument };

export interface PipelineDeps {
  pool: Pick<ParsePool, 'run'>;
  findBySha(sha256: string): number | null;
  /** Whose work the document is; 'mine' where no other machine feeds the index. */
  claim(documentId: string): Promise<ClaimState>;
  /** Lets others have what was claimed and can't be read here. */
  release(documentId: string): Promise<void>;
  chunking: Chunking;
  maxBytes: number;
}

/**
 * One document's story up to the ledger: read, hash, recognise, parse. Throws only for faults that
 * may pass (disk, network share); an unreadable document is a settled result.
 */
export async function readFile(file: LeasedFile, deps: PipelineDeps): Promise<ReadFile> {
  const source = await readSource(file.path, deps.maxBytes);
  if (source.kind === 'unreadable') {
    const { outcome, reason, message } = source;
    return { kind: 'settled', result: { fileNo: file.fileNo, outcome, reason, message } };
  }
  const docNo = deps.findBySha(source.sha256);
  if (docNo !== null) return { kind: 'known', file, docNo };

  const { bytes, sha256 } = source;
  const documentId = documentIdOf(sha256);
  const claimed = await deps.claim(documentId);
  if (claimed !== 'mine') return { kind: 'elsewhere', file, done: claimed === 'done' };
  const sizeBytes = bytes.length;
  const parsed = await deps.pool.run({ name: file.path, bytes, chunking: deps.chunking });
  // Only a document with text is finished, and given back, by the second pass.
  if (parsed.document === null) await deps.release(documentId);
  return fromParsed(file, parsed, { sha256, sizeBytes });
}

function fromParsed(
  file: LeasedFile,
  parsed: ParseOutcome,
  source: { sha256: string; sizeBytes: number },
): ReadFile {
  const { result } = parsed;
  if (result.kind === 'unreadable') {
    const { reason, message } = result;
    const outcome = reason === 'unsupported_format' ? 'skipped' : 'failed';
    return { kind: 'settled', result: { fileNo: file.fileNo, outcome, reason, message } };
  }
  return {
    kind: 'new',
    file,
    document: {
      ...source,
      format: result.format,
      datedAt: result.modifiedAt ?? file.mtimeMs,
      read: parsed.document,
      fallbackName: nameFromPath(file.path),
    },
  };
}

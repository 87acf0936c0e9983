import type { Outcome, UnreadableReason } from '../../shared/model.ts';
import type { Db } from './database.ts';
import { createFileClaims } from './file-claims.ts';
import { createFileCounts } from './file-counts.ts';
import { createFileSightings } from './file-sightings.ts';
import { inWords } from './in-words.ts';

/** A file as the scan saw it; mtime in whole ms. */
export interface SeenFile {
  path: string;
  sizeBytes: number;
  mtimeMs: number;
}

/** A file to be worked on, claimed until it is settled, postponed or handed back. */
export interface LeasedFile extends SeenFile {
  fileNo: number;
  /** The document this path held before, while a changed file waits to replace it. */
  docNo: number | null;
  attempts: number;
}

export interface FileResult {
  fileNo: number;
  outcome: Outcome;
  docNo?: number;
  reason?: UnreadableReason;
  message?: string;
}

interface Place {
  fileNo: number;
  path: string;
}

export type OutcomeCounts = Record<Outcome, number>;

/**
 * The ledger of files: one row a path, an item of its last job. Every method is one transaction, or a
 * part of the caller's; it throws AppErrors (`disk_full`, `permission`).
 */
export type FileLedger = ReturnType<typeof createFileLedger>;

export function createFileLedger(db: Db) {
  const attach = db.prepare('UPDATE files SET doc_no = ? WHERE file_no = ?');
  const forget = db.prepare('DELETE FROM files WHERE file_no = ?');
  const detach = db.prepare('UPDATE files SET doc_no = NULL WHERE file_no = ?');
  const lookAgain = db.prepare('UPDATE files SET mtime_ms = 0 WHERE file_no = ?');
  const others = db.prepare<[number, number], Place>(
    'SELECT file_no AS fileNo, path FROM files WHERE doc_no = ? AND file_no <> ?',
  );

  return inWords({
    ...createFileSightings(db),
    ...createFileClaims(db),
    ...createFileCounts(db),

    attach: (fileNo: number, docNo: number) => void attach.run(docNo, fileNo),
    detach: (fileNo: number) => void detach.run(fileNo),
    /** The next scan takes the file for a changed one. */
    lookAgain: (fileNo: number) => void lookAgain.run(fileNo),
    /** Whether the document has another place that passes; copies may be thousands, so the first one ends it. */
    hasOther(docNo: number, fileNo: number, passes: (path: string) => boolean): boolean {
      for (const { path } of others.iterate(docNo, fileNo)) if (passes(path)) return true;
      return false;
    },
    /** Every other path known to hold the document. */
    othersOf: (docNo: number, fileNo: number): Place[] => others.all(docNo, fileNo),
    forget: (fileNo: number) => void forget.run(fileNo),
  });
}

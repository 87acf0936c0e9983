import type { Failure, ItemState, Outcome, UnreadableReason } from '../../shared/model.ts';
import type { Db } from './database.ts';

/** A file as the scan saw it; mtime in whole ms. */
export interface SeenFile {
  path: string;
  sizeBytes: number;
  mtimeMs: number;
}

/** A file to be worked on, claimed until its lease ends. */
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

export type OutcomeCounts = Record<Outcome, number>;

/** A file during whose reading the process died this often is taken to be the cause. */
const MOST_INTERRUPTIONS = 20;

interface FileRow {
  file_no: number;
  size_bytes: number;
  mtime_ms: number;
  job_id: string;
  state: ItemState;
}

/** The ledger of files: one row a path. Every method is one transaction. */
export type FileLedger = ReturnType<typeof createFileLedger>;

export function createFileLedger(db: Db) {
  const find = db.prepare<[string], FileRow>(
    'SELECT file_no, size_bytes, mtime_ms, job_id, state FROM files WHERE path = ?',
  );
  const add = db.prepare(
    `INSERT INTO files (path, size_bytes, mtime_ms, job_id, state) VALUES (?, ?, ?, ?, 'pending')`,
  );
  const markUnchanged = db.prepare(
    `UPDATE files SET job_id = ?, outcome = 'unchanged', missing = 0 WHERE file_no = ?`,
  );
  const markChanged = db.prepare(
    `UPDATE files SET size_bytes = ?, mtime_ms = ?, job_id = ?, state = 'pending', outcome = NULL, reason = NULL,
       message = NULL, attempts = 0, interrupted = 0, not_before = 0, missing = 0 WHERE file_no = ?`,
  );
  const claim = db.prepare<[number, string, number, number], LeasedFile>(
    `UPDATE files SET state = 'processing', lease_until = ? WHERE file_no IN (
       SELECT file_no FROM files WHERE job_id = ? AND state = 'pending' AND not_before <= ? ORDER BY not_before, file_no LIMIT ?
     ) RETURNING file_no AS fileNo, path, size_bytes AS sizeBytes, mtime_ms AS mtimeMs, doc_no AS docNo, attempts`,
  );
  const settle = db.prepare(
    `UPDATE files SET state = ?, outcome = ?, reason = ?, message = ?, doc_no = COALESCE(?, doc_no), lease_until = NULL
     WHERE file_no = ?`,
  );
  const postpone = db.prepare(
    `UPDATE files SET state = 'pending', attempts = attempts + 1, not_before = ?, lease_until = NULL WHERE file_no = ?`,
  );
  const expire = db.prepare(
    `UPDATE files SET state = 'pending', lease_until = NULL WHERE job_id = ? AND state = 'processing' AND lease_until < ?`,
  );
  const handBack = db.prepare(
    `UPDATE files SET state = 'pending', lease_until = NULL WHERE state = 'processing'`,
  );

  /** True when the file needs no work and was not known to this job before. */
  function see(jobId: string, file: SeenFile): boolean {
    const row = find.get(file.path);
    if (!row) {
      add.run(file.path, file.sizeBytes, file.mtimeMs, jobId);
      return false;
    }
    const same = row.size_bytes === file.sizeBytes && row.mtime_ms === file.mtimeMs;
    const settled = row.state === 'completed' || row.state === 'failed';
    if (row.job_id === jobId && (same || !settled)) return false;
    if (same && settled) markUnchanged.run(jobId, row.file_no);
    else markChanged.run(file.sizeBytes, file.mtimeMs, jobId, row.file_no);
    return same && settled;
  }

  return {
    /** Records what the scan found; returns how many of them are unchanged. */
    seen: db.transaction((jobId: string, files: SeenFile[]): number =>
      files.reduce((unchanged, file) => unchanged + (see(jobId, file) ? 1 : 0), 0),
    ),

    /** A path that could not even be looked at (a folder without permission). */
    seenUnreadable: db.transaction((jobId: string, failure: Failure) => {
      db.prepare(
        `INSERT INTO files (path, size_bytes, mtime_ms, job_id, state, outcome, reason, message)
         VALUES (@path, 0, 0, @jobId, 'failed', 'failed', @reason, @message)
         ON CONFLICT (path) DO UPDATE SET job_id = @jobId, state = 'failed', outcome = 'failed', reason = @reason, message = @message`,
      ).run({ ...failure, jobId });
    }),

    /** Claims up to `count` files of a job that may be tried now; claims that ran out are free again. */
    lease: db.transaction((jobId: string, count: number, leaseMs: number): LeasedFile[] => {
      const now = Date.now();
      expire.run(jobId, now);
      return claim.all(now + leaseMs, jobId, now, count);
    }),

    /** The time when the next postponed file of the job may be tried, or null. */
    nextTryAt(jobId: string): number | null {
      const row = db
        .prepare<[string], { at: number | null }>(
          `SELECT min(not_before) AS at FROM files WHERE job_id = ? AND state = 'pending'`,
        )
        .get(jobId);
      return row?.at ?? null;
    },

    settle(result: FileResult): void {
      const state = result.outcome === 'failed' ? 'failed' : 'completed';
      settle.run(
        state,
        result.outcome,
        result.reason ?? null,
        result.message ?? null,
        result.docNo ?? null,
        result.fileNo,
      );
    },

    attach: (fileNo: number, docNo: number) =>
      void db.prepare('UPDATE files SET doc_no = ? WHERE file_no = ?').run(docNo, fileNo),

    postpone: (fileNo: number, delayMs: number) => void postpone.run(Date.now() + delayMs, fileNo),

    /** Gives claimed files back without counting a try (a stop, a pause). */
    handBackAll: () => void handBack.run(),

    /** After a start: claims of a process that died are taken back; a file that was there each time is given up. */
    recover: db.transaction(() => {
      db.exec(`UPDATE files SET interrupted = interrupted + 1 WHERE state = 'processing'`);
      db.prepare(
        `UPDATE files SET state = 'failed', outcome = 'failed', reason = 'parser_crash', lease_until = NULL,
           message = 'The application stopped each time it read this file.'
         WHERE state = 'processing' AND interrupted > ?`,
      ).run(MOST_INTERRUPTIONS);
      handBack.run();
    }),

    /** Files of a job by outcome; those still to be done are `open`. */
    counts(jobId: string): { outcomes: OutcomeCounts; open: number; found: number } {
      const outcomes: OutcomeCounts = {
        indexed: 0,
        duplicate: 0,
        unchanged: 0,
        needsOcr: 0,
        failed: 0,
        skipped: 0,
      };
      const rows = db
        .prepare<[string], { outcome: Outcome | null; files: number }>(
          'SELECT outcome, count(*) AS files FROM files WHERE job_id = ? GROUP BY outcome',
        )
        .all(jobId);
      let open = 0;
      let found = 0;
      for (const row of rows) {
        if (row.outcome) outcomes[row.outcome] = row.files;
        else open = row.files;
        found += row.files;
      }
      return { outcomes, open, found };
    },

    chunksIndexed(jobId: string): number {
      const row = db
        .prepare<[string], { chunks: number | null }>(
          `SELECT sum(d.chunk_count) AS chunks FROM files f JOIN documents d USING (doc_no) WHERE f.job_id = ? AND f.outcome = 'indexed'`,
        )
        .get(jobId);
      return row?.chunks ?? 0;
    },

    /** Of a job's unchanged files: how many could not be read in an earlier job. */
    unchangedFailed(jobId: string): number {
      const row = db
        .prepare<[string], { files: number }>(
          `SELECT count(*) AS files FROM files WHERE job_id = ? AND outcome = 'unchanged' AND state = 'failed'`,
        )
        .get(jobId);
      return row?.files ?? 0;
    },

    /** What is left of a cancelled job: new files are forgotten, changed ones will be seen as changed again. */
    dropOpen: db.transaction((jobId: string) => {
      db.prepare(`DELETE FROM files WHERE job_id = ? AND outcome IS NULL AND doc_no IS NULL`).run(jobId);
      db.prepare(
        `UPDATE files SET state = 'completed', outcome = 'skipped', mtime_ms = 0, lease_until = NULL WHERE job_id = ? AND outcome IS NULL`,
      ).run(jobId);
    }),

    /** Paths below the job's folders that its scan did not meet. */
    markMissing: db.transaction((jobId: string, folder: string, separator: string) => {
      db.prepare(
        `UPDATE files SET missing = 1 WHERE job_id <> ? AND missing = 0 AND path >= ? AND path < ?`,
      ).run(jobId, folder + separator, folder + String.fromCharCode(separator.charCodeAt(0) + 1));
    }),

    /** Every other path known to hold the document. */
    pathsOf: (docNo: number): { fileNo: number; path: string }[] =>
      db
        .prepare<[number], { fileNo: number; path: string }>(
          'SELECT file_no AS fileNo, path FROM files WHERE doc_no = ? ORDER BY missing, path',
        )
        .all(docNo),

    forget: (fileNo: number) => void db.prepare('DELETE FROM files WHERE file_no = ?').run(fileNo),

    failures(filter: { jobId?: string; reason?: string; after?: string; limit: number }): Failure[] {
      return db
        .prepare<unknown[], Failure>(
          `SELECT path, reason, message FROM files WHERE state = 'failed'
             AND (@jobId IS NULL OR (job_id = @jobId AND outcome = 'failed'))
             AND (@reason IS NULL OR reason = @reason) AND path > @after ORDER BY path LIMIT @limit`,
        )
        .all({
          jobId: filter.jobId ?? null,
          reason: filter.reason ?? null,
          after: filter.after ?? '',
          limit: filter.limit,
        });
    },

    failuresByReason(): Record<string, number> {
      const rows = db
        .prepare<[], { reason: string; files: number }>(
          `SELECT reason, count(*) AS files FROM files WHERE state = 'failed' GROUP BY reason ORDER BY files DESC`,
        )
        .all();
      return Object.fromEntries(rows.map((row) => [row.reason, row.files]));
    },

    /** Moves failed files into a job of their own, to be tried anew; returns how many. */
    retry: db.transaction((jobId: string, reason: string | null): number => {
      const { changes } = db
        .prepare(
          `UPDATE files SET job_id = ?, state = 'pending', outcome = NULL, attempts = 0, interrupted = 0, not_before = 0
           WHERE state = 'failed' AND (? IS NULL OR reason = ?)`,
        )
        .run(jobId, reason, reason);
      return changes;
    }),
  };
}

import type { Db } from './database.ts';
import type { FileResult, LeasedFile } from './files.ts';

/** A file during whose reading the process died this often is taken to be the cause. */
const MOST_INTERRUPTIONS = 20;

/** Files from pending to settled. One process works on one job at a time, so a claim needs no end of its own. */
export function createFileClaims(db: Db) {
  const claim = db.prepare<[string, number, number], LeasedFile>(
    `UPDATE files SET state = 'processing' WHERE file_no IN (
       SELECT file_no FROM files WHERE job_id = ? AND state = 'pending' AND not_before <= ? ORDER BY not_before, file_no LIMIT ?
     ) RETURNING file_no AS fileNo, path, size_bytes AS sizeBytes, mtime_ms AS mtimeMs, doc_no AS docNo, attempts`,
  );
  const nextTryAt = db
    .prepare<[string], number | null>(
      `SELECT min(not_before) FROM files WHERE job_id = ? AND state = 'pending'`,
    )
    .pluck();
  const settle = db.prepare(
    'UPDATE files SET state = ?, outcome = ?, reason = ?, message = ?, doc_no = COALESCE(?, doc_no) WHERE file_no = ?',
  );
  const postpone = db.prepare(
    `UPDATE files SET state = 'pending', attempts = attempts + 1, not_before = ? WHERE file_no = ?`,
  );
  const handBack = db.prepare(`UPDATE files SET state = 'pending' WHERE state = 'processing'`);

  const blame = db.prepare(`UPDATE files SET interrupted = interrupted + 1 WHERE state = 'processing'`);
  const giveUp = db.prepare(
    `UPDATE files SET state = 'failed', outcome = 'failed', reason = 'parser_crash',
       message = 'The application stopped each time it read this file.'
     WHERE state = 'processing' AND interrupted > ?`,
  );

  // Only a retry leaves the reason in a row that is open.
  const failAgain = db.prepare(
    `UPDATE files SET state = 'failed', outcome = 'failed' WHERE job_id = ? AND outcome IS NULL AND reason IS NOT NULL`,
  );
  const forgetNew = db.prepare('DELETE FROM files WHERE job_id = ? AND outcome IS NULL AND doc_no IS NULL');
  const skipChanged = db.prepare(
    `UPDATE files SET state = 'completed', outcome = 'skipped', mtime_ms = 0 WHERE job_id = ? AND outcome IS NULL`,
  );

  // Failures of a job that is not finished are told by its own receipt first.
  const retryable = `state = 'failed' AND (@reason IS NULL OR reason = @reason)
    AND job_id NOT IN (SELECT job_id FROM jobs WHERE state IN ('scanning', 'running', 'paused'))`;
  const countRetryable = db
    .prepare<[{ reason: string | null }], number>(`SELECT count(*) FROM files WHERE ${retryable}`)
    .pluck();
  const retry = db.prepare(
    `UPDATE files SET job_id = @jobId, state = 'pending', outcome = NULL, attempts = 0, interrupted = 0, not_before = 0
     WHERE ${retryable}`,
  );

  return {
    /** Claims up to `count` files of a job that may be tried now. */
    lease: (jobId: string, count: number): LeasedFile[] => claim.all(jobId, Date.now(), count),

    /** The time when the next postponed file of the job may be tried; null when none is open. */
    nextTryAt: (jobId: string): number | null => nextTryAt.get(jobId) ?? null,

    settle({ fileNo, outcome, reason, message, docNo }: FileResult): void {
      const state = outcome === 'failed' ? 'failed' : 'completed';
      settle.run(state, outcome, reason ?? null, message ?? null, docNo ?? null, fileNo);
    },

    postpone: (fileNo: number, delayMs: number) => void postpone.run(Date.now() + delayMs, fileNo),

    /** Gives claimed files back without counting a try (a stop, a pause); returns how many they were. */
    handBackAll: (): number => handBack.run().changes,

    /** After a start: claims of a process that died are taken back; a file that was there each time is given up. */
    recover: db.transaction(() => {
      blame.run();
      giveUp.run(MOST_INTERRUPTIONS);
      handBack.run();
    }),

    /** What is left of a cancelled job: new files are forgotten, changed ones will be seen as changed again, retried ones are failures again. */
    dropOpen: db.transaction((jobId: string) => {
      failAgain.run(jobId);
      forgetNew.run(jobId);
      skipChanged.run(jobId);
    }),

    /** How many failures `retry` would move. */
    countRetryable: (reason: string | null): number => countRetryable.get({ reason }) ?? 0,

    /** Moves failures of finished jobs into a job of their own, to be tried anew; returns how many. */
    retry: (jobId: string, reason: string | null): number => retry.run({ jobId, reason }).changes,
  };
}

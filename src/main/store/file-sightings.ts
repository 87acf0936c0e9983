import type { Failure, ItemState } from '../../shared/model.ts';
import type { Db } from './database.ts';
import type { SeenFile } from './files.ts';

interface FileRow {
  file_no: number;
  size_bytes: number;
  mtime_ms: number;
  job_id: string;
  state: ItemState;
}

/** What a job's scan met, and what it did not meet any more. */
export function createFileSightings(db: Db) {
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
  // With no time of change, the next sighting counts as a change. What this job has met is left to its reader.
  const markUnreadable = db.prepare(
    `INSERT INTO files (path, size_bytes, mtime_ms, job_id, state, outcome, reason, message)
     VALUES (@path, 0, 0, @jobId, 'failed', 'failed', @reason, @message)
     ON CONFLICT (path) DO UPDATE SET job_id = @jobId, mtime_ms = 0, state = 'failed', outcome = 'failed',
       reason = @reason, message = @message WHERE job_id <> @jobId`,
  );
  const markMissing = db.prepare(
    'UPDATE files SET missing = 1 WHERE job_id <> @jobId AND missing = 0 AND path >= @first AND path < @end',
  );
  const unmet = `state = 'failed' AND mtime_ms = 0 AND job_id <> @jobId
    AND path >= @folder AND path < @end AND (path = @folder OR path >= @first)`;
  const forgetUnmet = db.prepare(`DELETE FROM files WHERE ${unmet} AND doc_no IS NULL`);
  const excuseUnmet = db.prepare(
    `UPDATE files SET state = 'completed', outcome = 'skipped', reason = NULL, message = NULL WHERE ${unmet}`,
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

    /** A path that could not even be looked at (a folder without permission); false when the job knows it already. */
    seenUnreadable: (jobId: string, failure: Failure): boolean =>
      markUnreadable.run({ ...failure, jobId }).changes > 0,

    /**
     * The scan of a folder has come to its end. Paths below it that were not met are missing, and what
     * could not be looked at before is no failure any more: it is gone, or was met as what is in it.
     */
    endScan: db.transaction((jobId: string, folder: string, separator: string) => {
      const range = { jobId, folder, ...below(folder, separator) };
      markMissing.run(range);
      forgetUnmet.run(range);
      excuseUnmet.run(range);
    }),
  };
}

/** Bounds of all paths below a folder; `end` is exclusive. */
function below(folder: string, separator: string): { first: string; end: string } {
  const stem = folder.endsWith(separator) ? folder.slice(0, -1) : folder;
  return { first: stem + separator, end: stem + String.fromCharCode(separator.charCodeAt(0) + 1) };
}

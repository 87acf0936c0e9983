import { randomUUID } from 'node:crypto';
import type { JobState, Receipt } from '../../shared/model.ts';
import type { Db } from './database.ts';
import { inWords } from './in-words.ts';

/** What a job was asked to do; kept so that it goes on the same way after a restart. */
export interface JobOptions {
  /** Stop the scan after so many files. */
  limit?: number | undefined;
  workers?: number | undefined;
  textOnly: boolean;
}

export interface Job {
  jobId: string;
  /** Absolute paths, sorted; empty for a retry of failures. */
  folders: string[];
  options: JobOptions;
  state: JobState;
  scanComplete: boolean;
  createdAt: number;
  activeMs: number;
  finishedAt: number | null;
  receipt: Receipt | null;
}

interface JobRow {
  job_id: string;
  folders: string;
  options: string;
  state: JobState;
  scan_complete: number;
  created_at: number;
  active_ms: number;
  finished_at: number | null;
  receipt: string | null;
}

/** Throws AppErrors (`disk_full`, `permission`). */
export type JobStore = ReturnType<typeof createJobStore>;

export function createJobStore(db: Db) {
  const select = (where: string) => db.prepare<unknown[], JobRow>(`SELECT * FROM jobs ${where}`);
  const unfinishedOf = select(
    `WHERE folders = ? AND state IN ('scanning','running','paused') AND job_id <> ? ORDER BY created_at DESC LIMIT 1`,
  );
  const unfinished = select(`WHERE state IN ('scanning','running','paused') ORDER BY created_at`);
  const byId = select('WHERE job_id = ?');
  const newest = select('ORDER BY created_at DESC LIMIT ?');

  return inWords({
    create(folders: string[], options: JobOptions): Job {
      const jobId = randomUUID();
      const scanned = folders.length === 0;
      db.prepare(
        'INSERT INTO jobs (job_id, folders, options, state, scan_complete, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      ).run(
        jobId,
        JSON.stringify(folders),
        JSON.stringify(options),
        scanned ? 'running' : 'scanning',
        scanned ? 1 : 0,
        Date.now(),
      );
      return toJob(byId.get(jobId) as JobRow);
    },

    /** The newest of exactly these folders, but not `exceptJobId`. */
    findUnfinished: (folders: string[], exceptJobId = ''): Job | null =>
      toJobOrNull(unfinishedOf.get(JSON.stringify(folders), exceptJobId)),
    find: (jobId: string): Job | null => toJobOrNull(byId.get(jobId)),
    /** Oldest first. */
    listUnfinished: (): Job[] => unfinished.all().map(toJob),
    /** Newest first. */
    list: (limit: number): Job[] => newest.all(limit).map(toJob),

    setState: (jobId: string, state: JobState) =>
      void db.prepare('UPDATE jobs SET state = ? WHERE job_id = ?').run(state, jobId),
    setOptions: (jobId: string, options: JobOptions) =>
      void db.prepare('UPDATE jobs SET options = ? WHERE job_id = ?').run(JSON.stringify(options), jobId),
    setScanComplete: (jobId: string) =>
      void db.prepare(`UPDATE jobs SET scan_complete = 1, state = 'running' WHERE job_id = ?`).run(jobId),
    /** A scan starts anew in each run: what was deleted or added meanwhile is seen. */
    setScanning: (jobId: string) =>
      void db.prepare(`UPDATE jobs SET scan_complete = 0, state = 'scanning' WHERE job_id = ?`).run(jobId),
    addActiveMs: (jobId: string, ms: number) =>
      void db
        .prepare('UPDATE jobs SET active_ms = active_ms + ? WHERE job_id = ?')
        .run(Math.round(ms), jobId),
    finish: (receipt: Receipt, state: 'completed' | 'cancelled') =>
      void db
        .prepare('UPDATE jobs SET state = ?, finished_at = ?, receipt = ? WHERE job_id = ?')
        .run(state, Date.now(), JSON.stringify(receipt), receipt.jobId),
  });
}

function toJobOrNull(row: JobRow | undefined): Job | null {
  return row ? toJob(row) : null;
}

function toJob(row: JobRow): Job {
  return {
    jobId: row.job_id,
    folders: JSON.parse(row.folders) as string[],
    options: JSON.parse(row.options) as JobOptions,
    state: row.state,
    scanComplete: row.scan_complete === 1,
    createdAt: row.created_at,
    activeMs: row.active_ms,
    finishedAt: row.finished_at,
    receipt: row.receipt ? (JSON.parse(row.receipt) as Receipt) : null,
  };
}

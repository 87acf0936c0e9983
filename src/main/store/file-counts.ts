import type { Failure, Outcome } from '../../shared/model.ts';
import type { Db } from './database.ts';
import type { OutcomeCounts } from './files.ts';

/** What the ledger says of a job's files, and of everything that could not be read. */
export function createFileCounts(db: Db) {
  const byOutcome = db.prepare<[string], { outcome: Outcome | null; files: number }>(
    'SELECT outcome, count(*) AS files FROM files WHERE job_id = ? GROUP BY outcome',
  );
  const chunksIndexed = db
    .prepare<[string], number | null>(
      `SELECT sum(d.chunk_count) FROM files f JOIN documents d USING (doc_no) WHERE f.job_id = ? AND f.outcome = 'indexed'`,
    )
    .pluck();
  const unchangedFailed = db
    .prepare<[string], number>(
      `SELECT count(*) FROM files WHERE job_id = ? AND outcome = 'unchanged' AND state = 'failed'`,
    )
    .pluck();
  const failures = db.prepare<unknown[], Failure>(
    `SELECT path, reason, message FROM files WHERE state = 'failed'
       AND (@jobId IS NULL OR (job_id = @jobId AND outcome = 'failed'))
       AND (@reason IS NULL OR reason = @reason) AND path > @after ORDER BY path LIMIT @limit`,
  );
  const failuresByReason = db.prepare<[], { reason: string; files: number }>(
    `SELECT reason, count(*) AS files FROM files WHERE state = 'failed' GROUP BY reason ORDER BY files DESC`,
  );

  return {
    /** Files of a job by outcome; those still to be done are `open`. */
    counts(jobId: string): { outcomes: OutcomeCounts; open: number; found: number } {
      const outcomes = { indexed: 0, duplicate: 0, unchanged: 0, needsOcr: 0, failed: 0, skipped: 0 };
      let open = 0;
      let found = 0;
      for (const { outcome, files } of byOutcome.all(jobId)) {
        if (outcome) outcomes[outcome] = files;
        else open = files;
        found += files;
      }
      return { outcomes, open, found };
    },

    chunksIndexed: (jobId: string): number => chunksIndexed.get(jobId) ?? 0,

    /** Of a job's unchanged files: how many could not be read in an earlier job. */
    unchangedFailed: (jobId: string): number => unchangedFailed.get(jobId) ?? 0,

    /** In the order of their paths, those after `after`. */
    failures: (filter: { jobId?: string; reason?: string; after?: string; limit: number }): Failure[] =>
      failures.all({
        jobId: filter.jobId ?? null,
        reason: filter.reason ?? null,
        after: filter.after ?? '',
        limit: filter.limit,
      }),

    failuresByReason: (): Record<string, number> =>
      Object.fromEntries(failuresByReason.all().map((row) => [row.reason, row.files])),
  };
}

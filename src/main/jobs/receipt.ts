import type { Receipt } from '../../shared/model.ts';
import type { FileLedger } from '../store/files.ts';
import type { Job } from '../store/jobs.ts';

/** The receipt names at most so many failures; `failures` lists all of them. */
const MOST_FAILURES = 1000;

/** Counted anew from the ledger, so that it adds up whatever happened on the way. */
export function makeReceipt(
  job: Job,
  files: Pick<FileLedger, 'counts' | 'chunksIndexed' | 'failures' | 'unchangedFailed'>,
): Receipt {
  const { jobId } = job;
  const { outcomes, open, found } = files.counts(jobId);
  const seconds = job.activeMs / 1000;
  const worked = found - open - outcomes.unchanged;
  return {
    jobId,
    found: found - open,
    ...outcomes,
    chunks: files.chunksIndexed(jobId),
    seconds,
    documentsPerSecond: seconds > 0 ? Math.round((worked / seconds) * 100) / 100 : 0,
    failures: files.failures({ jobId, limit: MOST_FAILURES }),
    unchangedFailed: files.unchangedFailed(jobId),
  };
}

import type { AppError } from '../../shared/errors.ts';
import { type Log, logId } from '../log.ts';
import type { FileLedger } from '../store/files.ts';
import type { JobStore } from '../store/jobs.ts';
import type { Progress } from './progress.ts';
import { makeReceipt } from './receipt.ts';

export interface EndingsDeps {
  jobs: Pick<JobStore, 'find' | 'finish' | 'setState'>;
  files: Pick<FileLedger, 'counts' | 'chunksIndexed' | 'failures' | 'unchangedFailed' | 'dropOpen'>;
  progress: Pick<Progress, 'end'>;
  log: Log;
}

/** The ways in which a job comes to rest, in the ledger and on the screens. */
export function createEndings({ jobs, files, progress, log }: EndingsDeps) {
  function finish(jobId: string, state: 'completed' | 'cancelled', problem: AppError | null): void {
    const job = jobs.find(jobId);
    if (!job) return;
    const receipt = makeReceipt(job, files);
    jobs.finish(receipt, state);
    progress.end(jobId, { state, receipt, problem: problem?.message });
    log.info('job.ended', { job: logId(jobId), state: logId(state) });
  }

  return {
    /** `problem`: meaning could not be completed. */
    complete: (jobId: string, problem: AppError | null): void => finish(jobId, 'completed', problem),

    cancel(jobId: string): void {
      files.dropOpen(jobId);
      finish(jobId, 'cancelled', null);
    },

    pause(jobId: string): void {
      jobs.setState(jobId, 'paused');
      progress.end(jobId, { state: 'paused' });
    },

    /** Pauses a job that can't go on. Shown even when the ledger can't be written either; never throws. */
    fail(jobId: string, error: AppError): void {
      log.error('job.stopped', error, { job: logId(jobId) });
      try {
        jobs.setState(jobId, 'paused');
      } catch (second) {
        log.error('job.unwritten', second, { job: logId(jobId) });
      }
      progress.end(jobId, { state: 'paused', problem: error.message });
    },
  };
}

import { sep } from 'node:path';
import type { Job, JobOptions, JobStore } from '../store/jobs.ts';
import type { Queue } from './queue.ts';

export interface ChangesDeps {
  jobs: Pick<JobStore, 'listUnfinished' | 'create'>;
  queue: Pick<Queue, 'wish' | 'add'>;
  isPaused(job: Job): boolean;
}

const OPTIONS: JobOptions = { textOnly: false };

/** Changes of watched folders: a job of their own, unless a job that is not finished will meet them. */
export function createChanges({ jobs, queue, isPaused }: ChangesDeps) {
  /** Changed after the job at work had begun: its scan may have been there before. */
  const late = new Set<string>();

  function changed(folder: string): void {
    const covering = jobs
      .listUnfinished()
      .filter((job) => covers(job, folder) && queue.wish(job.jobId) !== 'cancel');
    // Going on is for the person who paused it; it scans anew then.
    if (covering.some(isPaused)) return;
    if (covering.some((job) => queue.wish(job.jobId) !== null)) {
      late.add(folder);
      return;
    }
    const whole = covering.find((job) => job.options.limit === undefined);
    queue.add((whole ?? jobs.create([folder], OPTIONS)).jobId);
  }

  return {
    changed,
    /** A job begins, and with it a new scan. */
    onBegin: () => late.clear(),
    onComplete(): void {
      const folders = [...late];
      late.clear();
      for (const folder of folders) changed(folder);
    },
  };
}

function covers(job: Job, folder: string): boolean {
  return job.folders.some(
    (root) => folder === root || folder.startsWith(root.endsWith(sep) ? root : root + sep),
  );
}

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Handlers, Topics } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { outcomesOf } from '../../shared/model.ts';
import type { Runner } from '../jobs/runner.ts';
import type { FileLedger } from '../store/files.ts';
import type { Job, JobStore } from '../store/jobs.ts';
import { type AuditDeps, audit } from './audit.ts';
import { withoutNested } from './scan.ts';
import type { State } from './state.ts';
import type { Watcher } from './watch.ts';

type IngestHandlers = Pick<Handlers, Extract<keyof Handlers, `ingest.${string}`>>;

export interface IngestDeps {
  runner: Runner;
  watcher: Watcher;
  jobs: Pick<JobStore, 'list'>;
  files: Pick<FileLedger, 'failures' | 'failuresByReason' | 'counts'>;
  auditing: State<Topics['ingest.auditing']>;
  auditDeps(): Omit<AuditDeps, 'onProgress'>;
}

export function createIngestHandlers(deps: IngestDeps): IngestHandlers {
  const { runner, files } = deps;
  return {
    'ingest.audit': async ({ folders }, { signal }) => {
      const roots = await existing(folders);
      deps.auditing.set({ found: 0, bytes: 0 });
      try {
        return await audit(roots, { ...deps.auditDeps(), onProgress: deps.auditing.set }, signal);
      } finally {
        deps.auditing.set(null);
      }
    },
    'ingest.start': async ({ folders, watch, ...options }) => {
      const roots = await existing(folders);
      if (watch) for (const root of roots) deps.watcher.add(root);
      return { jobId: runner.start(roots, options).jobId };
    },
    'ingest.pause': ({ jobId }) => {
      runner.stop(jobId, 'pause');
      return null;
    },
    'ingest.resume': ({ jobId }) => {
      runner.resume(jobId);
      return null;
    },
    'ingest.cancel': ({ jobId }) => {
      runner.stop(jobId, 'cancel');
      return null;
    },
    'ingest.receipt': ({ jobId }, { signal }) => runner.receipt(jobId, signal),
    'ingest.history': ({ limit }) => deps.jobs.list(limit).map((job) => summary(job, files)),
    'ingest.watched': () => deps.watcher.list(),
    'ingest.unwatch': async ({ folder }) => {
      await deps.watcher.remove(folder);
      return null;
    },
    'ingest.failures': ({ reason, cursor, limit }) => {
      const byReason = files.failuresByReason();
      const failures = files.failures({
        limit,
        ...(reason ? { reason } : {}),
        ...(cursor ? { after: cursor } : {}),
      });
      const total = reason
        ? (byReason[reason] ?? 0)
        : Object.values(byReason).reduce((sum, count) => sum + count, 0);
      const last = failures.length === limit ? failures.at(-1)?.path : undefined;
      return { failures, total, byReason, ...(last ? { next: last } : {}) };
    },
    'ingest.retry': ({ reason }) => {
      const { retried, job } = runner.retry(reason ?? null);
      return { retried, ...(job ? { jobId: job.jobId } : {}) };
    },
  };
}

/** Absolute, without repeats; a path that is not there is an error before any work. */
async function existing(folders: string[]): Promise<string[]> {
  const paths = withoutNested(folders.map((folder) => resolve(folder)));
  for (const path of paths) {
    if (!(await stat(path).catch(() => null))) {
      throw new AppError('not_found', `There is no folder or file at ${path}.`);
    }
  }
  return paths;
}

function summary(job: Job, files: Pick<FileLedger, 'counts'>) {
  return {
    jobId: job.jobId,
    folders: job.folders,
    state: job.state,
    startedAt: job.createdAt,
    finishedAt: job.finishedAt,
    counts: outcomesOf(job.receipt ?? files.counts(job.jobId).outcomes),
  };
}

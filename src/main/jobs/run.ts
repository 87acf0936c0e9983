import { sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommitDeps } from '../ingest/commit.ts';
import { type ReadFile, readFile } from '../ingest/pipeline.ts';
import { scan } from '../ingest/scan.ts';
import { createWriter, type Writer } from '../ingest/writer.ts';
import type { FileResult, LeasedFile, SeenFile } from '../store/files.ts';
import type { Job, JobStore } from '../store/jobs.ts';
import type { ParsePool } from '../workers/pool.ts';
import type { Chunking } from '../workers/protocol.ts';

/** What a run tells while it works; counts, never names. */
export interface RunEvents {
  /** Files met by the scan, and how many of them need no work. */
  onFound(count: number, unchanged: number): void;
  onScanComplete(): void;
  onSettled(results: FileResult[]): void;
}

export interface RunDeps extends CommitDeps {
  jobs: Pick<JobStore, 'setScanComplete'>;
  pool: Pick<ParsePool, 'run' | 'size'>;
  chunking: Chunking;
  maxBytes: number;
  batch: number;
  exclude: string | null;
  events: RunEvents;
}

const LEASE_MS = 5 * 60_000;
/** Waits before the second and the third try; a file has no fourth. */
const BACKOFF_MS = [500, 2000];
const SCAN_BATCH = 200;
const IDLE_MS = 40;

/**
 * One run of a job's text pass: scans and reads at the same time until nothing is left. Ends early,
 * without an error, when the signal aborts; what was claimed then is handed back.
 */
export async function runTextPass(job: Job, deps: RunDeps, signal: AbortSignal): Promise<void> {
  const scanning = { done: job.folders.length === 0 };
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const scanner = scanning.done
    ? Promise.resolve()
    : scanInto(job, deps, both).then(() => {
        scanning.done = true;
      });
  try {
    await Promise.all([scanner, work(job, deps, both, () => scanning.done)]);
  } catch (error) {
    stop.abort();
    await scanner.catch(() => {});
    if (!signal.aborted) throw error;
  } finally {
    deps.files.handBackAll();
  }
}

async function scanInto(job: Job, deps: RunDeps, signal: AbortSignal): Promise<void> {
  const limit = job.options.limit ?? Number.POSITIVE_INFINITY;
  let batch: SeenFile[] = [];
  let found = 0;
  const flush = () => {
    deps.events.onFound(batch.length, deps.files.seen(job.jobId, batch));
    batch = [];
  };
  for await (const sighting of scan(job.folders, { exclude: deps.exclude, signal })) {
    if (found >= limit) break;
    found += 1;
    if (sighting.kind === 'file') batch.push(sighting.file);
    else {
      deps.files.seenUnreadable(job.jobId, sighting.failure);
      deps.events.onFound(1, 0);
    }
    if (batch.length >= SCAN_BATCH) flush();
  }
  signal.throwIfAborted();
  flush();
  if (found < limit) for (const folder of job.folders) deps.files.markMissing(job.jobId, folder, sep);
  deps.jobs.setScanComplete(job.jobId);
  deps.events.onScanComplete();
}

async function work(job: Job, deps: RunDeps, signal: AbortSignal, scanned: () => boolean): Promise<void> {
  const writer = createWriter({ ...deps, signal, onSettled: deps.events.onSettled });
  const tasks = createTasks(deps.pool.size * 2);
  let queue: LeasedFile[] = [];
  while (!signal.aborted && !tasks.failed()) {
    if (queue.length === 0) queue = deps.files.lease(job.jobId, deps.batch, LEASE_MS);
    const file = queue.shift();
    if (file) await tasks.add(readOne(file, deps, signal, writer));
    else if (tasks.count() > 0) await tasks.change(pause(signal));
    else if (scanned() && (await writer.flush()) && deps.files.nextTryAt(job.jobId) === null) break;
    else await pause(signal);
  }
  await tasks.end();
  await writer.flush();
}

/** A bounded set of running tasks; the first error is kept for `end` to throw. */
function createTasks(most: number) {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | null = null;
  return {
    count: () => running.size,
    failed: () => failure !== null,
    /** Waits until there is room for another. */
    async add(promise: Promise<void>): Promise<void> {
      const task: Promise<void> = promise
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= most) await Promise.race(running);
    },
    change: (orElse: Promise<void>) => Promise.race([...running, orElse]),
    async end(): Promise<void> {
      await Promise.all(running);
      if (failure) throw failure.error;
    },
  };
}

/** Waiting for the scan or for a postponed file; the ledger is asked again after it. */
async function pause(signal: AbortSignal): Promise<void> {
  await delay(IDLE_MS, undefined, { signal }).catch(() => {});
}

async function readOne(file: LeasedFile, deps: RunDeps, signal: AbortSignal, writer: Writer): Promise<void> {
  const { pool, chunking, maxBytes } = deps;
  let read: ReadFile | null;
  try {
    read = await readFile(file, { pool, chunking, maxBytes, findBySha: deps.documents.findBySha });
  } catch {
    read = signal.aborted ? null : laterOrNever(file, deps);
  }
  if (read) await writer.add(read);
}

/** Postpones a file that could not be read just now; after its third try it is given up. */
function laterOrNever(file: LeasedFile, deps: RunDeps): ReadFile | null {
  const delayMs = BACKOFF_MS[file.attempts];
  if (delayMs === undefined) return givenUp(file);
  deps.files.postpone(file.fileNo, delayMs);
  return null;
}

function givenUp(file: LeasedFile): ReadFile {
  return {
    kind: 'settled',
    result: {
      fileNo: file.fileNo,
      outcome: 'failed',
      reason: 'read_error',
      message: `The file could not be read from its disk in ${BACKOFF_MS.length + 1} tries.`,
    },
  };
}

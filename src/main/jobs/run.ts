import { sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DocumentClaims } from '../engine/indexes.ts';
import { sweep } from '../ingest/carry.ts';
import { createClaimer } from '../ingest/claimer.ts';
import type { CommitDeps } from '../ingest/commit.ts';
import { untilReachable } from '../ingest/patience.ts';
import { type PipelineDeps, type ReadFile, readFile } from '../ingest/pipeline.ts';
import { scan } from '../ingest/scan.ts';
import { createWriter, type Writer } from '../ingest/writer.ts';
import type { FileResult, LeasedFile, SeenFile } from '../store/files.ts';
import type { Job, JobStore } from '../store/jobs.ts';
import type { ParsePool } from '../workers/pool.ts';
import type { Chunking } from '../workers/protocol.ts';
import { createGrace, settledOrAborted } from './grace.ts';
import { createTasks } from './tasks.ts';

/** What a run tells while it works; counts, never names. */
export interface RunEvents {
  /** Files met by the scan, and how many of them need no work. */
  onFound(count: number, unchanged: number): void;
  onScanComplete(): void;
  onSettled(results: Pick<FileResult, 'outcome'>[]): void;
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

/** `stop`: begin nothing new. `giveUp`: what is in flight is not waited for, and what it brings is ignored. */
interface Signals {
  stop: AbortSignal;
  giveUp: AbortSignal;
}

/** Documents in flight have this long to end by themselves. */
const GRACE_MS = 1500;
/** Waits before the second and the third try; a file has no fourth. */
const BACKOFF_MS = [500, 2000];
const SCAN_BATCH = 200;
const IDLE_MS = 40;

/**
 * One run of a job's text pass: scans and reads at the same time until nothing is left. Ends early
 * when the signal aborts. Once it has ended nothing is written any more, and what
 * was claimed and not done is handed back.
 */
export async function runTextPass(job: Job, deps: RunDeps, signal: AbortSignal): Promise<void> {
  await tidyUp(deps, signal);
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const grace = createGrace(stop, GRACE_MS);
  const signals = { stop, giveUp: grace.over };
  const scanning = { done: job.folders.length === 0 };
  const scanner = scanning.done ? Promise.resolve() : scanInto(job, deps, stop);
  // The reader only ends well after the scan has.
  void scanner.then(
    () => {
      scanning.done = true;
    },
    () => {},
  );
  const working = work(job, deps, signals, () => scanning.done);
  try {
    await Promise.all([scanner, working]);
  } catch (error) {
    failed.abort();
    await settledOrAborted(scanner, grace.over);
    await working.catch(() => {});
    if (!signal.aborted) throw error;
  } finally {
    grace.end();
    deps.files.handBackAll();
  }
}

/** A run that ends on a full disk can neither hand back its claims nor take back what is half written. */
async function tidyUp({ files, documents, indexes, onWaiting }: RunDeps, signal: AbortSignal): Promise<void> {
  files.handBackAll();
  const leftovers = documents.listLeftovers();
  if (leftovers.length === 0) return;
  documents.remove(leftovers);
  await untilReachable(async () => sweep(await indexes.current()), { signal, onWaiting });
}

async function scanInto(job: Job, deps: RunDeps, stop: AbortSignal): Promise<void> {
  const limit = job.options.limit ?? Number.POSITIVE_INFINITY;
  let batch: SeenFile[] = [];
  let found = 0;
  const flush = () => {
    deps.events.onFound(batch.length, deps.files.seen(job.jobId, batch));
    batch = [];
  };
  for await (const sighting of scan(job.folders, { exclude: deps.exclude, signal: stop })) {
    // The disk may have answered after nobody waited for it any more.
    stop.throwIfAborted();
    if (found >= limit) break;
    found += 1;
    if (sighting.kind === 'file') batch.push(sighting.file);
    else {
      const isNew = deps.files.seenUnreadable(job.jobId, sighting.failure);
      deps.events.onFound(1, 0);
      if (isNew) deps.events.onSettled([{ outcome: 'failed' }]);
    }
    if (batch.length >= SCAN_BATCH) flush();
  }
  stop.throwIfAborted();
  flush();
  if (found < limit) for (const folder of job.folders) deps.files.endScan(job.jobId, folder, sep);
  deps.jobs.setScanComplete(job.jobId);
  deps.events.onScanComplete();
}

async function work(job: Job, deps: RunDeps, signals: Signals, scanned: () => boolean): Promise<void> {
  const { stop, giveUp } = signals;
  // Until the grace is over an engine that answers is still written to: what was read is not read again.
  const writer = createWriter({ ...deps, signal: giveUp, onSettled: deps.events.onSettled });
  const tasks = createTasks(deps.pool.size * 2, giveUp);
  const reading = { ...deps, ...claiming(deps, stop) };
  let queue: LeasedFile[] = [];
  try {
    while (!stop.aborted && !tasks.failed()) {
      if (queue.length === 0) queue = deps.files.lease(job.jobId, deps.batch);
      const file = queue.shift();
      if (file) await tasks.add(readOne(file, reading, signals, writer));
      else if (tasks.count() > 0) await tasks.change(IDLE_MS);
      else if (scanned() && (await writer.flush()) && deps.files.nextTryAt(job.jobId) === null) break;
      else await pause(stop);
    }
    await tasks.end();
    await writer.flush();
  } finally {
    await writer.close();
  }
}

type Claiming = Pick<PipelineDeps, 'claim' | 'release'>;

/** Of the index in use, patiently; where one machine alone feeds it everything is its own. */
function claiming({ indexes, onWaiting }: RunDeps, signal: AbortSignal): Claiming {
  const patient = { signal, onWaiting };
  let claimer: { claims: DocumentClaims; claim: Claiming['claim'] } | null = null;
  return {
    claim: (documentId) =>
      untilReachable(async () => {
        const { claims } = await indexes.current();
        if (claims === null) return 'mine';
        if (claimer?.claims !== claims) claimer = { claims, claim: createClaimer(claims) };
        return claimer.claim(documentId);
      }, patient),
    release: (documentId) =>
      untilReachable(async () => (await indexes.current()).claims?.release([documentId]), patient),
  };
}

/** Waiting for the scan or for a postponed file; the ledger is asked again after it. */
async function pause(stop: AbortSignal): Promise<void> {
  await delay(IDLE_MS, undefined, { signal: stop }).catch(() => {});
}

async function readOne(
  file: LeasedFile,
  deps: RunDeps & Claiming,
  signals: Signals,
  writer: Writer,
): Promise<void> {
  const { pool, chunking, maxBytes, claim, release } = deps;
  let read: ReadFile | null;
  try {
    read = await readFile(file, {
      ...{ pool, chunking, maxBytes, claim, release },
      findBySha: deps.documents.findBySha,
    });
  } catch {
    read = signals.stop.aborted ? null : laterOrNever(file, deps);
  }
  if (read && !signals.giveUp.aborted) await writer.add(read);
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

import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../src/main/engine/engine.ts';
import { type RunDeps, runTextPass } from '../../src/main/jobs/run.ts';
import type { Job } from '../../src/main/store/jobs.ts';
import type { ParseOutcome } from '../../src/main/workers/protocol.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { Outcome } from '../../src/shared/model.ts';
import { cv, type JobWorld, openJobWorld } from '../helpers/job-world.ts';

const READ: ParseOutcome = {
  result: { kind: 'text', format: 'txt', pages: ['x'], scannedPages: [], modifiedAt: null },
  document: {
    text: 'x',
    pageStarts: [0],
    head: { page: 1, start: 0, end: 1 },
    chunks: [],
    language: null,
    fields: [],
  },
};
const never = new AbortController().signal;

describe('the text pass of a job', () => {
  let world: JobWorld;
  let told: Outcome[];
  beforeEach(() => {
    world = openJobWorld();
    told = [];
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await world.close();
  });

  const newJob = (): Job => world.jobs.create([world.source], { textOnly: true });
  const run = (
    job: Job,
    signal: AbortSignal,
    {
      read = async () => READ,
      onSettled = () => {},
    }: { read?(): Promise<ParseOutcome>; onSettled?(): void } = {},
  ): Promise<void> => {
    const deps: RunDeps = {
      ...world.deps,
      pool: { size: 2, run: read },
      chunking: { unit: 'lines', maxTokens: 220 },
      maxBytes: 1_000_000,
      batch: 50,
      events: {
        onFound: () => {},
        onScanComplete: () => {},
        onSettled(results) {
          for (const { outcome } of results) told.push(outcome);
          onSettled();
        },
      },
    };
    return runTextPass(job, deps, signal);
  };

  it('reads each file once, however long the computer sleeps in between', async () => {
    world.putPeople(3);
    const job = newJob();
    const read = vi.fn(async () => {
      const now = Date.now();
      vi.spyOn(Date, 'now').mockReturnValue(now + 3_600_000);
      return READ;
    });
    await run(job, never, { read });
    expect(read).toHaveBeenCalledTimes(3);
    expect(told).toEqual(['indexed', 'indexed', 'indexed']);
    expect(world.files.counts(job.jobId)).toMatchObject({ open: 0, outcomes: { indexed: 3 } });
  });

  it('ends after what is being written is written when it is stopped during its scan', async () => {
    world.putPeople(1500);
    const job = newJob();
    const stop = new AbortController();
    const order: string[] = [];
    const index = await world.deps.indexes.current();
    const putText: Engine['putText'] = async (documents) => {
      stop.abort();
      for (let turn = 0; turn < 100; turn += 1) await setImmediate();
      await index.engine.putText(documents);
      order.push('written');
    };
    const slow = { ...index, engine: { ...index.engine, putText } };
    world.deps.indexes = { current: async () => slow, peek: () => slow };
    await run(job, stop.signal);
    order.push('ended');
    expect(order.slice(-2)).toEqual(['written', 'ended']);
    expect(world.jobs.find(job.jobId)?.scanComplete).toBe(false);

    const { indexed } = world.files.counts(job.jobId).outcomes;
    expect(indexed).toBeGreaterThan(0);
    expect(told).toHaveLength(indexed);
    world.files.dropOpen(job.jobId);
    expect(world.files.counts(job.jobId).found).toBe(indexed);
    expect(world.documents.listLeftovers()).toEqual([]);
  });

  it('waits for what never answers only so long after a stop, and ignores what comes later', async () => {
    world.putPeople(20);
    const job = newJob();
    const stop = new AbortController();
    const late: ((outcome: ParseOutcome) => void)[] = [];
    const ended = run(job, stop.signal, {
      read: () =>
        new Promise((resolve) => {
          late.push(resolve);
          if (late.length === 4) stop.abort();
        }),
    });
    await ended;
    for (const answer of late) answer(READ);
    await run(newJob(), never);
    expect(told).toHaveLength(20);
    expect(world.files.counts(job.jobId).found).toBe(0);
    expect(world.documents.listLeftovers()).toEqual([]);
  });

  it('does again what an earlier run left half written', async () => {
    world.put('ana.txt', cv('Ana Popescu'));
    const job = newJob();
    const { transaction } = world.deps;
    let transactions = 0;
    // The document is in the ledger and its words in the engine, and nothing can be written any more.
    world.deps.transaction = (work) => {
      transactions += 1;
      if (transactions > 1) throw new AppError('disk_full', 'The disk is full.');
      return transaction(work);
    };
    await expect(run(job, never)).rejects.toMatchObject({ code: 'disk_full' });
    world.deps.transaction = transaction;
    await run(job, never);
    expect(told).toEqual(['indexed']);
    expect(world.files.counts(job.jobId)).toMatchObject({ found: 1, outcomes: { indexed: 1 } });
    expect(world.documents.listLeftovers()).toEqual([]);
  });

  it('goes on when the claims of an earlier run could not be handed back', async () => {
    world.putPeople(5);
    const job = newJob();
    const handBack = vi.spyOn(world.deps.files, 'handBackAll').mockImplementation(() => {
      throw new AppError('disk_full', 'The disk is full.');
    });
    world.files.seen(job.jobId, [{ path: world.put('0.txt', cv('Ana')), sizeBytes: 1, mtimeMs: 1 }]);
    world.files.lease(job.jobId, 1);
    await expect(run(job, never)).rejects.toMatchObject({ code: 'disk_full' });
    handBack.mockRestore();
    await run(job, never);
    expect(world.files.counts(job.jobId)).toMatchObject({ open: 0, outcomes: { indexed: 5 } });
  });

  it('waits for an engine that can’t be reached, can be paused meanwhile, and goes on when it can', async () => {
    world.putPeople(5);
    const { indexes } = world.deps;
    const waiting = vi.spyOn(world.deps, 'onWaiting');
    let isThere = false;
    world.deps.indexes = {
      peek: indexes.peek,
      current: async () => {
        if (isThere) return indexes.current();
        throw new AppError('engine_unavailable', 'The search engine does not answer.');
      },
    };
    const { jobId } = world.start();
    await vi.waitFor(() => expect(waiting).toHaveBeenCalledWith('The search engine does not answer.'));
    world.runner.stop(jobId, 'pause');
    await world.until((progress) => progress.state === 'paused');
    expect(world.files.counts(jobId)).toMatchObject({ found: 5, open: 5 });

    waiting.mockClear();
    world.runner.resume(jobId);
    await vi.waitFor(() => expect(waiting).toHaveBeenCalled());
    isThere = true;
    expect(await world.receipt(jobId)).toMatchObject({ found: 5, indexed: 5 });
  });
});

import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cv, type JobWorld, openJobWorld } from '../helpers/job-world.ts';

const BROKEN = 60;

describe('failures that are tried again', () => {
  let world: JobWorld;
  beforeEach(() => {
    world = openJobWorld();
  });
  afterEach(() => world.close());

  const failures = () => world.files.failures({ limit: 1000 }).length;
  const failAll = async () => {
    world.putBroken(BROKEN);
    const { jobId } = world.start();
    expect(await world.receipt(jobId)).toMatchObject({ failed: BROKEN });
  };
  const retry = () => {
    const { retried, job } = world.runner.retry(null);
    return { retried, jobId: job?.jobId ?? '' };
  };
  const isAtWork = (jobId: string) => world.until((progress) => progress.jobId === jobId);

  it('go on with the next retry when the application ended before they were all tried', async () => {
    await failAll();
    const { jobId } = retry();
    await world.until((progress) => progress.jobId === jobId && progress.counts.failed > 0);
    await world.restart();
    const left = BROKEN - failures();
    expect(left).toBeGreaterThan(0);
    expect(retry()).toEqual({ jobId, retried: left });
    expect(await world.receipt(jobId)).toMatchObject({ found: BROKEN, failed: BROKEN });
  });

  it('are failures again when the retry is cancelled, whether at work or waiting', async () => {
    await failAll();
    const atWork = retry();
    await isAtWork(atWork.jobId);
    world.runner.stop(atWork.jobId, 'cancel');
    expect(await world.receipt(atWork.jobId)).toMatchObject({ found: BROKEN, failed: BROKEN });
    expect(failures()).toBe(BROKEN);
    expect(world.files.failuresByReason()).toEqual({ corrupt: BROKEN });

    const waiting = retry();
    world.runner.stop(waiting.jobId, 'cancel');
    expect(world.state(waiting.jobId)).toBe('cancelled');
    expect(failures()).toBe(BROKEN);
  });

  it('are tried after all when they are to be tried again while the retry is being cancelled', async () => {
    await failAll();
    const { jobId } = retry();
    await isAtWork(jobId);
    world.runner.stop(jobId, 'cancel');
    expect(retry().jobId).toBe(jobId);
    expect(await world.receipt(jobId)).toMatchObject({ found: BROKEN, failed: BROKEN });
    expect(world.state(jobId)).toBe('completed');
  });

  it('are left to a job that is not finished, so that its receipt adds up', async () => {
    world.putBroken(BROKEN);
    world.putPeople(100, 'people');
    const { jobId } = world.start();
    await world.until((progress) => progress.counts.failed > 0);
    expect(retry().retried).toBe(0);
    expect(await world.receipt(jobId)).toMatchObject({ found: BROKEN + 100, failed: BROKEN, indexed: 100 });
  });

  it('join a retry that is in its second pass, and are tried before it ends', async () => {
    const link = join(world.source, 'ana.txt');
    symlinkSync(join(world.source, 'nowhere'), link);
    world.putBroken(BROKEN);
    await world.receipt(world.start().jobId);
    rmSync(link);
    world.put('ana.txt', cv('Ana Popescu'));

    const { open, reached } = world.holdEmbedding();
    const first = world.runner.retry('vanished');
    expect(first.retried).toBe(1);
    await reached;
    const jobId = first.job?.jobId ?? '';
    expect(retry()).toEqual({ jobId, retried: BROKEN });
    expect(world.runner.progress.current()?.found).toBe(BROKEN + 1);
    open();
    expect(await world.receipt(jobId)).toMatchObject({ found: BROKEN + 1, failed: BROKEN, indexed: 1 });
    expect(world.files.counts(jobId).open).toBe(0);
  });
});

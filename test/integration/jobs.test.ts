import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { cv, type JobWorld, openJobWorld } from '../helpers/job-world.ts';

const PEOPLE = 120;

describe('jobs that are stopped and started', () => {
  let world: JobWorld;
  beforeEach(() => {
    world = openJobWorld();
  });
  afterEach(() => world.close());

  /** A job with some documents done and many in front of it. */
  const atWork = async () => {
    world.putPeople(PEOPLE);
    const { jobId } = world.start();
    await world.until((progress) => progress.counts.indexed > 0);
    return jobId;
  };

  it('goes on when it is resumed before the pause has taken hold', async () => {
    const jobId = await atWork();
    world.runner.stop(jobId, 'pause');
    world.runner.resume(jobId);
    expect(await world.receipt(jobId)).toMatchObject({ jobId, found: PEOPLE, indexed: PEOPLE });
  });

  it('goes on when it is started again before the pause has taken hold', async () => {
    const jobId = await atWork();
    world.runner.stop(jobId, 'pause');
    expect(world.start().jobId).toBe(jobId);
    expect(await world.receipt(jobId)).toMatchObject({ found: PEOPLE, indexed: PEOPLE });
  });

  it('stays paused when it is paused, resumed and paused again at once', async () => {
    const jobId = await atWork();
    world.runner.stop(jobId, 'pause');
    world.runner.resume(jobId);
    world.runner.stop(jobId, 'pause');
    await world.until((progress) => progress.state === 'paused');
    expect(world.state(jobId)).toBe('paused');
  });

  it('is cancelled while its pause takes hold', async () => {
    const jobId = await atWork();
    world.runner.stop(jobId, 'pause');
    world.runner.stop(jobId, 'cancel');
    const receipt = await world.receipt(jobId);
    expect(world.state(jobId)).toBe('cancelled');
    expect(world.files.counts(jobId)).toMatchObject({ open: 0, found: receipt.found });
  });

  it('makes another job of what is started while it is being cancelled', async () => {
    const jobId = await atWork();
    world.runner.stop(jobId, 'cancel');
    const again = world.start();
    expect(again.jobId).not.toBe(jobId);
    expect(world.start().jobId).toBe(again.jobId);
    const cancelled = await world.receipt(jobId);
    expect(await world.receipt(again.jobId)).toMatchObject({
      found: PEOPLE,
      indexed: PEOPLE - cancelled.indexed,
      unchanged: cancelled.indexed,
    });
  });

  it('does not run a job that was paused while it waited', async () => {
    const other = temporaryFolder();
    await using _ = { [Symbol.asyncDispose]: async () => other.remove() };
    const first = await atWork();
    const second = world.start({}, other.path);
    world.runner.stop(second.jobId, 'pause');
    const third = world.start({ limit: 1 }, join(world.source, '0.txt'));
    await world.receipt(third.jobId);
    expect(world.state(first)).toBe('completed');
    expect(world.state(second.jobId)).toBe('paused');
    world.runner.resume(second.jobId);
    expect(await world.receipt(second.jobId)).toMatchObject({ found: 0 });
  });

  it('tells who waits for a paused job that it was cancelled', async () => {
    const jobId = await atWork();
    const receipt = world.receipt(jobId);
    world.runner.stop(jobId, 'pause');
    await world.until((progress) => progress.state === 'paused');
    // Nobody is told anything in this turn any more.
    await setImmediate();
    world.runner.stop(jobId, 'cancel');
    expect(await receipt).toMatchObject({ jobId });
  });

  it('shows the job at work as such while others are cancelled or have nothing to do', async () => {
    const jobId = await atWork();
    const waiting = world.start({ textOnly: true }, join(world.source, '1.txt'));
    world.runner.stop(waiting.jobId, 'cancel');
    expect(world.runner.retry(null)).toEqual({ retried: 0, job: null });
    expect(world.runner.progress.current()).toMatchObject({ jobId, state: 'running', finishedAt: null });
    expect(await world.receipt(jobId)).toMatchObject({ indexed: PEOPLE });
    expect(world.jobs.list(9)).toHaveLength(2);
  });

  it('shows the outcomes of its receipt at its end, a path that could not be looked at among them', async () => {
    world.put('ana.txt', cv('Ana Popescu'));
    symlinkSync(join(world.source, 'nowhere'), join(world.source, 'gone.pdf'));
    const { jobId } = world.start();
    const shown = world.until((progress) => progress.scanComplete);
    expect((await shown).counts.failed).toBe(1);
    expect(await world.receipt(jobId)).toMatchObject({ found: 2, indexed: 1, failed: 1 });
    expect(world.runner.progress.current()).toMatchObject({
      found: 2,
      counts: { indexed: 1, failed: 1 },
      text: { done: 2, total: 2 },
    });
  });

  it('has no failure of what could not be looked at once and is gone, or is there again', async () => {
    const gone = join(world.source, 'gone.pdf');
    const back = join(world.source, 'ana.txt');
    world.put('ana.txt', cv('Ana Popescu'));
    await world.receipt(world.start().jobId);
    rmSync(back);
    for (const path of [gone, back]) symlinkSync(join(world.source, 'nowhere'), path);
    expect(await world.receipt(world.start().jobId)).toMatchObject({ failed: 2 });
    for (const path of [gone, back]) rmSync(path);
    world.put('ana.txt', cv('Ana Popescu'));
    const receipt = await world.receipt(world.start().jobId);
    expect(receipt).toMatchObject({ found: 1, unchanged: 1, unchangedFailed: 0 });
    expect(world.files.failures({ limit: 9 })).toEqual([]);
  });
});

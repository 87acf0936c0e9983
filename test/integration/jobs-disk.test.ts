import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JobWorld, openJobWorld } from '../helpers/job-world.ts';

const PEOPLE = 150;
const FULL = 'The disk is full.';
const READ_ONLY = 'The data folder can’t be written.';

describe('jobs on a disk that can’t be written', () => {
  let world: JobWorld;
  let errors: unknown[];
  const onError = (error: unknown) => errors.push(error);

  beforeEach(() => {
    world = openJobWorld();
    errors = [];
    process.on('unhandledRejection', onError);
    process.on('uncaughtException', onError);
  });
  afterEach(async () => {
    await world.close();
    process.off('unhandledRejection', onError);
    process.off('uncaughtException', onError);
    expect(errors).toEqual([]);
  });

  const countReady = () =>
    world.documents.listKeys(Array.from({ length: 4 * PEOPLE }, (_, index) => index + 1)).length;

  it('pause with a sentence while they read, and go on whole when there is room', async () => {
    world.putPeople(PEOPLE);
    const { jobId } = world.start();
    await world.until((progress) => progress.counts.indexed > 0);
    const free = world.fillDisk();
    await expect(world.receipt(jobId)).rejects.toMatchObject({ code: 'conflict', message: FULL });
    expect(world.runner.progress.current()).toMatchObject({ state: 'paused', problem: FULL });

    free();
    world.runner.resume(jobId);
    expect(await world.receipt(jobId)).toMatchObject({ found: PEOPLE, indexed: PEOPLE, unchanged: 0 });
    expect(world.runner.progress.current()).toMatchObject({ state: 'completed', problem: null });
    expect(countReady()).toBe(PEOPLE);
    expect(world.documents.listLeftovers()).toEqual([]);
  });

  it('pause with a sentence in their second pass, and are completed by the next start', async () => {
    world.putPeople(PEOPLE);
    const { open, reached } = world.holdEmbedding();
    const { jobId } = world.start({ textOnly: false });
    await reached;
    const free = world.makeReadOnly();
    open();
    await expect(world.receipt(jobId)).rejects.toMatchObject({ message: READ_ONLY });
    expect(world.runner.progress.current()).toMatchObject({ state: 'paused', problem: READ_ONLY });
    free();
    expect(world.start({ textOnly: false }).jobId).toBe(jobId);
    expect(await world.receipt(jobId)).toMatchObject({ found: PEOPLE, indexed: PEOPLE });
    expect(world.documents.listUnembedded(1, 0, 9)).toEqual([]);
  });

  it('pause with a sentence when they can’t even begin', async () => {
    world.putPeople(3);
    const { jobId } = world.start();
    const free = world.makeReadOnly();
    await expect(world.receipt(jobId)).rejects.toMatchObject({ message: READ_ONLY });
    expect(world.runner.progress.current()).toMatchObject({ jobId, state: 'paused', problem: READ_ONLY });
    free();
    world.runner.resume(jobId);
    expect(await world.receipt(jobId)).toMatchObject({ indexed: 3 });
  });

  it('keep nobody waiting who asks for one that paused while another runs', async () => {
    world.putPeople(PEOPLE);
    const other = world.put('elsewhere/ana.txt', 'Ana Popescu\nNurse\n');
    const first = world.start();
    await world.until((progress) => progress.counts.indexed > 0);
    const second = world.start({}, other);
    const free = world.fillDisk();
    const waits = world.receipt(first.jobId).catch((error: unknown) => error);
    await world.receipt(second.jobId).catch(() => {});
    expect(await waits).toMatchObject({ message: FULL });
    free();
  });

  it('do not keep the application from closing', async () => {
    world.putPeople(PEOPLE);
    const { jobId } = world.start();
    await world.until((progress) => progress.counts.indexed > 0);
    const free = world.fillDisk();
    await world.runner.close();
    free();
    await world.restart();
    world.runner.resume(jobId);
    world.start();
    expect(await world.receipt(jobId)).toMatchObject({ found: PEOPLE, indexed: PEOPLE });
  });
});

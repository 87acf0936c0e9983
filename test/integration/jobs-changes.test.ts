import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cv, type JobWorld, openJobWorld } from '../helpers/job-world.ts';

const PEOPLE = 100;

describe('a change in a watched folder', () => {
  let world: JobWorld;
  beforeEach(() => {
    world = openJobWorld();
    world.putPeople(PEOPLE, 'people');
  });
  afterEach(() => world.close());

  const jobIds = () => world.jobs.list(9).map((job) => job.jobId);
  const addNewcomer = () => {
    world.put('newcomer.txt', cv('Newt Newman', 'Glassblower'));
    world.runner.changed(world.source);
  };

  it('is taken in by a job', async () => {
    world.runner.changed(world.source);
    const [jobId = ''] = jobIds();
    expect(await world.receipt(jobId)).toMatchObject({ indexed: PEOPLE });
    expect(world.jobs.find(jobId)).toMatchObject({ folders: [world.source], options: { textOnly: false } });
  });

  it('that comes while the folder is being taken in is taken in by a job after it', async () => {
    const { open, reached } = world.holdEmbedding();
    const { jobId } = world.start({ textOnly: false, workers: 1 });
    await reached;
    addNewcomer();
    addNewcomer();
    expect(jobIds()).toEqual([jobId]);
    open();
    expect(await world.receipt(jobId)).toMatchObject({ found: PEOPLE });
    const [next = '', ...others] = jobIds();
    expect(others).toEqual([jobId]);
    expect(await world.receipt(next)).toMatchObject({ found: PEOPLE + 1, indexed: 1, unchanged: PEOPLE });
  });

  it('leaves the options of the job at work as they are', async () => {
    const { open, reached } = world.holdReading();
    const { jobId } = world.start({ textOnly: true, limit: 7 });
    await reached;
    world.runner.changed(world.source);
    expect(world.jobs.find(jobId)?.options).toEqual({ textOnly: true, limit: 7 });
    open();
    expect(await world.receipt(jobId)).toMatchObject({ found: 7 });
    const [next = ''] = jobIds();
    expect(await world.receipt(next)).toMatchObject({ found: PEOPLE });
  });

  it.each(['the folder', 'a folder that it is in'])(
    'leaves %s paused, and is met when it goes on',
    async (what) => {
      const { jobId } = world.start();
      await world.until((progress) => progress.counts.indexed > 0);
      world.runner.stop(jobId, 'pause');
      const changed = what === 'the folder' ? world.source : join(world.source, 'people');
      world.runner.changed(changed);
      await world.until((progress) => progress.state === 'paused');
      world.put('people/newcomer.txt', cv('Newt Newman', 'Glassblower'));
      world.runner.changed(changed);
      await world.restart();
      world.runner.resumeAll();
      world.runner.changed(changed);
      expect(world.state(jobId)).toBe('paused');
      expect(jobIds()).toEqual([jobId]);
      world.runner.resume(jobId);
      expect(await world.receipt(jobId)).toMatchObject({ found: PEOPLE + 1, indexed: PEOPLE + 1 });
    },
  );

  it('needs no job of its own while one waits that will meet it', async () => {
    const other = world.put('elsewhere/ana.txt', cv('Ana Popescu'));
    const first = world.start({}, other);
    const { jobId } = world.start();
    addNewcomer();
    expect(jobIds()).toHaveLength(2);
    await world.receipt(first.jobId);
    expect(await world.receipt(jobId)).toMatchObject({ found: PEOPLE + 2 });
    expect(jobIds()).toHaveLength(2);
  });

  it('is no error of the watcher when the disk is full', async () => {
    const free = world.fillDisk();
    for (let change = 0; change < 200; change += 1) world.runner.changed(join(world.source, `${change}`));
    free();
    world.runner.changed(world.source);
    const [jobId = ''] = jobIds();
    expect(await world.receipt(jobId)).toMatchObject({ found: PEOPLE });
  });
});

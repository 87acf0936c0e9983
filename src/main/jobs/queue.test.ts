import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createQueue, type Queue, type Wish } from './queue.ts';
import type { RunEnd } from './run-job.ts';

describe('the queue of jobs', () => {
  let queue: Queue;
  /** Jobs that run until they are told how they ended, or are asked to stop. */
  let runs: Map<string, (end: RunEnd) => void>;
  let log: string[];
  let failing: string | null;

  beforeEach(() => {
    runs = new Map();
    log = [];
    failing = null;
    queue = createQueue({
      run: (jobId, signal) =>
        new Promise((resolve, reject) => {
          log.push(`run ${jobId}`);
          if (jobId === failing) reject(new Error('the ledger can’t be read'));
          runs.set(jobId, resolve);
          signal.addEventListener('abort', () => resolve({ kind: 'stopped' }));
        }),
      onEnd(jobId, end, wish: Wish) {
        log.push(`end ${jobId} ${end.kind} ${wish}`);
        return end.kind === 'stopped' && wish === 'run';
      },
      onError: (jobId) => log.push(`error ${jobId}`),
    });
  });
  afterEach(() => queue.close());

  /** Everything that does not wait for a job has happened. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const done = async (jobId: string) => {
    runs.get(jobId)?.({ kind: 'done', problem: null });
    await settled();
  };

  it('runs one job after the other, each once', async () => {
    for (const jobId of ['a', 'b', 'a', 'b']) queue.add(jobId);
    await settled();
    queue.add('a');
    expect(log).toEqual(['run a']);
    await done('a');
    await done('b');
    expect(log).toEqual(['run a', 'end a done run', 'run b', 'end b done run']);
  });

  it('runs a job again, before the others, that is wished for while it stops', async () => {
    queue.add('a');
    queue.add('b');
    await settled();
    queue.ask('a', 'pause');
    expect(queue.wish('a')).toBe('pause');
    queue.ask('a', 'run');
    await settled();
    expect(log).toEqual(['run a', 'end a stopped run', 'run a']);
  });

  it('does not run a job that was dropped, and goes on after one that failed', async () => {
    failing = 'b';
    for (const jobId of ['a', 'b', 'c', 'd']) queue.add(jobId);
    queue.drop('c');
    expect(queue.has('c')).toBe(false);
    await settled();
    await done('a');
    expect(log).toEqual(['run a', 'end a done run', 'run b', 'error b', 'run d']);
  });

  it('takes a job that comes in the very turn in which the last one ended', async () => {
    queue.add('a');
    await settled();
    runs.get('a')?.({ kind: 'done', problem: null });
    for (let turn = 0; turn < 6; turn += 1) {
      await Promise.resolve();
      if (!queue.has('a')) queue.add(`b${turn}`);
    }
    for (let turn = 0; turn < 6; turn += 1) {
      await settled();
      await done(`b${turn}`);
    }
    expect(log.filter((line) => line.startsWith('run b'))).toHaveLength(
      log.filter((line) => line.startsWith('end b')).length,
    );
    expect(log.at(-1)).toBe('end b5 done run');
  });

  it('closes with the last wish kept, and begins nothing any more', async () => {
    queue.add('a');
    queue.add('b');
    await settled();
    queue.ask('a', 'pause');
    await queue.close();
    queue.add('c');
    await settled();
    expect(log).toEqual(['run a', 'end a stopped pause']);
  });

  it('closes a job that nobody stopped as one that goes on later', async () => {
    queue.add('a');
    await settled();
    await queue.close();
    expect(log).toEqual(['run a', 'end a stopped close']);
  });
});

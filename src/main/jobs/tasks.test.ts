import { describe, expect, it } from 'vitest';
import { createTasks } from './tasks.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a bounded set of tasks', () => {
  it('makes who adds one wait for room', async () => {
    const tasks = createTasks(2, new AbortController().signal);
    let end = () => {};
    await tasks.add(
      new Promise((resolve) => {
        end = resolve;
      }),
    );
    let added = false;
    const second = tasks.add(new Promise(() => {})).then(() => {
      added = true;
    });
    await settled();
    expect(added).toBe(false);
    end();
    await second;
    expect(tasks.count()).toBe(1);
  });

  it('throws the first error at the end', async () => {
    const tasks = createTasks(3, new AbortController().signal);
    await tasks.add(Promise.reject(new Error('first')));
    await tasks.add(Promise.resolve());
    await expect(tasks.end()).rejects.toThrow('first');
    expect(tasks.failed()).toBe(true);
  });

  it('waits no longer for tasks that do not end when they are given up', async () => {
    const giveUp = new AbortController();
    const tasks = createTasks(1, giveUp.signal);
    const added = tasks.add(new Promise(() => {}));
    giveUp.abort();
    await added;
    await tasks.end();
    expect(tasks.count()).toBe(1);
  });

  it('tells of a change, and waits for one only so long', async () => {
    const tasks = createTasks(2, new AbortController().signal);
    let end = () => {};
    await tasks.add(
      new Promise((resolve) => {
        end = resolve;
      }),
    );
    await tasks.change(1);
    expect(tasks.count()).toBe(1);
    const change = tasks.change(60_000);
    end();
    await change;
    expect(tasks.count()).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { createFreshness, keptFresh } from './freshness.ts';

describe('freshness', () => {
  it('changes with every write and, for those of others, with time', () => {
    let now = 10_000;
    const freshness = createFreshness(() => now);
    const first = freshness.version();
    expect(freshness.version()).toBe(first);
    freshness.wrote();
    const second = freshness.version();
    expect(second).not.toBe(first);
    now += 2_000;
    expect(freshness.version()).not.toBe(second);
  });

  it('keeps what was made until then, but not a failure', async () => {
    let version = 'a';
    let made = 0;
    const fails = { now: false };
    const value = keptFresh({ version: () => version }, async () => {
      made++;
      if (fails.now) throw new Error('away');
      return made;
    });
    expect([await value(), await value()]).toEqual([1, 1]);
    version = 'b';
    fails.now = true;
    await expect(value()).rejects.toThrow('away');
    fails.now = false;
    expect(await value()).toBe(3);
  });
});

import { describe, expect, it } from 'vitest';
import { createRate } from './rate.ts';

describe('the rate of a lane', () => {
  it('is unknown until a second has been seen', () => {
    let now = 0;
    const rate = createRate(() => now);
    expect(rate.perSecond()).toBeNull();
    rate.add(5);
    now = 500;
    expect(rate.perSecond()).toBeNull();
    expect(rate.remainingMs(10)).toBeNull();
  });

  it('is counted over what was seen so far, and then over the last half minute', () => {
    let now = 0;
    const rate = createRate(() => now);
    for (; now < 10_000; now += 100) rate.add(1);
    expect(rate.perSecond()).toBeCloseTo(10, 0);
    for (; now < 60_000; now += 100) rate.add(2);
    expect(rate.perSecond()).toBeCloseTo(20, 0);
  });

  it('tells how long the rest will take, and nothing while it stands still', () => {
    let now = 0;
    const rate = createRate(() => now);
    for (; now < 10_000; now += 100) rate.add(1);
    expect(rate.remainingMs(100)).toBeGreaterThan(9000);
    expect(rate.remainingMs(100)).toBeLessThan(11_000);
    now = 60_000;
    expect(rate.remainingMs(100)).toBeNull();
  });
});

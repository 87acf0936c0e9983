import { expect, it } from 'vitest';
import { formatSize } from './size.ts';

it('sizes are said as limits are set', () => {
  expect(formatSize(4096 * 1024 ** 2)).toBe('4 GB');
  expect(formatSize(1.25 * 1024 ** 3)).toBe('1.3 GB');
  expect(formatSize(812 * 1024 ** 2)).toBe('812 MB');
  expect(formatSize(0)).toBe('0 bytes');
});

it('sizes of machines are said as they are sold', () => {
  expect(formatSize(250e9, 1000)).toBe('250 GB');
  expect(formatSize(2e12, 1000)).toBe('2 TB');
});

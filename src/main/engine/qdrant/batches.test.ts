import { expect, it } from 'vitest';
import { inBatches } from './batches.ts';

const sizes = (items: number[], most: number) =>
  [...inBatches(items, most, (megabytes) => megabytes * 2 ** 20)].map((batch) => batch.length);

it('cuts by number and by size, loses nothing and keeps the order', () => {
  expect(sizes(Array(250).fill(0), 100)).toEqual([100, 100, 50]);
  expect(sizes([7, 7, 7, 1, 1], 100)).toEqual([2, 3]);
  expect([...inBatches([3, 1, 2], 2, () => 0)].flat()).toEqual([3, 1, 2]);
});

it('sends what is too large alone', () => {
  expect(sizes([1, 40, 1], 100)).toEqual([1, 1, 1]);
  expect(sizes([], 100)).toEqual([]);
});

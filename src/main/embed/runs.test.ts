import { expect, test } from 'vitest';
import { planRuns } from './runs.ts';

test('every text is in exactly one run, whatever the lengths', () => {
  const lengths = [5, 200, 17, 512, 60, 61, 62, 9, 9, 9];
  const runs = planRuns(lengths, { maxSequences: 3, maxTokens: 256 });
  expect(runs.flat().toSorted((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
});

test('texts of similar length run together, longest first', () => {
  const runs = planRuns([10, 100, 12, 101], { maxSequences: 2, maxTokens: 1000 });
  expect(runs).toEqual([
    [3, 1],
    [2, 0],
  ]);
});

test('a run keeps its tokens within the budget, padding included', () => {
  const runs = planRuns([100, 100, 100, 20], { maxSequences: 32, maxTokens: 250 });
  expect(runs).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test('a text longer than the budget runs alone', () => {
  const runs = planRuns([512, 10], { maxSequences: 32, maxTokens: 256 });
  expect(runs).toEqual([[0], [1]]);
});

test('no texts, no runs', () => {
  expect(planRuns([], { maxSequences: 32, maxTokens: 256 })).toEqual([]);
});

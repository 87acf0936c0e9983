import { expect, it } from 'vitest';
import type { JobProgress, Outcome } from '../../shared/model.ts';
import { createIntakeCounter } from './count-intake.ts';

const progress = (jobId: string, indexed: number, failed = 0): JobProgress => {
  const lane = { done: 0, total: 0, rate: null, remainingMs: null };
  return {
    ...{ jobId, state: 'running', folders: [], textOnly: false, found: 9, scanComplete: true },
    ...{ text: lane, meaning: lane, startedAt: 0, finishedAt: null, problem: null },
    counts: { indexed, failed, duplicate: 0, unchanged: 0, needsOcr: 0, skipped: 0 },
  };
};

it('counts what is added from one state of a job to the next, and nothing of before', () => {
  const counted: [Outcome, number][] = [];
  const follow = createIntakeCounter({
    takenIn: (outcome, documents = 1) => counted.push([outcome, documents]),
  });
  for (const state of [
    null,
    progress('a', 5),
    progress('a', 7, 1),
    progress('a', 7, 1),
    progress('b', 2),
    progress('b', 3),
  ])
    follow(state);
  expect(counted).toEqual([
    ['indexed', 2],
    ['failed', 1],
    ['indexed', 1],
  ]);
});

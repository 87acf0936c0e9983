import { describe, expect, it } from 'vitest';
import { segments } from './segments.ts';

const page = { start: 100, end: 200 };
const plain = { passage: null, marked: false, fact: false };

describe('a page is cut', () => {
  it('into one piece when nothing on it is highlighted', () => {
    const elsewhere = { start: 0, end: 50, marks: [{ start: 1, end: 2 }] };
    expect(segments(page, { passages: [elsewhere], fact: null })).toEqual([{ ...page, ...plain }]);
  });

  it('at a passage and at the marks inside it, counted from the passage', () => {
    const passages = [{ start: 120, end: 160, marks: [{ start: 10, end: 15 }] }];
    expect(segments(page, { passages, fact: null })).toEqual([
      { ...plain, start: 100, end: 120 },
      { ...plain, start: 120, end: 130, passage: 0 },
      { ...plain, start: 130, end: 135, passage: 0, marked: true },
      { ...plain, start: 135, end: 160, passage: 0 },
      { ...plain, start: 160, end: 200 },
    ]);
  });

  it('where a passage that began on the page before ends', () => {
    const passages = [{ start: 50, end: 110, marks: [] }];
    expect(segments(page, { passages, fact: null }).map((each) => each.passage)).toEqual([0, null]);
  });

  it('at a fact, also inside a passage', () => {
    const passages = [{ start: 100, end: 200, marks: [] }];
    const cut = segments(page, { passages, fact: { start: 140, end: 150 } });
    expect(cut.map((each) => [each.start, each.fact])).toEqual([
      [100, false],
      [140, true],
      [150, false],
    ]);
  });
});

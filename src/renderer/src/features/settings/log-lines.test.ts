import { describe, expect, it } from 'vitest';
import { mergeLines } from './log-lines.ts';

const line = (at: number, text: string, node = 'qdrant-1') => ({ at, node, text });
const texts = (lines: { text: string }[]) => lines.map(({ text }) => text);

describe('lines of a log', () => {
  it('that overlap with what is shown come once', () => {
    const first = mergeLines([], [line(1, 'a'), line(2, 'b')]);
    expect(texts(mergeLines(first, [line(2, 'b'), line(3, 'c')]))).toEqual(['a', 'b', 'c']);
  });

  it('that are really repeated stay repeated', () => {
    const first = mergeLines([], [line(1, 'a'), line(1, 'a')]);
    expect(texts(mergeLines(first, [line(1, 'a'), line(1, 'a'), line(1, 'a')]))).toEqual(['a', 'a', 'a']);
  });

  it('of a slower node are put where they belong, and keep what is shown as it is', () => {
    const first = mergeLines([], [line(1, 'a'), line(5, 'c')]);
    const second = mergeLines(first, [line(3, 'b', 'qdrant-2')]);
    expect(texts(second)).toEqual(['a', 'b', 'c']);
    expect(second[0]).toBe(first[0]);
    expect(new Set(second.map(({ id }) => id)).size).toBe(3);
  });

  it('that bring nothing new leave the very same list', () => {
    const first = mergeLines([], [line(1, 'a')]);
    expect(mergeLines(first, [line(1, 'a')])).toBe(first);
    expect(mergeLines(first, [])).toBe(first);
  });

  it('are let go when there are too many', () => {
    const many = Array.from({ length: 1500 }, (_, index) => line(index, `line ${index}`));
    const shown = mergeLines([], many);
    expect(shown).toHaveLength(1000);
    expect(shown.at(-1)?.text).toBe('line 1499');
  });
});

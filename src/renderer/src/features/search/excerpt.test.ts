import { describe, expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';

const words = 'alpha beta gamma delta epsilon '.repeat(40);
const marked = ({ text, marks }: ReturnType<typeof excerpt>) =>
  marks.map(({ start, end }) => text.slice(start, end));

describe('an excerpt', () => {
  it('is the whole of a short passage, on one line', () => {
    const whole = excerpt({ text: 'Nurse\nICU', marks: [{ start: 6, end: 9 }] });
    expect(whole).toEqual({ text: 'Nurse ICU', marks: [{ start: 6, end: 9 }] });
  });

  it('of a long one lies around its first mark, and the marks still fit', () => {
    const at = words.indexOf('gamma', 600);
    const cut = excerpt({ text: words, marks: [{ start: at, end: at + 5 }] });
    expect(cut.text.length).toBeLessThan(240);
    expect(cut.text).toMatch(/^….*…$/);
    expect(marked(cut)).toEqual(['gamma']);
  });

  it('begins at the beginning when nothing is marked', () => {
    const cut = excerpt({ text: words, marks: [] });
    expect(cut.text.startsWith('alpha beta')).toBe(true);
    expect(cut.marks).toEqual([]);
  });

  it('cuts between words', () => {
    const { text } = excerpt({ text: words, marks: [] });
    expect(words.split(' ')).toContain(text.replace('…', '').trim().split(' ').at(-1));
  });
});

import { describe, expect, it } from 'vitest';
import { pageText } from './pdf-layout.ts';
import type { PageItem } from './pdf-runs.ts';

/** A4 upright, as pdf.js gives it. */
const VIEWPORT = [1, 0, 0, -1, 0, 842];

function item(
  str: string,
  x: number,
  width: number,
  options: Partial<PageItem> & { y?: number } = {},
): PageItem {
  const { y = 700, ...rest } = options;
  return { str, dir: 'ltr', transform: [10, 0, 0, 10, x, y], width, ...rest };
}

const rtl = { dir: 'rtl' };

describe('lines of a PDF page', () => {
  it('puts an accent drawn over a letter on that letter', () => {
    const items = [item('Jos´', 50, 19), item('e', 65, 5), item('Müller', 74, 28)];
    expect(pageText(items, VIEWPORT).normalize('NFC')).toBe('José Müller');
  });

  it('reads right-to-left script from the right, and numbers inside it from the left', () => {
    const items = [
      item('عمل', 50, 15, rtl),
      item('2019', 70, 20),
      item('2021', 95, 20),
      item('ممرضة', 120, 30, rtl),
    ];
    expect(pageText(items, VIEWPORT)).toBe('ممرضة 2019 2021 عمل');
  });

  it('reads Hebrew inside an English line from the right', () => {
    const items = [
      item('Name', 50, 25),
      item('כהן', 80, 20, rtl),
      item('דנה', 105, 20, rtl),
      item('of Haifa, nurse', 130, 60),
      item('since 2014', 195, 40),
    ];
    expect(pageText(items, VIEWPORT)).toBe('Name דנה כהן of Haifa, nurse since 2014');
  });

  it('keeps superscripts on their line', () => {
    const items = [
      item('1', 50, 5),
      item('st', 55, 5, { y: 703 }),
      item('prize', 63, 20),
      item('next', 50, 20, { y: 686 }),
    ];
    expect(pageText(items, VIEWPORT)).toBe('1st prize\nnext');
  });

  it('takes a page that was turned as a whole for upright', () => {
    const items = [
      item('first', 0, 20, { transform: [0, 10, -10, 0, 100, 50] }),
      item('second', 0, 30, { transform: [0, 10, -10, 0, 114, 50] }),
    ];
    expect(pageText(items, VIEWPORT)).toBe('first\nsecond');
  });

  it('stays quick on a page with tens of thousands of words drawn over each other', () => {
    const items = Array.from({ length: 60_000 }, (_, index) =>
      item(`w${index}`, 20, 15, { y: 780 - index / 100 }),
    );
    expect(pageText(items, VIEWPORT).split(/\s/)).toHaveLength(60_000);
  });
});

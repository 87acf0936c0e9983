import type { PageItem } from './pdf-runs.ts';

/** What a page's drawing operators show, without spaces, and where they had one. */
export interface DrawnGlyphs {
  letters: string;
  /** Indices in `letters` before which a space was drawn. */
  spaces: ReadonlySet<number>;
}

/** "A B C" may be three grades; "N A M E" is letter-spaced. */
const MIN_LETTERS = 4;

/** Consecutive items on one line of which every word is a single character: perhaps letter-spaced text. */
interface Stretch {
  items: PageItem[];
  letters: string;
}

/** Whether pdf.js took the wide spacing of letters for spaces between words; looking closer costs time. */
export function hasSpacedLetters(items: readonly PageItem[]): boolean {
  return stretchesOf(items).length > 0;
}

/**
 * Puts the words of letter-spaced text together again: where a space was really drawn there is one, elsewhere not.
 * pdf.js makes a space of any gap above a tenth of the font size, and tells no more about it.
 */
export function joinSpacedLetters(items: readonly PageItem[], drawn: DrawnGlyphs): PageItem[] {
  const replaced = new Map<PageItem, PageItem | null>();
  let from = 0;
  for (const { items: parts, letters } of stretchesOf(items)) {
    const found = drawn.letters.indexOf(letters, from);
    const at = found === -1 ? drawn.letters.indexOf(letters) : found;
    const [first, last] = [parts[0], parts.at(-1)];
    if (at === -1 || first === undefined || last === undefined) continue;
    from = at + letters.length;
    for (const part of parts) replaced.set(part, null);
    replaced.set(first, { ...first, str: spell(letters, at, drawn.spaces), width: reach(first, last) });
  }
  return items.flatMap((item) => {
    const put = replaced.get(item);
    return put === undefined ? [item] : put === null ? [] : [put];
  });
}

function spell(letters: string, at: number, spaces: ReadonlySet<number>): string {
  return Array.from({ length: letters.length }, (_, index) => {
    const letter = letters[index] ?? '';
    return index > 0 && spaces.has(at + index) ? ` ${letter}` : letter;
  }).join('');
}

function reach(first: PageItem, last: PageItem): number {
  const along = Math.hypot(x(last) - x(first), y(last) - y(first));
  return along + last.width;
}

function stretchesOf(items: readonly PageItem[]): Stretch[] {
  const stretches: Stretch[] = [];
  let open: Stretch | undefined;
  for (const item of items) {
    const isGap = item.str.trim() === '';
    if (isGap && item.str !== '' && open !== undefined) open.items.push(item);
    if (isGap) continue;
    const goesOn = open !== undefined && isSpaced(item.str) && onOneLine(open, item);
    if (!goesOn) open = undefined;
    if (!isSpaced(item.str)) continue;
    if (open === undefined) {
      open = { items: [], letters: '' };
      stretches.push(open);
    }
    open.items.push(item);
    open.letters += item.str.replace(/\s/g, '');
  }
  return stretches.map(withoutTrailingGap).filter(({ letters }) => [...letters].length >= MIN_LETTERS);
}

/**
 * Nearly all words are single characters; kerning may leave a pair together ("C O N TA C T"). Left to right only:
 * the letters of other scripts are not drawn in the order that they are read.
 */
function isSpaced(text: string): boolean {
  const words = text.trim().split(/\s+/);
  if (!words.every((word) => SHORT.test(word))) return false;
  return words.filter((word) => word.length === 1).length >= 0.6 * words.length;
}

const SHORT = /^[\p{Lu}\p{Ll}\p{N}&.,:'’/-]{1,3}$/u;

function withoutTrailingGap(stretch: Stretch): Stretch {
  const end = stretch.items.findLastIndex((item) => item.str.trim() !== '') + 1;
  return { ...stretch, items: stretch.items.slice(0, end) };
}

function onOneLine(stretch: Stretch, item: PageItem): boolean {
  const last = stretch.items.at(-1);
  const size = Math.hypot(item.transform[2] ?? 0, item.transform[3] ?? 0);
  return (
    last !== undefined &&
    Math.abs(y(last) - y(item)) < 0.1 * size &&
    x(item) - x(last) - last.width < 3 * size
  );
}

function x(item: PageItem): number {
  return item.transform[4] ?? 0;
}

function y(item: PageItem): number {
  return item.transform[5] ?? 0;
}

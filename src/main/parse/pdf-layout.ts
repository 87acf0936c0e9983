/** What is used of an item of pdf.js: a run of glyphs on one baseline, or a gap. */
export interface PageItem {
  str: string;
  /** [a, b, c, d, x, y] in page space, y upwards. */
  transform: number[];
  width: number;
  hasEOL: boolean;
}

/** A page's items as lines of text. */
export function pageText(items: readonly PageItem[]): string {
  let text = '';
  for (const item of items) text += item.str + (item.hasEOL ? '\n' : '');
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\0/g, '')
    .trim()
    .normalize('NFC');
}

/** What a page break is inside running text, before pages are split; also joins pages in a document's text. */
export const PAGE_BREAK = '\f';

/** Spaces that are not U+0020: no-break, figure, thin, ideographic. Tabs stay, they part table cells. */
const ODD_SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
/** C1 controls, left by UTF-8 that somebody once read as Latin-1: they stand between words as often as in them. */
const C1_CONTROLS = /[\u0080-\u009f]/g;
/** Control characters but tab and newline, soft hyphens, zero-width marks, byte order marks, lone surrogates. */
const INVISIBLE =
  /[[\p{Cc}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffc]--[\t\n]]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gv;
/** Symbol and Wingdings put their glyphs into U+F020-F0FF: bullets, arrows, telephone signs. */
const SYMBOL_FONT = /[\uf020-\uf0ff]/g;

/** The one form of text in the application: NFC, '\n' lines, no invisible characters, at most two blank lines. */
export function normaliseText(text: string): string {
  return text
    .replace(/\r\n?|\u0085|\u2028|\u2029|\f/g, '\n')
    .replace(ODD_SPACES, ' ')
    .replace(C1_CONTROLS, ' ')
    .replace(INVISIBLE, '')
    .replace(SYMBOL_FONT, '•')
    .normalize('NFC')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/ {3,}/g, '  ')
    .replace(/\n{4,}/g, '\n\n\n')
    .replace(/^\n+|\s+$/g, '');
}

/** Splits at page breaks and normalises each page; trailing empty pages are dropped, empty ones between stay. */
export function toPages(text: string): string[] {
  const pages = text.split(PAGE_BREAK).map(normaliseText);
  while (pages.length > 1 && pages.at(-1) === '') pages.pop();
  return pages;
}

/** Enough to be worth a search: a few letters or digits anywhere. */
export function hasText(pages: readonly string[]): boolean {
  let letters = 0;
  for (const page of pages) {
    letters += page.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    if (letters >= 4) return true;
  }
  return false;
}

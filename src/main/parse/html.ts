import { decodeText } from './encoding.ts';
import { readMarkup } from './markup.ts';
import type { ParseResult } from './parsed.ts';
import { TextBuilder } from './text-builder.ts';
import { textOrScan } from './text-or-scan.ts';

/** HTML as it reads on screen. Scripts and styles are dropped, nothing is run, loaded or resolved. */
export function parseHtml(bytes: Uint8Array): ParseResult {
  const source = decodeText(bytes, declaredCharset(bytes));
  return textOrScan('html', htmlText(source), { hasImage: false, modifiedAt: null });
}

const HIDDEN = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'title',
  'svg',
  'math',
  'iframe',
  'object',
  'select',
  'datalist',
]);
const BLOCKS = new Set(
  (
    'address article aside blockquote body center caption dd details dialog dir div dl dt fieldset figcaption figure footer ' +
    'form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol p pre section summary table tbody tfoot thead ul'
  ).split(' '),
);
/** Blocks with a margin of their own on screen: an empty line keeps sections apart. */
const SPACED = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'table', 'ul', 'ol', 'section']);

export function htmlText(source: string): string {
  const reader = new HtmlReader();
  readMarkup(source, 'html', reader);
  return reader.finish();
}

class HtmlReader {
  readonly #out = new TextBuilder();
  #hidden = 0;
  #hiddenName = '';
  #pre = 0;
  /** Whether the last thing written ends with white space: runs collapse across elements. */
  #spaced = true;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#hidden > 0) {
      if (name === this.#hiddenName) this.#hidden += 1;
    } else if (HIDDEN.has(name)) {
      this.#hidden = 1;
      this.#hiddenName = name;
    } else this.#openVisible(name, attributes);
  }

  text(value: string): void {
    if (this.#hidden > 0) return;
    if (this.#pre > 0) {
      this.#out.text(value);
      return;
    }
    let text = value.replace(/[ \t\n\r\f]+/g, ' ');
    if (this.#spaced && text.startsWith(' ')) text = text.slice(1);
    if (text === '') return;
    this.#spaced = text.endsWith(' ');
    this.#out.text(text);
  }

  close(name: string): void {
    if (this.#hidden > 0) {
      if (name === this.#hiddenName) this.#hidden -= 1;
      return;
    }
    if (name === 'pre') this.#pre = Math.max(0, this.#pre - 1);
    if (name === 'td' || name === 'th') this.#out.closeCell();
    else if (name === 'tr') this.#out.closeRow();
    else if (BLOCKS.has(name)) this.#block(SPACED.has(name));
    else return;
    this.#spaced = true;
  }

  finish(): string {
    return this.#out.finish();
  }

  #openVisible(name: string, attributes: Readonly<Record<string, string>>): void {
    if (/page-break-before:\s*always|break-before:\s*page/i.test(attributes.style ?? '')) this.#out.page();
    if (name === 'pre') this.#pre += 1;
    if (name === 'br') this.#out.line();
    else if (name === 'td' || name === 'th') this.#out.openCell();
    else if (name === 'tr') this.#out.openRow();
    else if (BLOCKS.has(name)) this.#block(SPACED.has(name));
    else return;
    this.#spaced = true;
  }

  #block(withMargin: boolean): void {
    this.#out.block();
    if (withMargin && this.#out.written > 0) this.#out.margin();
  }
}

/** The charset that the page itself names, looked for where HTML asks for it: the first 1,024 bytes. */
function declaredCharset(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  return (
    /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1] ??
    /^<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i.exec(start)?.[1] ??
    null
  );
}

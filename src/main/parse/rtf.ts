import { decodeBytes } from './encoding.ts';
import type { ParseResult } from './parsed.ts';
import { Refusal } from './refusal.ts';
import { charsetEncoding, documentEncoding } from './rtf-charsets.ts';
import { RtfSheet } from './rtf-sheet.ts';
import type { RtfToken } from './rtf-tokens.ts';
import { rtfTokens } from './rtf-tokens.ts';
import { textOrScan } from './text-or-scan.ts';

/** RTF: code pages by font, Unicode with its fallbacks, tables, headers and footers. Throws `Refusal`. */
export function parseRtf(bytes: Uint8Array): ParseResult {
  const reader = new RtfReader();
  for (const token of rtfTokens(bytes)) reader.take(token);
  return textOrScan('rtf', reader.finish(), { hasImage: reader.hasImage, modifiedAt: reader.modifiedAt });
}

const MAX_DEPTH = 10_000;
/** Destinations that hold no text of the document, with or without their asterisk. */
const SKIPPED = new Set(
  (
    'colortbl stylesheet pict objdata fldinst shprslt nonesttables annotation atnid atnauthor atrfstart xe tc ' +
    'rxe listtable listoverridetable themedata datastore filetbl revtbl nesttableprops ud sp'
  ).split(' '),
);
/** Marked as ignorable, read all the same. */
const READ_DESPITE_STAR = new Set(['shpinst', 'shptxt', 'fldrslt']);
const MARGINS = /^(header|footer)[lrf]?$/;
const CHARACTERS: Readonly<Record<string, string>> = {
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emspace: ' ',
  enspace: ' ',
  '~': ' ',
  _: '-',
};

interface Group {
  skip: boolean;
  area: 'body' | 'header' | 'footer' | 'fonts' | 'info';
  isBox: boolean;
  /** Characters that stand after each \u for readers without Unicode. */
  fallback: number;
  encoding: string;
  hidden: boolean;
  inTable: boolean;
}

class RtfReader {
  hasImage = false;
  modifiedAt: number | null = null;
  readonly #sheets = { body: new RtfSheet(), header: new RtfSheet(), footer: new RtfSheet() };
  readonly #groups: Group[] = [];
  #group: Group = {
    skip: false,
    area: 'body',
    isBox: false,
    fallback: 1,
    encoding: 'windows-1252',
    hidden: false,
    inTable: false,
  };
  #documentEncoding = 'windows-1252';
  readonly #fontEncodings = new Map<number, string>();
  #font = 0;
  #starred = false;
  #toSkip = 0;
  /** Bytes of one encoding not decoded yet: a character may take two of them. */
  #bytes: Uint8Array[] = [];
  #revised: number[] = [];

  take(token: RtfToken): void {
    if (token.kind === 'text') this.#text(token.bytes);
    else if (token.kind === 'word') this.#word(token.word, token.value);
    else if (token.kind === 'open') this.#open();
    else this.#close();
  }

  finish(): string {
    this.#flush();
    const { header, body, footer } = this.#sheets;
    return [header, body, footer]
      .map((sheet) => sheet.finish())
      .filter((text) => text.trim() !== '')
      .join('\n');
  }

  #open(): void {
    this.#flush();
    this.#toSkip = 0;
    if (this.#groups.length >= MAX_DEPTH) {
      throw new Refusal('corrupt', 'The file is damaged: its groups are nested without end.');
    }
    this.#groups.push({ ...this.#group });
    this.#group.isBox = false;
  }

  #close(): void {
    this.#flush();
    this.#toSkip = 0;
    this.#starred = false;
    if (this.#group.isBox) this.#sheet().closeBox();
    this.#group = this.#groups.pop() ?? this.#group;
  }

  #text(bytes: Uint8Array): void {
    const skipped = Math.min(this.#toSkip, bytes.length);
    this.#toSkip -= skipped;
    if (skipped < bytes.length && this.#isText()) this.#bytes.push(bytes.subarray(skipped));
  }

  #isText(): boolean {
    return (
      !this.#group.skip && !this.#group.hidden && this.#group.area !== 'fonts' && this.#group.area !== 'info'
    );
  }

  #sheet(): RtfSheet {
    const { area } = this.#group;
    return this.#sheets[area === 'header' || area === 'footer' ? area : 'body'];
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    const bytes = Buffer.concat(this.#bytes);
    this.#bytes = [];
    const { encoding } = this.#group;
    this.#write(encoding === 'symbol' ? symbols(bytes) : decodeBytes(bytes, encoding));
  }

  #write(text: string): void {
    if (this.#isText()) this.#sheet().text(text, this.#group.inTable);
  }

  #word(word: string, value: number | null): void {
    if (word === '*') {
      this.#starred = true;
      return;
    }
    const starred = this.#starred;
    this.#starred = false;
    if (word === 'pict') this.hasImage = true;
    if (this.#group.skip) return;
    if (word === 'u' && value !== null) this.#unicode(value);
    else if (this.#toSkip > 0 && word !== 'par') this.#toSkip -= 1;
    else {
      this.#flush();
      if (!this.#destination(word, starred)) this.#format(word, value);
    }
  }

  #unicode(value: number): void {
    this.#flush();
    this.#write(String.fromCharCode(value & 0xffff));
    this.#toSkip = this.#group.fallback;
  }

  #destination(word: string, starred: boolean): boolean {
    const group = this.#group;
    if (word === 'fonttbl') group.area = 'fonts';
    else if (word === 'info') group.area = 'info';
    else if (SKIPPED.has(word) || (starred && !READ_DESPITE_STAR.has(word))) group.skip = true;
    else if (MARGINS.test(word)) group.area = word.startsWith('header') ? 'header' : 'footer';
    else if (word === 'shptxt' || word === 'footnote') {
      group.isBox = true;
      group.inTable = false;
      this.#sheet().openBox();
    } else return false;
    return true;
  }

  #format(word: string, value: number | null): void {
    const character = CHARACTERS[word];
    if (character !== undefined) this.#write(character);
    else if (this.#group.area === 'info') this.#date(word, value ?? 0);
    else if (!this.#encodingWord(word, value)) this.#paragraphWord(word, value);
  }

  #encodingWord(word: string, value: number | null): boolean {
    const group = this.#group;
    const encoding = documentEncoding(word, value);
    if (encoding !== null) this.#setDocumentEncoding(encoding);
    else if (word === 'uc') group.fallback = Math.max(0, value ?? 1);
    else if (word === 'f') this.#setFont(value ?? 0);
    else if (word === 'fcharset') {
      this.#fontEncodings.set(this.#font, charsetEncoding(value ?? 1, this.#documentEncoding));
    } else if (word === 'plain') {
      group.encoding = this.#documentEncoding;
      group.hidden = false;
    } else if (word === 'v' || word === 'deleted') group.hidden = value !== 0;
    else return false;
    return true;
  }

  #setDocumentEncoding(encoding: string): void {
    this.#documentEncoding = encoding;
    this.#group.encoding = encoding;
  }

  #setFont(font: number): void {
    if (this.#group.area === 'fonts') this.#font = font;
    else this.#group.encoding = this.#fontEncodings.get(font) ?? this.#documentEncoding;
  }

  #paragraphWord(word: string, value: number | null): void {
    if (word === 'pard') this.#group.inTable = false;
    else if (word === 'intbl') this.#group.inTable = value !== 0;
    else if (this.#isText()) this.#sheet().control(word, this.#group.inTable);
  }

  /** \info{\revtim\yr2016\mo3\dy1\hr9\min30}: the words come in this order. */
  #date(word: string, value: number): void {
    if (word === 'revtim') this.#revised = [];
    const position = ['yr', 'mo', 'dy', 'hr', 'min'].indexOf(word);
    if (position < 0 || this.#revised.length !== position) return;
    this.#revised.push(value);
    const [year = 0, month = 1, day = 1] = this.#revised;
    if (this.#revised.length >= 3 && year > 1980) this.modifiedAt = Date.UTC(year, month - 1, day);
  }
}

function symbols(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte > 0x20 ? '•' : ' ')).join('');
}

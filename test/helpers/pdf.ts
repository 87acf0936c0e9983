import { createHash } from 'node:crypto';

/** A run of Helvetica (characters of Latin-1 only), drawn in the order given. */
export interface PdfText {
  /** Points from the left edge. */
  x: number;
  /** Points from the TOP edge down to the baseline; a page is 595 x 842 (A4). */
  y: number;
  text: string;
  /** Points; 10 unless told. */
  size?: number;
  /** Extra points after each glyph, as letter-spaced headings have. */
  spacing?: number;
  /** Degrees, counter-clockwise. */
  angle?: number;
}

export interface PdfPage {
  texts: readonly PdfText[];
  /** A grey picture over the whole page, as a scan is. */
  image?: boolean;
}

export interface PdfOptions {
  /** Document information, for example `{ ModDate: 'D:20240131120000Z' }`. */
  info?: Record<string, string>;
  /** Encrypts (40-bit RC4): '' opens without asking, anything else asks. */
  userPassword?: string;
}

const HEIGHT = 842;

/** A small, well-formed PDF that draws exactly these runs. */
export function makePdf(pages: readonly PdfPage[], options: PdfOptions = {}): Uint8Array<ArrayBuffer> {
  const cipher = options.userPassword === undefined ? null : encryption(options.userPassword);
  const file = new PdfFile(cipher?.key ?? null);
  const kids = pages.map((_, index) => `${FIRST_PAGE + index * 2} 0 R`).join(' ');
  file.object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  file.object(2, `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`);
  file.object(3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  file.stream(4, PICTURE, '\x80'.repeat(64));
  file.info(5, options.info ?? {});
  file.object(6, cipher?.dictionary ?? 'null');
  pages.forEach((page, index) => {
    const number = FIRST_PAGE + index * 2;
    file.object(number, pageObject(number + 1));
    file.stream(number + 1, '', drawing(page));
  });
  return file.finish(cipher !== null);
}

/** An A4 page of lines in one column, as the simplest CV is. */
export function pdfOfLines(lines: readonly string[], options: PdfOptions = {}): Uint8Array<ArrayBuffer> {
  return makePdf([{ texts: lines.map((text, index) => ({ x: 50, y: 60 + index * 14, text })) }], options);
}

const FIRST_PAGE = 7;

const PICTURE =
  '/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray ';

function pageObject(content: number): string {
  const resources = '<< /Font << /F 3 0 R >> /XObject << /P 4 0 R >> >>';
  return `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 ${HEIGHT}] /Resources ${resources} /Contents ${content} 0 R >>`;
}

function drawing(page: PdfPage): string {
  const picture = page.image === true ? [`q 595 0 0 ${HEIGHT} 0 0 cm /P Do Q`] : [];
  return [...picture, ...page.texts.map(textOperators)].join('\n');
}

function textOperators({ x, y, text, size = 10, spacing = 0, angle = 0 }: PdfText): string {
  const radians = (angle * Math.PI) / 180;
  const turn = [Math.cos(radians), Math.sin(radians), -Math.sin(radians), Math.cos(radians)]
    .map((value) => value.toFixed(5))
    .join(' ');
  return `BT /F ${size} Tf ${spacing} Tc ${turn} ${x} ${HEIGHT - y} Tm (${escaped(text)}) Tj ET`;
}

function escaped(text: string): string {
  return text.replace(/[\\()]/g, '\\$&');
}

class PdfFile {
  #text = '%PDF-1.4\n';
  #offsets: number[] = [];
  #key: Buffer | null;

  constructor(key: Buffer | null) {
    this.#key = key;
  }

  object(number: number, body: string): void {
    this.#offsets[number] = this.#text.length;
    this.#text += `${number} 0 obj\n${body}\nendobj\n`;
  }

  stream(number: number, entries: string, data: string): void {
    const stored = this.#encrypted(number, data);
    this.object(number, `<< ${entries}/Length ${stored.length} >>\nstream\n${stored}\nendstream`);
  }

  info(number: number, info: Record<string, string>): void {
    const entries = Object.entries(info).map(
      ([key, value]) => `/${key} (${escaped(this.#encrypted(number, value))})`,
    );
    this.object(number, `<< ${entries.join(' ')} >>`);
  }

  finish(encrypted: boolean): Uint8Array<ArrayBuffer> {
    const start = this.#text.length;
    const rows = this.#offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
    const security = encrypted ? `/Encrypt 6 0 R /ID [<${FILE_ID}> <${FILE_ID}>]` : '';
    this.#text += `xref\n0 ${rows.length + 1}\n0000000000 65535 f \n${rows.join('')}`;
    this.#text += `trailer\n<< /Size ${rows.length + 1} /Root 1 0 R /Info 5 0 R ${security} >>\n`;
    this.#text += `startxref\n${start}\n%%EOF\n`;
    return new Uint8Array(Buffer.from(this.#text, 'latin1'));
  }

  /** A key of its own for each object, as the standard security handler of revision 2 has it. */
  #encrypted(number: number, data: string): string {
    if (this.#key === null) return data;
    const key = md5(this.#key, Buffer.from([number & 255, number >> 8, 0, 0, 0])).subarray(0, 10);
    return rc4(key, Buffer.from(data, 'latin1')).toString('latin1');
  }
}

const FILE_ID = '00112233445566778899aabbccddeeff';

// The padding that the PDF specification prescribes (algorithm 3.2).
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

function encryption(userPassword: string): { key: Buffer; dictionary: string } {
  const padded = (password: string) =>
    Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, PADDING.length);
  const owner = rc4(md5(padded('owner')).subarray(0, 5), padded(userPassword));
  const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff]);
  const id = Buffer.from(FILE_ID, 'hex');
  const key = md5(padded(userPassword), owner, permissions, id).subarray(0, 5);
  const user = rc4(key, PADDING);
  const dictionary = `<< /Filter /Standard /V 1 /R 2 /O <${owner.toString('hex')}> /U <${user.toString('hex')}> /P -4 >>`;
  return { key, dictionary };
}

function md5(...parts: Buffer[]): Buffer {
  return createHash('md5').update(Buffer.concat(parts)).digest();
}

/** Written out because Node's OpenSSL no longer offers it. */
function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number) => state[index & 255] ?? 0;
  const swap = (a: number, b: number) => {
    const kept = at(a);
    state[a & 255] = at(b);
    state[b & 255] = kept;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j += at(i) + (key[i % key.length] ?? 0);
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i++;
      j += at(i);
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
}

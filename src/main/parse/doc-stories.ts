import { decodeBytes } from './encoding.ts';
import type { OleFile } from './ole.ts';
import { Refusal } from './refusal.ts';

/** The texts that a binary Word file holds, with Word's control characters still in them. */
export interface Stories {
  body: string;
  notes: string;
  headers: string;
  footers: string;
  boxes: string;
  /** Positions in `body` of form feeds that end a section, which need not be a new page. */
  sectionEnds: ReadonlySet<number>;
}

/** Where the file information block keeps things: Word 97 and later, Word 6 and 95. */
const WORD_97 = { counts: 0x4c, pieces: 0x1a2, sections: 0xca, headers: 0xf2 };
const WORD_6 = { counts: 0x34, pieces: 0x160, sections: 0x88, headers: 0xb0 };
/** nFib of the first format with Unicode and a table stream. */
const FIRST_WORD_97 = 0xc1;
const FLAG_COMPLEX = 0x0004;
const FLAG_ENCRYPTED = 0x0100;
const FLAG_TABLE_1 = 0x0200;

/** Reads the piece table and cuts the text into its stories. Throws `Refusal`. */
export function readStories(ole: OleFile): Stories {
  const main = ole.stream('WordDocument');
  if (main === null || main.length < 0x1aa) throw damaged();
  const view = viewOf(main);
  const flags = view.getUint16(0x0a, true);
  if ((flags & FLAG_ENCRYPTED) !== 0)
    throw new Refusal('encrypted', 'The document is protected by a password.');
  try {
    return cutStories(ole, main, flags);
  } catch (error) {
    // Offsets in a damaged file lead outside its streams.
    if (error instanceof RangeError) throw damaged();
    throw error;
  }
}

function cutStories(ole: OleFile, main: Uint8Array, flags: number): Stories {
  const view = viewOf(main);
  const isNew = view.getUint16(2, true) >= FIRST_WORD_97;
  const layout = isNew ? WORD_97 : WORD_6;
  const table = isNew ? ole.stream((flags & FLAG_TABLE_1) !== 0 ? '1Table' : '0Table') : main;
  if (table === null) throw damaged();
  const count = (index: number) => view.getUint32(layout.counts + index * 4, true);
  const lengths = [0, 1, 2, 3, 4, 5, 6, 7].map(count);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const inPieces = isNew || (flags & FLAG_COMPLEX) !== 0;
  const text = inPieces ? pieceText(main, block(table, view, layout.pieces)) : plainText(main, total);
  const [body = '', notes = '', margins = '', , , endnotes = '', boxes = '', marginBoxes = ''] = slices(
    text,
    lengths,
  );
  const { headers, footers } = cutMargins(margins, numbers(block(table, view, layout.headers)));
  const sections = numbers(block(table, view, layout.sections));
  return {
    body,
    notes: `${notes}\r${endnotes}`,
    headers: `${headers}\r${marginBoxes}`,
    footers,
    boxes,
    // The list holds positions and then 12 bytes a section; what is no position hits no form feed.
    sectionEnds: new Set(sections.map((position) => position - 1)),
  };
}

/** The part of the table stream that a pair of offset and length in the information block names. */
function block(table: Uint8Array, view: DataView, at: number): Uint8Array {
  const start = view.getUint32(at, true);
  return table.subarray(start, start + view.getUint32(at + 4, true));
}

/** Pieces of text in document order; each lies anywhere in the main stream, in one or two bytes a character. */
function pieceText(main: Uint8Array, clx: Uint8Array): string {
  const view = viewOf(clx);
  let at = 0;
  while (clx[at] === 1) at += 3 + view.getUint16(at + 1, true);
  if (clx[at] !== 2) throw damaged();
  const pieces = (view.getUint32(at + 1, true) - 4) / 12;
  const first = at + 5;
  const parts: string[] = [];
  for (let index = 0; index < pieces; index += 1) {
    const characters = view.getUint32(first + index * 4 + 4, true) - view.getUint32(first + index * 4, true);
    const position = view.getUint32(first + (pieces + 1) * 4 + index * 8 + 2, true);
    if (characters < 0 || characters > main.length) throw damaged();
    parts.push(decodePiece(main, position, characters));
  }
  return parts.join('');
}

function decodePiece(main: Uint8Array, position: number, characters: number): string {
  const isOneByte = (position & 0x40000000) !== 0;
  if (!isOneByte) {
    return new TextDecoder('utf-16le').decode(main.subarray(position, position + characters * 2));
  }
  const start = (position & 0x3fffffff) >> 1;
  return decodeBytes(main.subarray(start, start + characters), 'windows-1252');
}

function plainText(main: Uint8Array, length: number): string {
  const start = viewOf(main).getUint32(0x18, true);
  return decodeBytes(main.subarray(start, start + length), 'windows-1252');
}

function slices(text: string, lengths: readonly number[]): string[] {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return text.slice(at - length, at);
  });
}

/** After six separators of notes, six stories a section: headers are its 1st, 2nd and 5th, footers the rest. */
function cutMargins(margins: string, starts: readonly number[]): { headers: string; footers: string } {
  const headers = new Set<string>();
  const footers = new Set<string>();
  for (let index = 6; index + 1 < starts.length; index += 1) {
    const story = margins.slice(starts[index], starts[index + 1]).trim();
    const kind = (index - 6) % 6;
    if (story !== '') (kind === 0 || kind === 1 || kind === 4 ? headers : footers).add(story);
  }
  return { headers: [...headers].join('\r'), footers: [...footers].join('\r') };
}

function numbers(bytes: Uint8Array): number[] {
  const view = viewOf(bytes);
  return Array.from({ length: bytes.length >> 2 }, (_, index) => view.getUint32(index * 4, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(): Refusal {
  return new Refusal('corrupt', 'The Word document is damaged: its text cannot be found.');
}

import { readStories } from './doc-stories.ts';
import type { OleFile } from './ole.ts';
import { openOle } from './ole.ts';
import { summaryModifiedAt } from './ole-summary.ts';
import type { ParseResult } from './parsed.ts';
import { Refusal } from './refusal.ts';
import { textOrScan } from './text-or-scan.ts';

/** A cell longer than this is a column of a layout, not a value: it gets lines of its own. */
const CELL_LIMIT = 120;
const CELL_END = '\u0007';
/** A field reads: begin, code, separator, result, end. */
const FIELD_BEGIN = '\u0013';
const FIELD_SEPARATOR = '\u0014';
const FIELD_END = '\u0015';
const FIELD_MARKS = new RegExp(`([${FIELD_BEGIN}-${FIELD_END}])`);
/** Anchors of pictures and drawn objects. */
const PICTURES = ['\u0001', '\u0008'];

/** Binary Word files, 6 to 2003. Throws `Refusal`. */
export function parseDoc(bytes: Uint8Array): ParseResult {
  const ole = openOle(bytes);
  refuseOthers(ole);
  const stories = readStories(ole);
  const body = withoutSectionBreaks(stories.body, stories.sectionEnds);
  const text = [stories.headers, body, stories.boxes, stories.notes, stories.footers]
    .map(readable)
    .filter((part) => part.trim() !== '')
    .join('\n');
  const hasImage = PICTURES.some((anchor) => stories.body.includes(anchor));
  return textOrScan('doc', text, { hasImage, modifiedAt: summaryModifiedAt(ole) });
}

function refuseOthers(ole: OleFile): void {
  if (ole.names.has('EncryptedPackage')) {
    throw new Refusal('encrypted', 'The document is protected by a password.');
  }
  if (ole.names.size === 0) throw new Refusal('corrupt', 'The file is damaged: its directory is missing.');
  if (!ole.names.has('WordDocument')) {
    throw new Refusal('unsupported_format', 'This is an Office file, but not a Word document.');
  }
}

function withoutSectionBreaks(body: string, ends: ReadonlySet<number>): string {
  return body.replace(/\f/g, (mark, position: number) => (ends.has(position) ? '\r' : mark));
}

/** Word's control characters to text: field results without their codes, cells, lines, hyphens. */
function readable(story: string): string {
  return joinCells(withoutFieldCodes(story))
    .replace(/[\r\v]/g, '\n')
    .replaceAll('\u001e', '-');
}

/** Of fields, nested at will, only the results are shown. */
function withoutFieldCodes(story: string): string {
  const inCode: boolean[] = [];
  const parts: string[] = [];
  let codes = 0;
  for (const part of story.split(FIELD_MARKS)) {
    if (part === FIELD_BEGIN) {
      inCode.push(true);
      codes += 1;
    } else if (part === FIELD_SEPARATOR || part === FIELD_END) {
      if (inCode.pop() === true) codes -= 1;
      if (part === FIELD_SEPARATOR) inCode.push(false);
    } else if (codes === 0) parts.push(part);
  }
  return parts.join('');
}

/** A cell ends with one mark, a row with one more: values stand side by side, columns one after the other. */
function joinCells(story: string): string {
  const cells = story.split(CELL_END);
  const last = cells.pop() ?? '';
  const parts = cells.map((cell, index) => {
    if (cell === '') return cells[index - 1] === '' ? '' : '\n';
    const lines = cell.split('\r');
    const isValue = (lines.length === 1 || index === 0) && cell.length <= CELL_LIMIT;
    return `${cell}${isValue ? '\t' : '\n'}`;
  });
  return `${parts.join('')}${last}`;
}

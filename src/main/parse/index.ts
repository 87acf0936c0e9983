import type { DocumentFormat } from '../../shared/model.ts';
import { openArchive } from './archive.ts';
import { detectFormat, namedFormat, zipMembersFormat } from './detect.ts';
import { parseDoc } from './doc.ts';
import { parseDocx } from './docx.ts';
import { parseHtml } from './html.ts';
import { parseImage } from './image.ts';
import { parseOdt } from './odt.ts';
import type { ParseResult } from './parsed.ts';
import { parsePdf } from './pdf.ts';
import { Refusal, unreadable } from './refusal.ts';
import { parseRtf } from './rtf.ts';
import { parseText } from './text.ts';

/** Bounds on memory: a thread holds the bytes and what a parser makes of them at once. */
const MAX_BYTES = 200 * 1024 * 1024;
/** Of files that are text through and through, without pictures that could explain their size. */
const MAX_MARKUP_BYTES = 20 * 1024 * 1024;

/**
 * Bytes to text, a scan waiting for OCR, or the one reason why not. The format is what the content
 * is, whatever the name says. Never throws, writes nothing, resolves nothing.
 */
export async function parse(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<ParseResult> {
  let format: DocumentFormat | null = null;
  try {
    if (bytes.length === 0) throw new Refusal('corrupt', 'The file is empty (0 bytes).');
    if (bytes.length > MAX_BYTES) throw new Refusal('too_large', 'The file is larger than 200 MB.');
    format = formatOf(name, bytes);
    return format === null ? unknown(name) : await parseAs(format, bytes);
  } catch (error) {
    if (error instanceof Refusal) return unreadable(format, error.reason, error.message);
    return unreadable(format, 'corrupt', 'The file is damaged and cannot be read.');
  }
}

function formatOf(name: string, bytes: Uint8Array): DocumentFormat | null {
  const detected = detectFormat(name, bytes);
  if (detected === 'zip') return zipMembersFormat(openArchive(bytes).names);
  // All OLE files go to the Word reader, which tells from the directory what they are.
  return detected;
}

async function parseAs(format: DocumentFormat, bytes: Uint8Array<ArrayBuffer>): Promise<ParseResult> {
  if ((format === 'html' || format === 'txt') && bytes.length > MAX_MARKUP_BYTES) {
    throw new Refusal('too_large', 'The file has more than 20 MB of text; no CV does.');
  }
  switch (format) {
    case 'pdf':
      return await parsePdf(bytes);
    case 'image':
      return parseImage(bytes);
    case 'docx':
      return parseDocx(bytes);
    case 'doc':
      return parseDoc(bytes);
    case 'odt':
      return parseOdt(bytes);
    case 'rtf':
      return parseRtf(bytes);
    case 'html':
      return parseHtml(bytes);
    case 'txt':
      return parseText(bytes);
  }
}

/** Not a document by content: a damaged one where the name claims a format, else something else. */
function unknown(name: string): ParseResult {
  const claimed = namedFormat(name);
  if (claimed === null) return unreadable(null, 'unsupported_format', 'This kind of file is not read.');
  return unreadable(null, 'corrupt', `The file is damaged, or not the ${claimed} file that its name says.`);
}

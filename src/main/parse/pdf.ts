import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import type { ParseResult, Unreadable } from './parsed.ts';
import { hasPicture, unpacksTooFar } from './pdf-guard.ts';
import { pageText } from './pdf-layout.ts';
import type { PageItem } from './pdf-runs.ts';
import { type DrawnGlyphs, hasSpacedLetters, joinSpacedLetters } from './pdf-spaced.ts';
import { cleanText } from './pdf-text.ts';
import { Refusal, unreadable } from './refusal.ts';

/** The only importer of pdfjs-dist. */
type PdfJs = typeof import('pdfjs-dist');

const MAX_PAGES = 2_000;
const MAX_CHARACTERS = 5_000_000;
/** Runs and gaps of one page; a full page of prose has a few hundred, one glyph a run some 5,000. */
const MAX_ITEMS = 400_000;

const DAMAGED = 'The document is damaged and cannot be read.';
const TOO_MUCH_TEXT = 'The document has more text than can be read.';

/** A variable, so that no bundler looks for it: it must stay beside pdf.mjs. */
const WORKER: string = 'pdfjs-dist/legacy/build/pdf.worker.mjs';

/** A scan whose pages carry a stamp, a page number or a scanner's advertisement is still a scan. */
const FEW_CHARACTERS = 40;

interface OpenPdf {
  pdfjs: PdfJs;
  document: PDFDocumentProxy;
  /** There is a picture somewhere in the file. */
  pictures: boolean;
}

/** Loaded with the first PDF: it costs 100 to 300 ms and 30 MB, which a folder of text files need not pay. */
let loading: Promise<PdfJs> | undefined;

function load(): Promise<PdfJs> {
  loading ??= withoutProcessType(async () => {
    // Loading the parser here makes pdf.js use it in this thread, which is already a worker of ours.
    await import(WORKER);
    return await import('pdfjs-dist/legacy/build/pdf.mjs');
  });
  return loading;
}

/** In Electron's child processes pdf.js takes itself to be in a page of a browser, by `process.type`. */
async function withoutProcessType<T>(action: () => Promise<T>): Promise<T> {
  const type = Object.getOwnPropertyDescriptor(process, 'type');
  if (type === undefined) return action();
  Object.defineProperty(process, 'type', { value: undefined, configurable: true, writable: true });
  try {
    return await action();
  } finally {
    Object.defineProperty(process, 'type', type);
  }
}

function resourceOptions() {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const at = (name: string) => join(folder, name) + sep;
  return { cMapUrl: at('cmaps'), standardFontDataUrl: at('standard_fonts'), wasmUrl: at('wasm') };
}

/**
 * Text of a PDF in reading order, a page each. Never throws for a bad document: that is an `Unreadable`.
 * `bytes` is transferred and unusable afterwards.
 */
export async function parsePdf(bytes: Uint8Array<ArrayBuffer>): Promise<ParseResult> {
  if (unpacksTooFar(bytes)) {
    return unreadable('pdf', 'too_large', 'The document unpacks to more than can be read.');
  }
  const pictures = hasPicture(bytes);
  const pdfjs = await load();
  const task = pdfjs.getDocument({
    data: bytes,
    ...resourceOptions(),
    cMapPacked: true,
    useSystemFonts: false,
    disableFontFace: true,
    // Pictures are never needed here, only whether there are any.
    maxImageSize: 1,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  try {
    const document = await task.promise;
    const result = await readDocument({ pdfjs, document, pictures });
    if (result.kind === 'unreadable') return result;
    return { ...result, modifiedAt: await modifiedAt(pdfjs, document) };
  } catch (error) {
    return asUnreadable(error);
  } finally {
    await task.destroy().catch(() => undefined);
  }
}

async function readDocument(open: OpenPdf): Promise<ParseResult> {
  const count = open.document.numPages;
  if (count > MAX_PAGES) throw new Refusal('too_large', `The document has more than ${MAX_PAGES} pages.`);
  const pages: PageContent[] = [];
  let characters = 0;
  for (let number = 1; number <= count; number++) {
    const page = await readPage(open, number);
    characters += page.text.length;
    if (characters > MAX_CHARACTERS) throw new Refusal('too_large', TOO_MUCH_TEXT);
    pages.push(page);
  }
  if (pages.every((page) => page.damaged)) throw new Refusal('corrupt', DAMAGED);
  const scannedPages = pages.flatMap((page, index) => (page.scanned ? [index + 1] : []));
  return outcome(
    pages.map((page) => page.text),
    scannedPages,
  );
}

interface PageContent {
  text: string;
  scanned: boolean;
  damaged: boolean;
}

/** A damaged page costs its own text only, not that of the pages that can be read. */
async function readPage(open: OpenPdf, number: number): Promise<PageContent> {
  try {
    const page = await open.document.getPage(number);
    const text = await textOf(open.pdfjs, page);
    const scanned = text.length < FEW_CHARACTERS && (await isScan(open, page, text));
    page.cleanup();
    return { text, scanned, damaged: false };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return { text: '', scanned: false, damaged: true };
  }
}

function outcome(pages: string[], scannedPages: number[]): ParseResult {
  if (scannedPages.length > 0 && pages.every((text) => text.length < FEW_CHARACTERS)) {
    return { kind: 'needsOcr', format: 'pdf', pageCount: pages.length, modifiedAt: null };
  }
  if (pages.every((text) => text === '')) {
    return unreadable('pdf', 'empty_text', 'The document holds no text and no picture.');
  }
  return { kind: 'text', format: 'pdf', pages, scannedPages, modifiedAt: null };
}

async function textOf(pdfjs: PdfJs, page: PDFPageProxy): Promise<string> {
  const items: PageItem[] = [];
  for await (const chunk of page.streamTextContent()) {
    for (const item of chunk.items) if ('str' in item) items.push(item);
    if (items.length > MAX_ITEMS) throw new Refusal('too_large', TOO_MUCH_TEXT);
  }
  const mended = hasSpacedLetters(items) ? joinSpacedLetters(items, await drawnGlyphs(pdfjs, page)) : items;
  return cleanText(pageText(mended, page.getViewport({ scale: 1 }).transform));
}

async function drawnGlyphs(pdfjs: PdfJs, page: PDFPageProxy): Promise<DrawnGlyphs> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const spaces = new Set<number>();
  const letters: string[] = [];
  let length = 0;
  fnArray.forEach((operator, index) => {
    if (operator !== pdfjs.OPS.showText) return;
    for (const glyph of (argsArray[index] as ShowTextArguments)[0]) {
      if (glyph === null || typeof glyph === 'number') continue;
      const letter = glyph.unicode.trim();
      if (letter === '') spaces.add(length);
      letters.push(letter);
      length += letter.length;
    }
  });
  return { letters: letters.join(''), spaces };
}

/** Glyphs, and numbers that move the next one. */
type ShowTextArguments = [({ unicode: string } | number | null)[]];

/** Numbers of the curves and lines of a page with one line of text as outlines; a frame or a rule has a dozen. */
const OUTLINES = 500;

/**
 * Whether a page with (almost) no text shows something to read: a picture, glyphs that say nothing of their
 * meaning, or letters turned into outlines.
 */
async function isScan({ pdfjs, pictures }: OpenPdf, page: PDFPageProxy, text: string): Promise<boolean> {
  if (text !== '' && !pictures) return false;
  const { fnArray, argsArray } = await page.getOperatorList();
  // Pictures themselves are left out (`maxImageSize`); what remains of them is that they were moved into place.
  if (pictures && fnArray.includes(pdfjs.OPS.transform)) return true;
  if (text !== '') return false;
  return fnArray.includes(pdfjs.OPS.showText) || outlineLength(pdfjs, fnArray, argsArray) > OUTLINES;
}

function outlineLength(pdfjs: PdfJs, operators: number[], args: unknown[]): number {
  let length = 0;
  operators.forEach((operator, index) => {
    const [painting, [path] = []] =
      operator === pdfjs.OPS.constructPath ? (args[index] as PathArguments) : [];
    if (painting !== undefined && painting !== pdfjs.OPS.endPath) length += path?.length ?? 0;
  });
  return length;
}

/** [what is done with the path, [its coordinates], its bounds]. */
type PathArguments = [number, [Float32Array | null], unknown];

async function modifiedAt(pdfjs: PdfJs, document: PDFDocumentProxy): Promise<number | null> {
  const info = await document.getMetadata().then(
    (metadata) => metadata.info as Record<string, unknown>,
    () => ({}) as Record<string, unknown>,
  );
  for (const value of [info['ModDate'], info['CreationDate']]) {
    const time = typeof value === 'string' ? pdfjs.PDFDateString.toDateObject(value)?.getTime() : undefined;
    // Clocks that were never set, or are far ahead, date nothing.
    if (time !== undefined && time > FIRST_PDF && time < Date.now() + DAY_MS) return time;
  }
  return null;
}

const FIRST_PDF = Date.UTC(1993, 0);
const DAY_MS = 86_400_000;

function asUnreadable(error: unknown): Unreadable {
  if (error instanceof Refusal) return unreadable('pdf', error.reason, error.message);
  if (error instanceof Error && error.name === 'PasswordException') {
    return unreadable('pdf', 'encrypted', 'The document is protected by a password.');
  }
  return unreadable('pdf', 'corrupt', DAMAGED);
}

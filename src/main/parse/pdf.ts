import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { ParseResult, Unreadable } from './parsed.ts';
import { pageText } from './pdf-layout.ts';
import { cleanText } from './pdf-text.ts';

/** The only importer of pdfjs-dist. */
type PdfJs = typeof import('pdfjs-dist');

const MAX_PAGES = 2_000;
const MAX_CHARACTERS = 5_000_000;

/** Loaded with the first PDF: the library costs about 100 ms and 20 MB that a folder of text files need not pay. */
let loading: Promise<PdfJs> | undefined;

function load(): Promise<PdfJs> {
  loading ??= import('pdfjs-dist/legacy/build/pdf.mjs');
  return loading;
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
  const pdfjs = await load();
  const task = pdfjs.getDocument({
    data: bytes,
    ...resourceOptions(),
    cMapPacked: true,
    useSystemFonts: false,
    disableFontFace: true,
    verbosity: 0,
  });
  try {
    return await readDocument(await task.promise);
  } catch (error) {
    return unreadable(error);
  } finally {
    await task.destroy().catch(() => undefined);
  }
}

async function readDocument(document: PDFDocumentProxy): Promise<ParseResult> {
  if (document.numPages > MAX_PAGES) return tooLarge(`It has more than ${MAX_PAGES} pages.`);
  const pages: string[] = [];
  let characters = 0;
  for (let number = 1; number <= document.numPages; number++) {
    const text = await readPage(document, number);
    characters += text.length;
    if (characters > MAX_CHARACTERS) return tooLarge('It has more text than a CV can have.');
    pages.push(text);
  }
  const modifiedAt: number | null = null;
  const scannedPages = pages.flatMap((text, index) => (text === '' ? [index + 1] : []));
  if (scannedPages.length === pages.length) {
    return { kind: 'needsOcr', format: 'pdf', pageCount: pages.length, modifiedAt };
  }
  return { kind: 'text', format: 'pdf', pages, scannedPages, modifiedAt };
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<string> {
  const page = await document.getPage(number);
  const content = await page.getTextContent();
  const items = content.items.filter((item) => 'str' in item);
  const viewport = page.getViewport({ scale: 1 }).transform;
  page.cleanup();
  return cleanText(pageText(items, viewport));
}

function tooLarge(message: string): Unreadable {
  return { kind: 'unreadable', format: 'pdf', reason: 'too_large', message };
}

function unreadable(error: unknown): Unreadable {
  if (error instanceof Error && error.name === 'PasswordException') {
    return {
      kind: 'unreadable',
      format: 'pdf',
      reason: 'encrypted',
      message: 'It opens with a password only.',
    };
  }
  return {
    kind: 'unreadable',
    format: 'pdf',
    reason: 'corrupt',
    message: 'It is damaged and could not be read.',
  };
}

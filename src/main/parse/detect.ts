import type { DocumentFormat } from '../../shared/model.ts';
import { decodeText, utf16ByZeros } from './encoding.ts';
import { isOle } from './ole.ts';

/** Container formats say only with all their bytes what they hold. */
export type Detected = DocumentFormat | 'zip' | null;

const SNIFF_BYTES = 8 * 1024;
/** Extensions of what this application reads; text under any other one is somebody's data or code. */
const TEXT_EXTENSIONS = new Set(['', 'txt', 'text', 'md', 'markdown', 'asc', 'cv', 'resume', 'lebenslauf']);
const DOCUMENT_EXTENSIONS: Readonly<Record<string, DocumentFormat>> = {
  pdf: 'pdf',
  docx: 'docx',
  docm: 'docx',
  dotx: 'docx',
  doc: 'doc',
  dot: 'doc',
  rtf: 'rtf',
  odt: 'odt',
  ott: 'odt',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
};

/**
 * Format by content, from the first bytes (8 KB are enough; all of the file is welcome). The name
 * only decides between what looks alike: plain text is read under the names that CVs have.
 * `zip` is a container whose directory has to tell; null is not a document. Never throws.
 */
export function detectFormat(name: string, firstBytes: Uint8Array): Detected {
  const head = firstBytes.subarray(0, SNIFF_BYTES);
  // Not TextDecoder: its latin1 is windows-1252, which maps 0x89 elsewhere.
  const ascii = Buffer.from(head).toString('latin1');
  return byMagic(name, head, ascii) ?? byText(name, head);
}

function byMagic(name: string, head: Uint8Array, ascii: string): Detected {
  if (/^(?:\xef\xbb\xbf)?\s*\{\\rtf/.test(ascii)) return 'rtf';
  if (ascii.startsWith('PK\x03\x04') || ascii.startsWith('PK\x05\x06')) return zipFormat(ascii);
  if (isOle(head)) return oleFormat(name, head);
  if (isImage(ascii)) return 'image';
  // The header may stand behind junk, but not behind text that merely mentions it.
  const pdf = ascii.slice(0, 1024).indexOf('%PDF-');
  return pdf === 0 || (pdf > 0 && !/^\s*</.test(ascii)) ? 'pdf' : null;
}

/** By the first members, where they are named; many packers put the telling one first. */
function zipFormat(ascii: string): Detected {
  if (ascii.includes('mimetypeapplication/vnd.oasis.opendocument.text')) return 'odt';
  if (/PK\x03\x04.{26}word\//s.test(ascii)) return 'docx';
  return 'zip';
}

/** Members of a zip, by its directory. */
export function zipMembersFormat(names: readonly string[]): DocumentFormat | null {
  if (names.some((name) => /^word\/.*\.xml$/.test(name))) return 'docx';
  if (names.includes('[Content_Types].xml')) {
    return names.some((name) => /^(?:xl|ppt|visio)\//.test(name)) ? null : 'docx';
  }
  return names.includes('content.xml') ? 'odt' : null;
}

/** The directory of an OLE file may lie behind the first bytes: then the name decides, for now. */
function oleFormat(name: string, head: Uint8Array): DocumentFormat | null {
  const text = new TextDecoder('utf-16le').decode(head);
  if (text.includes('WordDocument') || text.includes('EncryptedPackage')) return 'doc';
  const named = namedFormat(name);
  return named === 'docx' || named === 'doc' ? 'doc' : null;
}

function isImage(ascii: string): boolean {
  return (
    /^(?:\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|RIFF.{4}WEBP)/s.test(ascii) ||
    (ascii.startsWith('BM') && ascii.slice(6, 10) === '\0\0\0\0') ||
    /^.{4}ftyp(?:heic|heix|mif1|avif)/s.test(ascii)
  );
}

function byText(name: string, head: Uint8Array): DocumentFormat | null {
  if (!looksLikeText(head)) return null;
  // Tags are ASCII, so any one-byte reading shows them; only UTF-16 needs its own.
  const text = isUtf16(head) ? decodeText(head, null) : Buffer.from(head).toString('latin1');
  if (
    /^[\s\ufeff]*(?:ï»¿)?\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<(?:html|head|body)\b)/is.test(
      text,
    )
  )
    return 'html';
  const named = namedFormat(name);
  // Text named .doc is common (job boards export it); named .pdf it is the debris of one.
  if (named === 'pdf' || named === 'docx' || named === 'odt' || named === 'image') return null;
  if (named === 'html' && /<[a-z!/][^>]*>/i.test(text)) return 'html';
  return named !== null || TEXT_EXTENSIONS.has(extensionOf(name)) ? 'txt' : null;
}

function isUtf16(head: Uint8Array): boolean {
  const isMarked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  return isMarked || utf16ByZeros(head) !== null;
}

/** Next to no control characters: one in a hundred could be the mark of some old word processor. */
function looksLikeText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  const codes = isUtf16(head)
    ? Array.from(decodeText(head, null), (character) => character.charCodeAt(0))
    : head;
  let control = 0;
  for (const code of codes) {
    if (code === 0) control += 10;
    else if (code < 0x20 && code !== 0x1b && (code < 9 || code > 13)) control += 1;
  }
  return control <= codes.length / 100;
}

/** The format that the name claims. */
export function namedFormat(name: string): DocumentFormat | null {
  const extension = extensionOf(name);
  if (/^(?:png|jpe?g|gif|bmp|tiff?|webp|heic)$/.test(extension)) return 'image';
  return DOCUMENT_EXTENSIONS[extension] ?? (extension === 'txt' ? 'txt' : null);
}

/** Without the dot, lower case; one that starts with a digit ("CV 2024.03") is part of the name. */
function extensionOf(name: string): string {
  return /\.([a-z][a-z0-9]{0,9})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

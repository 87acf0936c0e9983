import type { ParseResult } from './parsed.ts';
import { unreadable } from './refusal.ts';

/**
 * A picture is kept for OCR when its structure is whole from the first byte to the last; one that was cut off or
 * overwritten is told now rather than when OCR comes to it. Pixels are not decoded.
 */
export function parseImage(bytes: Uint8Array): ParseResult {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const check = CHECKS.find(({ starts }) => starts(view));
  if (check === undefined)
    return unreadable('image', 'unsupported_format', 'This kind of picture is not read.');
  if (!isWhole(check, view)) return unreadable('image', 'corrupt', 'The picture is damaged or cut off.');
  return { kind: 'needsOcr', format: 'image', pageCount: 1, modifiedAt: null };
}

interface Check {
  starts(file: Buffer): boolean;
  /** May throw a RangeError where the file ends too early. */
  isWhole(file: Buffer): boolean;
}

const CHECKS: readonly Check[] = [
  { starts: (file) => file.subarray(0, 8).equals(PNG_SIGNATURE), isWhole: isWholePng },
  { starts: (file) => file.subarray(0, 3).equals(JPEG_SIGNATURE), isWhole: isWholeJpeg },
  { starts: (file) => /^GIF8[79]a$/.test(ascii(file, 0, 6)), isWhole: (file) => file.length > 13 },
  {
    starts: (file) => ascii(file, 0, 2) === 'BM',
    isWhole: (file) => file.length > 54 && file.length >= file.readUInt32LE(2),
  },
  { starts: (file) => /^(II\*\0|MM\0\*)$/.test(ascii(file, 0, 4)), isWhole: isWholeTiff },
  {
    starts: (file) => ascii(file, 0, 4) === 'RIFF' && ascii(file, 8, 12) === 'WEBP',
    isWhole: (file) => file.length >= file.readUInt32LE(4) + 8,
  },
];

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG_SIGNATURE = Buffer.from('ffd8ff', 'hex');

function isWhole(check: Check, file: Buffer): boolean {
  try {
    return check.isWhole(file);
  } catch {
    return false;
  }
}

/** Chunks, each with its length, from IHDR to IEND, with pixels between and a size that is one. */
function isWholePng(file: Buffer): boolean {
  if (ascii(file, 12, 16) !== 'IHDR' || file.readUInt32BE(16) === 0 || file.readUInt32BE(20) === 0)
    return false;
  let hasPixels = false;
  for (let at = 8; ; ) {
    const type = ascii(file, at + 4, at + 8);
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length) return false;
    if (type === 'IEND') return hasPixels;
    hasPixels ||= type === 'IDAT';
    at = end;
  }
}

/** Segments up to the first scan, a frame with a size among them, and an end-of-image mark after it. */
function isWholeJpeg(file: Buffer): boolean {
  let hasFrame = false;
  let at = 2;
  for (;;) {
    if (file.readUInt8(at) !== 0xff) return false;
    const marker = file.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // Start of scan: compressed data up to the end mark; some cameras and scanners write bytes of their own after it.
    if (marker === 0xda) return hasFrame && file.lastIndexOf(END_OF_IMAGE) > at;
    hasFrame ||= isFrame(marker) && file.readUInt16BE(at + 7) > 0;
    at += 2 + file.readUInt16BE(at + 2);
  }
}

const END_OF_IMAGE = Buffer.from('ffd9', 'hex');

/** SOF0 to SOF15 without the tables that have numbers among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The first directory, which stands anywhere in the file, is inside it and has entries. */
function isWholeTiff(file: Buffer): boolean {
  const little = ascii(file, 0, 2) === 'II';
  const at = little ? file.readUInt32LE(4) : file.readUInt32BE(4);
  const entries = little ? file.readUInt16LE(at) : file.readUInt16BE(at);
  return at >= 8 && entries > 0 && at + 2 + entries * 12 <= file.length;
}

function ascii(file: Buffer, from: number, to: number): string {
  return file.toString('latin1', from, to);
}

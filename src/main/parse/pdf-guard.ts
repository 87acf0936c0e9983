import { constants, inflateSync } from 'node:zlib';

/** No page, font or table of a CV comes near; the largest are whole Chinese or Japanese fonts of about 20 MB. */
const MAX_UNPACKED_BYTES = 50 * 1024 * 1024;

/** Deflate can't expand more than 1,032 times, so shorter streams stay below 9 MB and need no look. */
const HARMLESS_BYTES = 8 * 1024;

/**
 * Whether one of the file's streams unpacks to more than can be meant. pdf.js has no limit of its own: a 300 kB
 * file took it 8 s and 790 MB, outside the heap that a worker's limits cover.
 */
export function unpacksTooFar(bytes: Uint8Array<ArrayBuffer>): boolean {
  if (bytes.length < HARMLESS_BYTES) return false;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = file.indexOf('stream');
  while (at !== -1) {
    const end = endOfStream(file, at);
    if (
      end - at > HARMLESS_BYTES &&
      !isPicture(file, at) &&
      isTooLong(file.subarray(dataStart(file, at), end))
    ) {
      return true;
    }
    at = file.indexOf('stream', end + 'endstream'.length);
  }
  return false;
}

/** Pictures are streams, and a stream's dictionary is never packed, so the word is there to be seen. */
export function hasPicture(bytes: Uint8Array<ArrayBuffer>): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return file.includes('/Image');
}

function endOfStream(file: Buffer, at: number): number {
  const end = file.indexOf('endstream', at);
  return end === -1 ? file.length : end;
}

function dataStart(file: Buffer, at: number): number {
  const afterKeyword = at + 'stream'.length;
  return afterKeyword + (file[afterKeyword] === 0x0d ? 2 : 1);
}

/** Pictures are not unpacked for their text. */
function isPicture(file: Buffer, at: number): boolean {
  const dictionary = file.toString('latin1', Math.max(0, at - 400), at);
  return dictionary.lastIndexOf('/Image') > dictionary.lastIndexOf('endobj');
}

function isTooLong(data: Buffer): boolean {
  try {
    inflateSync(data, { maxOutputLength: MAX_UNPACKED_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
    return false;
  } catch (error) {
    // Other errors mean that it is not a Deflate stream, or a damaged one, which pdf.js sorts out.
    return error instanceof RangeError || (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
  }
}

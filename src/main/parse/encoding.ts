import { analyse } from 'chardet';
import iconv from 'iconv-lite';

const SAMPLE_BYTES = 64 * 1024;

/**
 * Bytes to text in whatever encoding they are: byte order mark, then UTF-16 by its zero bytes, then
 * strict UTF-8, then the declared charset, then a guess by letter statistics. Never throws.
 */
export function decodeText(bytes: Uint8Array, declared: string | null): string {
  const encoding = fromMark(bytes) ?? utf16ByZeros(bytes);
  if (encoding !== null) return decodeBytes(bytes, encoding);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const named = declared !== null && /^utf-?(8|16)/i.test(declared) ? null : declared;
    return decodeBytes(bytes, named !== null && iconv.encodingExists(named) ? named : guessLegacy(bytes));
  }
}

/** Decodes by a name that iconv knows; an unknown one is read as windows-1252. */
export function decodeBytes(bytes: Uint8Array, encoding: string): string {
  const known = iconv.encodingExists(encoding) ? encoding : 'windows-1252';
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), known);
}

function fromMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return bytes[2] === 0 && bytes[3] === 0 ? 'utf-32le' : 'utf-16le';
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0xfe && bytes[3] === 0xff ? 'utf-32be' : null;
}

/** UTF-16 without a mark: spaces, digits and line ends have a zero byte, always on the same side. */
export function utf16ByZeros(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length, 4096) & ~1;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < length; index += 2) {
    if (bytes[index] === 0) even += 1;
    if (bytes[index + 1] === 0) odd += 1;
  }
  const enough = Math.max(2, length / 50);
  if (odd >= enough && even <= odd / 20) return 'utf-16le';
  if (even >= enough && odd <= even / 20) return 'utf-16be';
  return null;
}

/** Single-byte encodings of Europe, most common first: a later one has to be clearly better. */
const EUROPEAN = [
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'koi8-r',
  'windows-1253',
  'windows-1254',
  'iso-8859-2',
  'macintosh',
];
const MULTI_BYTE = /^(?:Shift_JIS|GB18030|Big5|EUC-JP|EUC-KR|ISO-2022)/i;

/**
 * chardet is sound on multi-byte encodings and on scripts, and poor at telling the Latin ones apart
 * on short texts (it takes Romanian for ISO-8859-1): those are decided by how the words look decoded.
 */
function guessLegacy(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const best = analyse(sample)[0];
  if (best !== undefined && MULTI_BYTE.test(best.name) && best.confidence >= 50) return best.name;
  let chosen = 'windows-1252';
  let chosenScore = -Infinity;
  for (const encoding of EUROPEAN) {
    const score = plausibility(decodeBytes(sample, encoding));
    if (score > chosenScore + 0.02) {
      chosen = encoding;
      chosenScore = score;
    }
  }
  if (best !== undefined && chosenScore < 0 && best.confidence >= 60) return best.name;
  return chosen;
}

/** Letters that the languages written in each Latin encoding really use, beside a-z. */
const WESTERN = /[àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒ]/;
const CENTRAL = /[ăâîșțşţĂÂÎȘȚŞŢąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽöőüűÖŐÜŰäôĺľŕđÄĐ]/;
const TURKISH = /[ğışİĞŞçöüÇÖÜâî]/;
const PUNCTUATION = /[“”„‘’–—•…«»€£§°©®·´¿¡ \u00a0]/;

/** Mean value of the characters beyond ASCII: 1 for letters in their place, negative for debris. */
function plausibility(text: string): number {
  let sum = 0;
  let count = 0;
  for (const match of text.matchAll(/[^\p{ASCII}]/gu)) {
    count += 1;
    sum += characterScore(match[0], text[match.index - 1] ?? ' ', text[match.index + 1] ?? ' ');
  }
  return count === 0 ? 0 : sum / count;
}

function characterScore(character: string, before: string, after: string): number {
  if (/\p{L}/u.test(character)) return letterScore(character, before, after);
  if (PUNCTUATION.test(character)) return 0.6;
  return -1;
}

function letterScore(character: string, before: string, after: string): number {
  const isLetter = (other: string) => /\p{L}/u.test(other);
  const script = (other: string) => (/\p{Script=Latin}/u.test(other) ? 'latin' : 'other');
  const strange = [before, after].some((other) => isLetter(other) && script(other) !== script(character));
  if (strange) return -1;
  // "wORD": a capital inside a lower-case word is what a wrong table makes of a letter.
  const caseBreak = isUpper(character) && isLower(before);
  if (caseBreak) return -1;
  if (script(character) !== 'latin') return isLetter(before) || isLetter(after) ? 0.9 : 0.1;
  return WESTERN.test(character) || CENTRAL.test(character) || TURKISH.test(character) ? 0.8 : -0.5;
}

const isUpper = (text: string) => text !== text.toLowerCase();
const isLower = (text: string) => text !== text.toUpperCase();

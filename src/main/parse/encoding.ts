import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { LEGACY_ENCODINGS } from './alphabets.ts';

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

const MULTI_BYTE = /^(?:Shift_JIS|GB18030|Big5|EUC-JP|EUC-KR|ISO-2022)/i;
const HANDICAP = 0.02;
/** A script other than Latin is in most of a text's letters; strays in an English one are debris. */
const SCRIPT_SHARE = 0.2;

/**
 * chardet is sound on the multi-byte encodings of East Asia and poor at telling the others apart on
 * texts as short as CVs (it takes Romanian for ISO-8859-1): those are decided by whose alphabet fits.
 */
function guessLegacy(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const high = sample.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
  const isForeign = high > sample.length * SCRIPT_SHARE;
  const best = isForeign || sample.includes(0x1b) ? analyse(sample)[0] : undefined;
  if (best !== undefined && MULTI_BYTE.test(best.name) && best.confidence >= 50) return best.name;
  let chosen = 'windows-1252';
  let chosenFit = Number.NEGATIVE_INFINITY;
  for (const { name, alphabets, isLatin, handicap = HANDICAP } of LEGACY_ENCODINGS) {
    if (!isLatin && !isForeign) continue;
    const text = decodeBytes(sample, name);
    const fit = Math.max(...alphabets.map((alphabet) => fitOf(text, new Set(alphabet))));
    if (fit > chosenFit + handicap) {
      chosen = name;
      chosenFit = fit;
    }
  }
  return chosen;
}

/** Mean value of the characters beyond ASCII: 1 for letters of the alphabet, less for punctuation, -1 for debris. */
function fitOf(text: string, alphabet: ReadonlySet<string>): number {
  let sum = 0;
  let count = 0;
  for (const match of text.matchAll(/[^\p{ASCII}]/gu)) {
    const before = text.charAt(match.index - 1);
    sum += letterValue(match[0], before, alphabet);
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

function letterValue(character: string, before: string, alphabet: ReadonlySet<string>): number {
  if (/[“”„‘’–—•…«»€£§°©®· ]/.test(character)) return 0.6;
  if (/[¼½¾¹²³ªº¢¥¤±×÷¶¦¨¸¬¯´¿¡]/.test(character)) return 0;
  const lower = character === 'İ' ? 'ı' : character.toLowerCase();
  if (!alphabet.has(lower)) return -1;
  // "wORD": what a table with swapped cases (KOI8 for windows-1251) makes of a word.
  const isCaseBreak = character !== lower && before !== before.toUpperCase();
  return isCaseBreak ? -1 : 1;
}

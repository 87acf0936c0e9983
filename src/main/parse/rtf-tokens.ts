/** One step of an RTF file. `word` is a control word or symbol; `text` bytes in the current encoding. */
export type RtfToken =
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'word'; word: string; value: number | null }
  | { kind: 'text'; bytes: Uint8Array };

const OPEN: RtfToken = { kind: 'open' };
const CLOSE: RtfToken = { kind: 'close' };
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Tokens of an RTF file, one after the other. Never throws: what is not RTF reads as text. */
export function* rtfTokens(bytes: Uint8Array): Generator<RtfToken, void, undefined> {
  let at = 0;
  while (at < bytes.length) {
    const { token, next } = readToken(bytes, at);
    if (token !== null) yield token;
    at = next;
  }
}

function readToken(bytes: Uint8Array, at: number): { token: RtfToken | null; next: number } {
  const byte = bytes[at] ?? 0;
  if (byte === 0x7b) return { token: OPEN, next: at + 1 };
  if (byte === 0x7d) return { token: CLOSE, next: at + 1 };
  if (byte === BACKSLASH) return readControl(bytes, at + 1);
  let next = at;
  while (next < bytes.length && !isSpecial(bytes[next] ?? 0)) next += 1;
  // What is special and none of the above is a line end or a zero, which mean nothing.
  return next > at
    ? { token: { kind: 'text', bytes: bytes.subarray(at, next) }, next }
    : { token: null, next: at + 1 };
}

function readControl(bytes: Uint8Array, at: number): { token: RtfToken; next: number } {
  const first = bytes[at] ?? 0x20;
  if (first === 0x27) {
    const byte = Number.parseInt(String.fromCharCode(bytes[at + 1] ?? 0x30, bytes[at + 2] ?? 0x30), 16);
    return { token: { kind: 'text', bytes: Uint8Array.of(Number.isNaN(byte) ? 0x20 : byte) }, next: at + 3 };
  }
  if (!isLetter(first)) {
    const literal = first === BACKSLASH || first === 0x7b || first === 0x7d;
    if (literal) return { token: { kind: 'text', bytes: Uint8Array.of(first) }, next: at + 1 };
    const word = first === NEWLINE || first === RETURN ? 'par' : String.fromCharCode(first);
    return { token: { kind: 'word', word, value: null }, next: at + 1 };
  }
  return readWord(bytes, at);
}

function readWord(bytes: Uint8Array, start: number): { token: RtfToken; next: number } {
  let at = start;
  while (at - start < 40 && isLetter(bytes[at] ?? 0)) at += 1;
  const word = String.fromCharCode(...bytes.subarray(start, at));
  const digits = at;
  if (bytes[at] === 0x2d) at += 1;
  while (at - digits < 11 && isDigit(bytes[at] ?? 0)) at += 1;
  const value = at > digits ? Number.parseInt(String.fromCharCode(...bytes.subarray(digits, at)), 10) : null;
  if (bytes[at] === 0x20) at += 1;
  if (word === 'bin' && value !== null && value > 0) at += value;
  return { token: { kind: 'word', word, value: Number.isNaN(value) ? null : value }, next: at };
}

/** Ends a run of text: braces, backslash, and line ends and zeros, which mean nothing. */
function isSpecial(byte: number): boolean {
  return (
    byte === BACKSLASH || byte === 0x7b || byte === 0x7d || byte === NEWLINE || byte === RETURN || byte === 0
  );
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

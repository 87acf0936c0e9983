import { decodeText } from './encoding.ts';
import type { ParseResult } from './parsed.ts';
import { textOrScan } from './text-or-scan.ts';

/** Plain text in any encoding; form feeds are page breaks. */
export function parseText(bytes: Uint8Array): ParseResult {
  return textOrScan('txt', decodeText(bytes, null), { hasImage: false, modifiedAt: null });
}

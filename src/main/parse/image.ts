import type { ParseResult } from './parsed.ts';

/** A picture is kept for OCR. */
export function parseImage(_bytes: Uint8Array): ParseResult {
  return { kind: 'needsOcr', format: 'image', pageCount: 1, modifiedAt: null };
}

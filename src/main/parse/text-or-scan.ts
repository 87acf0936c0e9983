import type { DocumentFormat } from '../../shared/model.ts';
import { hasText, toPages } from './normalise.ts';
import type { ParseResult } from './parsed.ts';
import { unreadable } from './refusal.ts';

/** A thousand pages: above this nothing is a CV, and every later step costs memory by it. */
const MAX_CHARACTERS = 5_000_000;

interface Found {
  /** Whether pictures could hold what the text does not. */
  hasImage: boolean;
  modifiedAt: number | null;
}

/** The result for text with form feeds as page breaks: without any words it is a scan or empty. */
export function textOrScan(format: DocumentFormat, text: string, found: Found): ParseResult {
  if (text.length > MAX_CHARACTERS) {
    return unreadable(format, 'too_large', 'The document has more than 5 million characters; no CV does.');
  }
  const pages = toPages(text);
  if (hasText(pages)) {
    return { kind: 'text', format, pages, scannedPages: [], modifiedAt: found.modifiedAt };
  }
  if (found.hasImage) {
    return { kind: 'needsOcr', format, pageCount: pages.length, modifiedAt: found.modifiedAt };
  }
  return unreadable(format, 'empty_text', 'The document holds no text.');
}

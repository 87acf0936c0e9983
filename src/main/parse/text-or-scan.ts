import type { DocumentFormat } from '../../shared/model.ts';
import { hasText, toPages } from './normalise.ts';
import type { ParseResult } from './parsed.ts';
import { unreadable } from './refusal.ts';

interface Found {
  /** Whether pictures could hold what the text does not. */
  hasImage: boolean;
  modifiedAt: number | null;
}

/** The result for text with form feeds as page breaks: without any words it is a scan or empty. */
export function textOrScan(format: DocumentFormat, text: string, found: Found): ParseResult {
  const pages = toPages(text);
  if (hasText(pages)) {
    return { kind: 'text', format, pages, scannedPages: [], modifiedAt: found.modifiedAt };
  }
  if (found.hasImage) {
    return { kind: 'needsOcr', format, pageCount: pages.length, modifiedAt: found.modifiedAt };
  }
  return unreadable(format, 'empty_text', 'The document holds no text.');
}

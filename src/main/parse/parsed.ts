import type { DocumentFormat, UnreadableReason } from '../../shared/model.ts';

/** What a parser makes of bytes. Pure data: crosses the thread wall by structured clone. */
export type ParseResult = ParsedText | NeedsOcr | Unreadable;

export interface ParsedText {
  kind: 'text';
  format: DocumentFormat;
  /** In reading order, a page each (formats without pages have one). Normalised: NFC, '\n' lines, no NULs. */
  pages: string[];
  /** Pages that carry no text of their own and wait for OCR (1-based). */
  scannedPages: number[];
  /** When the document says it was last changed, epoch ms. */
  modifiedAt: number | null;
}

/** A scan or an image: kept, waiting for OCR. */
export interface NeedsOcr {
  kind: 'needsOcr';
  format: DocumentFormat;
  pageCount: number;
  modifiedAt: number | null;
}

export interface Unreadable {
  kind: 'unreadable';
  /** What the bytes are, where that could be told. */
  format: DocumentFormat | null;
  reason: UnreadableReason;
  /** One sentence for a person, without any of the document's content. */
  message: string;
}

import type { ParseResult } from '../parse/parsed.ts';

/** How documents are cut: whole lines up to about `maxTokens`, or plain characters with overlap. */
export type Chunking =
  | { unit: 'lines'; maxTokens: number }
  | { unit: 'characters'; size: number; overlap: number };

/** A span of the document's text; offsets in UTF-16 units, end exclusive; never crosses a page. */
export interface Chunk {
  page: number;
  start: number;
  end: number;
}

/** Task of a parse thread: bytes in, text, fields and chunks out. `bytes` is copied, so that a retry can send it again. */
export interface ParseTask {
  /** File name, for a hint only: the format is detected by content. */
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  chunking: Chunking;
}

export interface ReadDocument {
  /** Pages joined by form feeds: the text that every offset refers to. */
  text: string;
  /** Start of each page in `text`. */
  pageStarts: number[];
  /** The first ~200 characters (name, headline) as a span; has a vector of its own. */
  head: Chunk;
  chunks: Chunk[];
  /** ISO 639-1, or null where it can't be told. */
  language: string | null;
  fields: ReadField[];
}

/** A fact with the span it came from. Keys in this version: name, email, phone. */
export interface ReadField {
  key: 'name' | 'email' | 'phone';
  value: string;
  start: number;
  end: number;
}

export interface ParseOutcome {
  result: ParseResult;
  /** Present when `result.kind` is 'text'. */
  document: ReadDocument | null;
}

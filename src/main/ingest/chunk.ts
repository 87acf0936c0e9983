import type { Chunk, Chunking } from '../workers/protocol.ts';
import { charactersWithin, estimateTokens } from './token-estimate.ts';

/** Joins pages in a document's text; one character, so offsets stay simple. */
const PAGE_JOINT = '\f';
const HEAD_CHARACTERS = 200;
/** A last chunk below this part of the limit says too little alone and joins the one before it. */
const TINY = 1 / 8;
/** Far more than any vocabulary's tokens have on average. */
const MAX_TOKEN_CHARACTERS = 12;

export interface PagedText {
  text: string;
  pageStarts: number[];
}

interface Span {
  start: number;
  end: number;
}

export function joinPages(pages: readonly string[]): PagedText {
  const pageStarts: number[] = [];
  let at = 0;
  for (const page of pages) {
    pageStarts.push(at);
    at += page.length + PAGE_JOINT.length;
  }
  return { text: pages.join(PAGE_JOINT), pageStarts };
}

/**
 * Passages in reading order: exact spans of the text without white space at their ends, none across
 * two pages, together all that is not white space.
 */
export function chunkDocument(document: PagedText, chunking: Chunking): Chunk[] {
  const { text } = document;
  return pageSpans(document).flatMap((page, index) => {
    const spans =
      chunking.unit === 'lines'
        ? lineChunks(text, page, chunking.maxTokens)
        : characterChunks(text, page, chunking);
    return spans.map((span) => ({ page: index + 1, ...span }));
  });
}

/** The first ~200 characters that are not blank, in whole lines where they are of a sensible length. */
export function headOf(document: PagedText): Chunk {
  const { text } = document;
  const pages = pageSpans(document);
  const index = Math.max(
    0,
    pages.findIndex((page) => trimmed(text, page) !== null),
  );
  const page = trimmed(text, pages[index] ?? { start: 0, end: 0 });
  if (page === null) return { page: 1, start: 0, end: 0 };
  const limit = page.start + HEAD_CHARACTERS;
  if (page.end <= limit) return { page: index + 1, ...page };
  const lineEnd = text.lastIndexOf('\n', limit);
  // One long paragraph, or a short name above one: cut inside it at a word rather than lose the headline.
  const end = lineEnd - page.start >= HEAD_CHARACTERS / 2 ? lineEnd : wordEnd(text, page.start, limit);
  return { page: index + 1, ...(trimmed(text, { start: page.start, end }) ?? page) };
}

function pageSpans({ text, pageStarts }: PagedText): Span[] {
  return pageStarts.map((start, index) => ({
    start,
    end: (pageStarts[index + 1] ?? text.length + PAGE_JOINT.length) - PAGE_JOINT.length,
  }));
}

/** Whole lines up to the limit; what is left at the end of a page is not kept as a scrap. */
function lineChunks(text: string, page: Span, maxTokens: number): Span[] {
  const chunks: { span: Span; tokens: number }[] = [];
  for (const line of lines(text, page, maxTokens)) {
    const tokens = estimateTokens(text.slice(line.start, line.end));
    const last = chunks.at(-1);
    if (last !== undefined && last.tokens + tokens <= maxTokens) {
      last.span.end = line.end;
      last.tokens += tokens;
    } else chunks.push({ span: { ...line }, tokens });
  }
  const last = chunks.at(-1);
  const before = chunks.at(-2);
  if (last !== undefined && before !== undefined && last.tokens < maxTokens * TINY) {
    before.span.end = last.span.end;
    chunks.pop();
  }
  return chunks.map((chunk) => chunk.span);
}

/** Lines that are not blank, trimmed; one longer than the limit in parts. */
function* lines(text: string, page: Span, maxTokens: number): Generator<Span> {
  let start = page.start;
  while (start < page.end) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 || newline > page.end ? page.end : newline;
    const line = trimmed(text, { start, end });
    if (line !== null) yield* parts(text, line, maxTokens);
    start = end + 1;
  }
}

/** A long line cut where a sentence ends, else where a word ends, else anywhere, each part within the limit. */
function* parts(text: string, line: Span, maxTokens: number): Generator<Span> {
  let rest: Span | null = line;
  while (rest !== null) {
    // No chunk is longer than this window, so a line of a megabyte is read once, not once a chunk.
    const window: string = text.slice(
      rest.start,
      Math.min(rest.end, rest.start + maxTokens * MAX_TOKEN_CHARACTERS),
    );
    const isWhole: boolean = rest.start + window.length === rest.end;
    const cut: number = rest.start + cutAt(window, isWhole, maxTokens);
    const part = trimmed(text, { start: rest.start, end: cut });
    if (part !== null) yield part;
    rest = trimmed(text, { start: cut, end: rest.end });
  }
}

/** How many characters of the window make one chunk: all of them where a whole rest of a line fits. */
function cutAt(window: string, isWhole: boolean, maxTokens: number): number {
  const limit = charactersWithin(window, maxTokens);
  if (limit === window.length && isWhole) return limit;
  // A sentence end in the second half is worth a shorter chunk.
  const sentence = lastEnd(window.slice(0, limit + 1), /[.!?;:。！？।]["'”’)\]]{0,3}(?=\s)/g);
  if (sentence > limit / 2) return sentence;
  const word = lastEnd(window.slice(0, limit + 1), /\S(?=\s)/g);
  return word > 0 ? word : wholeCharacter(window, Math.max(1, limit));
}

function lastEnd(text: string, pattern: RegExp): number {
  let end = 0;
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
  return end;
}

function characterChunks(
  text: string,
  page: Span,
  { size, overlap }: { size: number; overlap: number },
): Span[] {
  const chunks: Span[] = [];
  let rest = trimmed(text, page);
  while (rest !== null) {
    if (rest.end - rest.start <= size) {
      chunks.push(rest);
      break;
    }
    const end = wordEnd(text, rest.start, rest.start + size);
    chunks.push(trimmed(text, { start: rest.start, end }) ?? { start: rest.start, end });
    rest = trimmed(text, { start: overlapStart(text, rest.start, end, overlap), end: rest.end });
  }
  return chunks;
}

/** Where the next chunk begins: at most `overlap` back, at the start of a word, and always further on. */
function overlapStart(text: string, start: number, end: number, overlap: number): number {
  const back = Math.max(start + 1, end - overlap);
  const space = /\s/g;
  space.lastIndex = back - 1;
  const found = space.exec(text);
  return found !== null && found.index < end ? found.index + 1 : end;
}

/** The last end of a word at or before `limit` in the second half of the span, else `limit` itself. */
function wordEnd(text: string, start: number, limit: number): number {
  if (/\s/.test(text.charAt(limit))) return limit;
  for (let at = limit; at > start + (limit - start) / 2; at -= 1) {
    if (/\s/.test(text.charAt(at - 1))) return at - 1;
  }
  return wholeCharacter(text, limit);
}

/** Never between the two halves of a character beyond the 16-bit plane. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code <= 0xdbff ? at + 1 : at;
}

/** Without white space at its ends; null where there is nothing else. */
function trimmed(text: string, { start, end }: Span): Span | null {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text.charAt(from))) from += 1;
  while (to > from && /\s/.test(text.charAt(to - 1))) to -= 1;
  return from < to ? { start: from, end: to } : null;
}

import { extractContacts } from '../extract/contact.ts';
import { detectLanguage } from '../extract/language.ts';
import { extractName } from '../extract/name.ts';
import { chunkDocument, headOf, joinPages } from '../ingest/chunk.ts';
import { parse } from '../parse/index.ts';
import type { Chunking, ParseOutcome, ParseTask, ReadDocument } from './protocol.ts';

/** One document's way from bytes to what the store keeps, without its vectors. */
export async function readTask({ name, bytes, chunking }: ParseTask): Promise<ParseOutcome> {
  const result = await parse(name, bytes);
  return { result, document: result.kind === 'text' ? readDocument(result.pages, chunking) : null };
}

/** Text, passages and facts of parsed pages. */
export function readDocument(pages: readonly string[], chunking: Chunking): ReadDocument {
  const document = joinPages(pages);
  const contacts = extractContacts(document.text);
  const name = extractName(document.text, contacts);
  return {
    ...document,
    head: headOf(document),
    chunks: chunkDocument(document, chunking),
    language: detectLanguage(document.text),
    fields: name === null ? contacts : [name, ...contacts],
  };
}

import { wordsOf } from '../../../shared/notation.ts';
import type { DocumentProperties, EmbeddedChunk, FoundDocument, IndexableDocument } from '../engine.ts';
import { wordForms } from '../word-forms.ts';
import type { Schemas } from './client.ts';
import { foldersAbove, foldersOf } from './folders.ts';
import { documentVector, type SparseVector } from './sparse.ts';

export const UNKNOWN_LANGUAGE = 'unknown';

/** What filters ask of documents and chunks alike. Null is unknown. */
export function narrowing({ candidateId, format, language, date, paths }: DocumentProperties) {
  return {
    candidateId,
    format,
    language: language ?? UNKNOWN_LANGUAGE,
    date,
    folders: foldersAbove(paths.map(wellFormed)),
  };
}

/** The folder of documents that lie in none: a value, so that one count tells of them too. */
export const NO_FOLDER = '';

export function places(paths: string[]) {
  const lie = paths.map(wellFormed);
  return { paths: lie, folder: lie.length > 0 ? foldersOf(lie) : [NO_FOLDER] };
}

export interface DocumentForm {
  payload: Record<string, unknown>;
  vectors: { words: SparseVector; words_head: SparseVector };
}

/** A document as its point has it, without its place in the order of arrival. */
export function documentForm(document: IndexableDocument): DocumentForm {
  const forms = wordForms(document);
  const [name, head, body, contact] = [forms.name, forms.head, forms.body, forms.contact].map(wordsOf);
  const inHead = [...(name ?? []), ...(head ?? [])];
  const inBody = [...(body ?? []), ...(contact ?? [])];
  const phrase = (words: string[] = []) => words.join(' ');
  return {
    payload: {
      ...{ kind: 'document', documentId: document.documentId, person: null },
      ...{ ...narrowing(document), ...places(document.paths) },
      name: wellFormed(document.name),
      year: yearOf(document.date),
      ...{ sizeBytes: document.sizeBytes, text: wellFormed(document.text), chunks: document.chunks },
      ...{ pageStarts: document.pageStarts, headEnd: document.headEnd },
      fields: document.fields.map((field) => ({ ...field, value: wellFormed(field.value) })),
      words: [phrase(body), phrase(contact), phrase(name)],
      nameWords: [phrase(name)],
      headWords: [phrase(name), phrase(head)],
    },
    vectors: {
      words: documentVector(inBody, inHead.length + inBody.length),
      words_head: documentVector(inHead, inHead.length + inBody.length),
    },
  };
}

export const chunkPayload = (
  document: DocumentProperties & { documentId: string },
  { page, start, end }: EmbeddedChunk,
): Record<string, unknown> => ({
  ...{ kind: 'chunk', documentId: document.documentId, page, start, end },
  ...narrowing(document),
});

/** What a list shows of documents and of chunks; the words would be as much again. */
export const SHOWN: Schemas['WithPayloadInterface'] = {
  include: [
    ...['documentId', 'candidateId', 'name', 'format', 'language', 'date', 'paths', 'sizeBytes'],
    ...['text', 'pageStarts', 'headEnd', 'fields', 'chunks', 'start', 'end'],
  ],
};

/** The reverse, from a payload that `documentForm` wrote. */
export function shown(payload: Record<string, unknown>): Omit<FoundDocument, 'chunk'> & { headEnd: number } {
  const found = payload as unknown as Omit<FoundDocument, 'chunk'> & { headEnd: number };
  const { language, date } = found;
  return { ...found, language: language === UNKNOWN_LANGUAGE ? null : language, date: date ?? null };
}

/** In the local calendar, as the embedded engine counts. */
function yearOf(date: number | null): number | null {
  const year = date === null ? 0 : new Date(date).getFullYear();
  return year > 0 ? year : null;
}

/** Half of a surrogate pair is no JSON for Qdrant; its replacement is as long, so that offsets hold. */
export const wellFormed = (text: string): string => text.toWellFormed();

/** Seven digits: half the bytes, and closer than the floats of two machines agree. */
export const rounded = (vector: Float32Array): number[] =>
  Array.from(vector, (value) => Math.round(value * 1e7) / 1e7);

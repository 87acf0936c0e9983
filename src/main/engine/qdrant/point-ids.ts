import { AppError } from '../../../shared/errors.ts';

/**
 * Ids of points are made of what they stand for, so that writing again replaces and a search needs
 * no payload to know what it found: the document's 16 hex digits, eight zeros, the ordinal as eight
 * hex digits, written as a UUID. Ordinal 0 is the document itself (and its head), the rest its chunks.
 */
export function pointId(documentId: string, ordinal = DOCUMENT_ORDINAL): string {
  if (!DOCUMENT_ID.test(documentId)) {
    throw new AppError('invalid_input', 'The id of a document has 16 hexadecimal digits.');
  }
  const [a, b, c] = [documentId.slice(0, 8), documentId.slice(8, 12), documentId.slice(12)];
  return `${a}-${b}-${c}-0000-0000${ordinal.toString(16).padStart(8, '0')}`;
}

export const DOCUMENT_ORDINAL = 0;
/** Of the point that says which machine is reading a document. */
export const CLAIM_ORDINAL = 0xffffffff;

const DOCUMENT_ID = /^[0-9a-f]{16}$/;

export function documentOf(id: string | number): string {
  const digits = String(id);
  return digits.slice(0, 8) + digits.slice(9, 13) + digits.slice(14, 18);
}

export const ordinalOf = (id: string | number): number => Number.parseInt(String(id).slice(28), 16);

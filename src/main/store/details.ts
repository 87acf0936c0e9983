import type { DocumentDetail, DocumentFormat } from '../../shared/model.ts';
import type { Db } from './database.ts';

interface Row {
  docNo: number;
  documentId: string;
  candidateId: string;
  name: string;
  format: DocumentFormat;
  language: string | null;
  sizeBytes: number;
  needsOcr: number;
  chunks: number;
  text: string | null;
  pageStarts: string | null;
}

/** One document as it is shown: text, pages, fields with their spans, and where it lies. */
export function findDocumentDetail(db: Db, documentId: string): DocumentDetail | null {
  const row = db
    .prepare<[string], Row>(
      `SELECT d.doc_no AS docNo, document_id AS documentId, candidate_id AS candidateId, name, format, language,
         size_bytes AS sizeBytes, needs_ocr AS needsOcr, chunk_count AS chunks, text, page_starts AS pageStarts
       FROM documents d JOIN candidates USING (candidate_id) LEFT JOIN document_texts t ON t.doc_no = d.doc_no
       WHERE document_id = ?`,
    )
    .get(documentId);
  if (!row) return null;
  const { docNo, needsOcr, pageStarts, text, ...shown } = row;
  const starts = pageStarts ? (JSON.parse(pageStarts) as number[]) : [];
  const pages = toPages(starts, text?.length ?? 0);
  const fields = db
    .prepare<[number], { key: string; value: string; start: number; end: number }>(
      'SELECT key, value, start, "end" FROM fields WHERE doc_no = ?',
    )
    .all(docNo);
  return {
    ...shown,
    paths: listPaths(db, docNo),
    text: text ?? '',
    pages,
    fields: fields.map((field) => ({ ...field, page: pageAt(starts, field.start) })),
    needsOcr: needsOcr === 1,
  };
}

/** Where a document's original lies; null when it is not known. */
export function findOriginal(db: Db, documentId: string): { paths: string[]; format: DocumentFormat } | null {
  const row = db
    .prepare<[string], { docNo: number; format: DocumentFormat }>(
      'SELECT doc_no AS docNo, format FROM documents WHERE document_id = ?',
    )
    .get(documentId);
  return row ? { paths: listPaths(db, row.docNo), format: row.format } : null;
}

function listPaths(db: Db, docNo: number): string[] {
  return db
    .prepare<[number], { path: string }>('SELECT path FROM files WHERE doc_no = ? ORDER BY missing, path')
    .all(docNo)
    .map((file) => file.path);
}

/** Pages are joined by one form feed, which belongs to neither. */
export function toPages(starts: number[], length: number): DocumentDetail['pages'] {
  return starts.map((start, index) => {
    const next = starts[index + 1];
    return { page: index + 1, start, end: next === undefined ? length : next - 1 };
  });
}

/** 1-based page of an offset. */
export function pageAt(starts: number[], offset: number): number {
  let page = 1;
  while (page < starts.length && (starts[page] ?? 0) <= offset) page += 1;
  return page;
}

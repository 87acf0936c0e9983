import type { DocumentFormat } from '../../shared/model.ts';
import type {
  DocumentKey,
  DocumentProperties,
  EmbeddedChunk,
  Field,
  IndexableDocument,
} from '../engine/engine.ts';
import type { Db } from './database.ts';

/** A passage of a document with its text, before it is embedded. */
export interface ChunkText extends Omit<EmbeddedChunk, 'vector'> {
  text: string;
}

/** A document whose passages are to be embedded, head first. */
export interface EmbeddableDocument extends DocumentKey, DocumentProperties {
  passages: ChunkText[];
}

export type EngineInput = ReturnType<typeof createEngineInput>;

interface Row extends DocumentKey, Omit<DocumentProperties, 'paths'> {
  format: DocumentFormat;
  sizeBytes: number;
  chunks: number;
  text: string;
  pageStarts: string;
  headEnd: number;
}

/** A document with thousands of copies is not worth all of their places. */
const MOST_PLACES = 100;

/** Documents in the form in which engines take them. Those without text are left out. */
export function createEngineInput(db: Db) {
  const document = db.prepare<[number], Row>(
    `SELECT d.doc_no AS docNo, document_id AS documentId, d.candidate_id AS candidateId, name, format, language,
       dated_at AS date, size_bytes AS sizeBytes, chunk_count AS chunks, text, page_starts AS pageStarts, head_end AS headEnd
     FROM documents d JOIN candidates USING (candidate_id) JOIN document_texts t ON t.doc_no = d.doc_no WHERE d.doc_no = ?`,
  );
  const pathsOf = db
    .prepare<[number], string>(
      `SELECT path FROM files WHERE doc_no = ? AND missing = 0 ORDER BY file_no LIMIT ${MOST_PLACES}`,
    )
    .pluck();
  const fieldsOf = db.prepare<[number], Field>(
    'SELECT key, value, start, "end" AS "end" FROM fields WHERE doc_no = ? ORDER BY rowid',
  );
  const spansOf = db.prepare<[number], Omit<ChunkText, 'text'>>(
    'SELECT chunk_no AS chunkNo, ordinal, page, start, "end" AS "end" FROM chunks WHERE doc_no = ? ORDER BY ordinal',
  );

  return {
    listIndexable: (docNos: number[]): IndexableDocument[] =>
      docNos.flatMap((docNo) => {
        const row = document.get(docNo);
        if (!row) return [];
        const pageStarts = JSON.parse(row.pageStarts) as number[];
        return [{ ...row, pageStarts, paths: pathsOf.all(docNo), fields: fieldsOf.all(docNo) }];
      }),

    /** Offsets are UTF-16 units, so passages are cut here and not by SQLite's substr. */
    listEmbeddable: (docNos: number[]): EmbeddableDocument[] =>
      docNos.flatMap((docNo) => {
        const row = document.get(docNo);
        if (!row) return [];
        const { text, pageStarts: _, headEnd: __, sizeBytes: ___, chunks: ____, ...shown } = row;
        const passages = spansOf
          .all(docNo)
          .map((span) => ({ ...span, text: text.slice(span.start, span.end) }));
        return [{ ...shown, paths: pathsOf.all(docNo), passages }];
      }),

    listPlaces: (documents: DocumentKey[]): (DocumentKey & { paths: string[] })[] =>
      documents.map((key) => ({ ...key, paths: pathsOf.all(key.docNo) })),
  };
}

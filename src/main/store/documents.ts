import { documentIdOf } from '../../shared/document-id.ts';
import type { DocumentFormat } from '../../shared/model.ts';
import type { DocumentKey } from '../engine/engine.ts';
import type { ReadDocument } from '../workers/protocol.ts';
import type { Db } from './database.ts';

export interface NewDocument {
  sha256: string;
  format: DocumentFormat;
  sizeBytes: number;
  datedAt: number | null;
  /** Null for a scan that waits for OCR. */
  read: ReadDocument | null;
  /** Shown until a name is found in the text. */
  fallbackName: string;
}

export type DocumentStore = ReturnType<typeof createDocumentStore>;

/** Documents, their text, fields and chunks. Writers run inside the caller's transaction or are one. */
export function createDocumentStore(db: Db) {
  const insertDocument = db.prepare(
    `INSERT INTO documents (document_id, sha256, candidate_id, format, language, size_bytes, dated_at, needs_ocr, chunk_count, created_at)
     VALUES (@documentId, @sha256, @candidateId, @format, @language, @sizeBytes, @datedAt, @needsOcr, @chunkCount, @createdAt)`,
  );
  const insertCandidate = db.prepare('INSERT OR REPLACE INTO candidates VALUES (?, ?)');
  const insertText = db.prepare('INSERT INTO document_texts VALUES (?, ?, ?, ?)');
  const insertChunk = db.prepare(
    'INSERT INTO chunks (doc_no, ordinal, page, start, "end") VALUES (?, ?, ?, ?, ?)',
  );
  const insertField = db.prepare('INSERT INTO fields VALUES (?, ?, ?, ?, ?)');
  const keyOf = db.prepare<[number], DocumentKey>(
    'SELECT doc_no AS docNo, document_id AS documentId FROM documents WHERE doc_no = ?',
  );
  const bySha = db.prepare<[string], { docNo: number }>(
    'SELECT doc_no AS docNo FROM documents WHERE sha256 = ?',
  );

  function addText(docNo: number, read: ReadDocument): void {
    insertText.run(docNo, read.text, JSON.stringify(read.pageStarts), read.head.end);
    [read.head, ...read.chunks].forEach((chunk, ordinal) => {
      insertChunk.run(docNo, ordinal, chunk.page, chunk.start, chunk.end);
    });
    for (const field of read.fields) insertField.run(docNo, field.key, field.value, field.start, field.end);
  }

  return {
    findBySha: (sha256: string): number | null => bySha.get(sha256)?.docNo ?? null,

    /** Adds a document that is not there yet; returns its docNo. Its words are not in the engine yet. */
    add(document: NewDocument): number {
      const documentId = documentIdOf(document.sha256);
      const candidateId = `c-${documentId}`;
      const name = document.read?.fields.find((field) => field.key === 'name')?.value;
      insertCandidate.run(candidateId, name ?? document.fallbackName);
      const { lastInsertRowid } = insertDocument.run({
        documentId,
        sha256: document.sha256,
        candidateId,
        format: document.format,
        language: document.read?.language ?? null,
        sizeBytes: document.sizeBytes,
        datedAt: document.datedAt,
        needsOcr: document.read ? 0 : 1,
        chunkCount: document.read?.chunks.length ?? 0,
        createdAt: Date.now(),
      });
      const docNo = Number(lastInsertRowid);
      if (document.read) addText(docNo, document.read);
      return docNo;
    },

    markTextReady: (docNo: number) =>
      void db.prepare('UPDATE documents SET text_ready = 1 WHERE doc_no = ?').run(docNo),

    /** What a process that died left half done: documents whose words never reached the engine, or that no file holds any more. */
    listLeftovers: (): DocumentKey[] =>
      db
        .prepare<[], DocumentKey>(
          `SELECT doc_no AS docNo, document_id AS documentId FROM documents WHERE text_ready = 0 AND needs_ocr = 0
           UNION SELECT doc_no, document_id FROM documents d WHERE needs_ocr = 1
             AND NOT EXISTS (SELECT 1 FROM files f WHERE f.doc_no = d.doc_no AND f.state = 'completed')
           UNION SELECT doc_no, document_id FROM documents d WHERE NOT EXISTS (SELECT 1 FROM files f WHERE f.doc_no = d.doc_no)`,
        )
        .all(),

    /** Keys of those of the documents that are still there. */
    listKeys: (docNos: number[]): DocumentKey[] => docNos.flatMap((docNo) => keyOf.get(docNo) ?? []),

    isHeld: (docNo: number): boolean =>
      db.prepare('SELECT 1 FROM files WHERE doc_no = ? LIMIT 1').get(docNo) !== undefined,

    /** Removes documents and all that was derived from them; what indexes have of them is swept afterwards. */
    remove: db.transaction((documents: DocumentKey[]) => {
      for (const { docNo } of documents) {
        db.prepare('UPDATE files SET doc_no = NULL WHERE doc_no = ?').run(docNo);
        const row = db
          .prepare<[number], { candidate: string }>(
            'DELETE FROM documents WHERE doc_no = ? RETURNING candidate_id AS candidate',
          )
          .get(docNo);
        db.prepare(
          'DELETE FROM candidates WHERE candidate_id = ? AND NOT EXISTS (SELECT 1 FROM documents WHERE candidate_id = ?)',
        ).run(row?.candidate, row?.candidate);
      }
    }),

    /** Documents with text that a collection has no vectors of, after `afterDocNo`, in order. */
    listUnembedded: (collectionNo: number, afterDocNo: number, limit: number): number[] =>
      db
        .prepare<[number, number, number], { docNo: number }>(
          `SELECT doc_no AS docNo FROM documents d WHERE doc_no > ? AND text_ready = 1
             AND NOT EXISTS (SELECT 1 FROM embedded e WHERE e.collection_no = ? AND e.doc_no = d.doc_no)
           ORDER BY doc_no LIMIT ?`,
        )
        .all(afterDocNo, collectionNo, limit)
        .map((row) => row.docNo),

    markEmbedded: db.transaction((collectionNo: number, docNos: number[]) => {
      const mark = db.prepare(
        `INSERT OR IGNORE INTO embedded SELECT ?, doc_no, chunk_count FROM documents WHERE doc_no = ?`,
      );
      for (const docNo of docNos) mark.run(collectionNo, docNo);
    }),
  };
}

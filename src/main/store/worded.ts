import type { DocumentKey } from '../engine/engine.ts';
import type { Db } from './database.ts';

export type Worded = ReturnType<typeof createWorded>;

/** Made by the migration. */
export const EMBEDDED_INDEX = 1;

/** Finds or makes the number of an index by its key. */
export function openIndex(db: Db, key: string): number {
  db.prepare('INSERT INTO indexes (key) VALUES (?) ON CONFLICT DO NOTHING').run(key);
  return db.prepare<[string], number>('SELECT index_no FROM indexes WHERE key = ?').pluck().get(key) ?? 0;
}

/** Of which documents an index may hold something: marked before the first write, forgotten after the last removal. */
export function createWorded(db: Db, indexNo: number) {
  const mark = db.prepare('INSERT OR REPLACE INTO worded VALUES (?, ?, ?, ?)');
  const forget = db.prepare('DELETE FROM worded WHERE index_no = ? AND doc_no = ?');
  const missing = db
    .prepare<[number, number, number], number>(
      `SELECT doc_no FROM documents d WHERE doc_no > ? AND text_ready = 1
         AND NOT EXISTS (SELECT 1 FROM worded w WHERE w.index_no = ? AND w.doc_no = d.doc_no AND w.complete = 1)
       ORDER BY doc_no LIMIT ?`,
    )
    .pluck();
  const stale = db.prepare<[number, number], DocumentKey>(
    `SELECT doc_no AS docNo, document_id AS documentId FROM worded w WHERE index_no = ?
       AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.doc_no = w.doc_no) LIMIT ?`,
  );

  const whole = db.prepare<[number, number, number], DocumentKey>(
    `SELECT doc_no AS docNo, document_id AS documentId FROM worded
     WHERE index_no = ? AND doc_no > ? AND complete = 1 ORDER BY doc_no LIMIT ?`,
  );
  const reborn = db.prepare(
    `DELETE FROM worded WHERE index_no = ? AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.doc_no = worded.doc_no)
       AND EXISTS (SELECT 1 FROM documents d WHERE d.document_id = worded.document_id)`,
  );

  return {
    /** Before the first write; with `complete` false until its words are there. */
    mark: (documents: DocumentKey[], complete = true): void => {
      for (const { docNo, documentId } of documents) mark.run(indexNo, docNo, documentId, complete ? 1 : 0);
    },
    /**
     * Rows of documents that came back under another number. An index that knows documents by their
     * content has one for both, so that nothing may be removed; the embedded one has two.
     */
    forgetReborn(): void {
      if (indexNo !== EMBEDDED_INDEX) reborn.run(indexNo);
    },
    /** Documents with text that the index does not have, after `afterDocNo`, in order. */
    listMissing: (afterDocNo: number, limit: number): number[] => missing.all(afterDocNo, indexNo, limit),
    /** Documents whose words the index has, after `afterDocNo`, in order. */
    listWhole: (afterDocNo: number, limit: number): DocumentKey[] => whole.all(indexNo, afterDocNo, limit),
    /** Documents that are gone from the ledger and not yet from the index. */
    listStale: (limit: number): DocumentKey[] => stale.all(indexNo, limit),
    forget: db.transaction((documents: DocumentKey[]) => {
      for (const { docNo } of documents) forget.run(indexNo, docNo);
    }),
  };
}

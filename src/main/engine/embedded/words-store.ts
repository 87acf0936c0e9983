import type { Db } from '../../store/database.ts';
import type { IndexableDocument } from '../engine.ts';
import { wordForms } from '../word-forms.ts';

export interface WordsStore {
  put(documents: IndexableDocument[]): void;
  remove(docNos: number[]): void;
}

/** Writes documents into the full-text table. */
export function createWordsStore(db: Db): WordsStore {
  const insert = db.prepare<[number, string, string, string, string]>(
    'INSERT OR REPLACE INTO words (rowid, name, head, body, contact) VALUES (?, ?, ?, ?, ?)',
  );
  const erase = db.prepare<[number]>('DELETE FROM words WHERE rowid = ?');
  const putAll = db.transaction((documents: IndexableDocument[]) => {
    for (const document of documents) {
      const { name, head, body, contact } = wordForms(document);
      insert.run(document.docNo, name, head, body, contact);
    }
  });
  const removeAll = db.transaction((docNos: number[]) => {
    for (const docNo of docNos) erase.run(docNo);
  });
  return { put: putAll, remove: removeAll };
}

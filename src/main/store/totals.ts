import type { Db } from './database.ts';

export interface Totals {
  documents: number;
  candidates: number;
  chunks: number;
  embedded: number;
  pending: number;
  processing: number;
  failed: number;
  needsOcr: number;
}

/** Counts kept by triggers (see the ledger's migration): a read costs the same at any size. */
export function createTotals(db: Db, collectionNo: () => number): () => Totals {
  const all = db.prepare<[], { key: string; value: number }>('SELECT key, value FROM totals');
  return () => {
    const values = new Map(all.all().map((row) => [row.key, row.value]));
    const of = (key: string) => values.get(key) ?? 0;
    return {
      documents: of('document:ready'),
      // One candidate a document in this version.
      candidates: of('document:ready'),
      chunks: of('chunk'),
      embedded: of(`embedded:${collectionNo()}`),
      pending: of('file:pending'),
      processing: of('file:processing'),
      failed: of('file:failed'),
      needsOcr: of('document:scan'),
    };
  };
}

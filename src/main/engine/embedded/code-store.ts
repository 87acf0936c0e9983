import type { Db } from '../../store/database.ts';
import { signCode } from '../../workers/codes-protocol.ts';
import { aligned, bytes, type DocumentVectors, type VectorStore } from './vector-store.ts';

/**
 * Codes are vectors above or below the collection's mean: uncentred ones of a model whose vectors
 * all point one way found half as many of the nearest (.51 of ten at 500 rows looked at, .99 centred).
 * The mean is made anew whenever the collection has grown fourfold, until it is known well enough.
 */
const FIRST_MEAN = 512;
const GROWTH = 4;
/** Beyond, the mean of this many or more stays: its error is below a hundredth of a vector's spread. */
const ENOUGH = 16_384;

export interface CodeStore {
  mean(): Float32Array;
  /** Writes a document's codes; true when all codes were written anew under a new mean. */
  put(document: DocumentVectors): boolean;
  get(docNo: number): Buffer | null;
  all(): Iterable<{ docNo: number; codes: Buffer }>;
}

export function createCodeStore(
  db: Db,
  deps: { collectionNo: number; dimensions: number; vectors: VectorStore },
): CodeStore {
  const { collectionNo, dimensions, vectors } = deps;
  const last = vectors.base + 2 ** 32 - 1;
  const insert = db.prepare<[number, Buffer]>('INSERT OR REPLACE INTO codes VALUES (?, ?)');
  const one = db.prepare<[number], Buffer>('SELECT codes FROM codes WHERE vector_key = ?').pluck();
  const range = db
    .prepare<[number, number], [number, Buffer]>(
      'SELECT vector_key, codes FROM codes WHERE vector_key BETWEEN ? AND ?',
    )
    .raw();
  const size = db
    .prepare<[number, number], number>(
      'SELECT coalesce(sum(length(codes)), 0) FROM codes WHERE vector_key BETWEEN ? AND ?',
    )
    .pluck();
  const readMean = db.prepare<[number], { mean: Buffer; madeOf: number }>(
    'SELECT mean, made_of AS madeOf FROM code_means WHERE collection_no = ?',
  );
  const writeMean = db.prepare<[number, Buffer, number]>(
    'INSERT OR REPLACE INTO code_means VALUES (?, ?, ?)',
  );
  const bytesACode = Math.ceil(dimensions / 8);

  function codesOf(document: DocumentVectors, mean: Float32Array): Buffer {
    const codes = Buffer.alloc(document.chunkNos.length * bytesACode);
    for (let chunk = 0; chunk < document.chunkNos.length; chunk++) {
      const vector = document.vectors.subarray(chunk * dimensions, (chunk + 1) * dimensions);
      signCode(vector, mean, codes.subarray(chunk * bytesACode, (chunk + 1) * bytesACode));
    }
    return codes;
  }

  /** Read each time: the transaction that wrote it may have been rolled back. */
  function current(): { mean: Float32Array; madeOf: number } {
    const row = readMean.get(collectionNo);
    if (!row) return { mean: new Float32Array(dimensions), madeOf: 0 };
    return { mean: new Float32Array(aligned(row.mean)), madeOf: row.madeOf };
  }

  function recode(): void {
    const { mean, count } = meanOf(vectors.all(), dimensions);
    writeMean.run(collectionNo, bytes(mean), count);
    let after = 0;
    // In steps: SQLite does not write while a reading is open.
    for (let step = vectors.after(after, 500); step.length > 0; step = vectors.after(after, 500)) {
      for (const document of step) insert.run(vectors.base + document.docNo, codesOf(document, mean));
      after = step.at(-1)?.docNo ?? after;
    }
  }

  // Only whether to look: it may be too high after replacements and roll-backs, never for long.
  let stored: number | null = null;

  return {
    mean: () => current().mean,
    put(document) {
      stored ??= (size.get(vectors.base, last) ?? 0) / bytesACode;
      stored += document.chunkNos.length;
      const { mean, madeOf } = current();
      insert.run(vectors.base + document.docNo, codesOf(document, mean));
      if (madeOf >= ENOUGH || stored < Math.max(FIRST_MEAN, madeOf * GROWTH)) return false;
      stored = (size.get(vectors.base, last) ?? 0) / bytesACode;
      if (stored < Math.max(FIRST_MEAN, madeOf * GROWTH)) return false;
      recode();
      return true;
    },
    get: (docNo) => one.get(vectors.base + docNo) ?? null,
    *all() {
      for (const [key, codes] of range.iterate(vectors.base, last))
        yield { docNo: key - vectors.base, codes };
    },
  };
}

function meanOf(
  documents: Iterable<DocumentVectors>,
  dimensions: number,
): { mean: Float32Array; count: number } {
  const sum = new Float64Array(dimensions);
  let count = 0;
  for (const { chunkNos, vectors } of documents) {
    count += chunkNos.length;
    for (let i = 0; i < vectors.length; i++) {
      const d = i % dimensions;
      sum[d] = (sum[d] ?? 0) + (vectors[i] ?? 0);
    }
  }
  return { mean: Float32Array.from(sum, (value) => value / Math.max(1, count)), count };
}

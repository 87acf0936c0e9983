import type { Db } from '../../store/database.ts';
import type { EmbeddedDocument } from '../engine.ts';

/** All vectors of one document; the head is the first. */
export interface DocumentVectors {
  docNo: number;
  chunkNos: Uint32Array;
  /** `dimensions` floats a chunk. */
  vectors: Float32Array;
}

interface Row {
  key: number;
  chunkNos: Buffer;
  vectors: Buffer;
}

const COLLECTION = 2 ** 32;

/** Vectors of one collection as blobs, a row a document. */
export function createVectorStore(db: Db, collectionNo: number) {
  const base = collectionNo * COLLECTION;
  const insert = db.prepare<[number, Buffer, Buffer]>('INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)');
  const select = 'SELECT vector_key AS key, chunk_nos AS chunkNos, vectors FROM embeddings';
  const one = db.prepare<[number], Row>(`${select} WHERE vector_key = ?`);
  const range = db.prepare<[number, number], Row>(`${select} WHERE vector_key BETWEEN ? AND ?`);
  const next = db.prepare<[number, number, number], Row>(
    `${select} WHERE vector_key > ? AND vector_key <= ? ORDER BY vector_key LIMIT ?`,
  );
  const collections = db.prepare<[], number>('SELECT collection_no FROM collections').pluck();
  const eraseVectors = db.prepare<[number]>('DELETE FROM embeddings WHERE vector_key = ?');
  const eraseCodes = db.prepare<[number]>('DELETE FROM codes WHERE vector_key = ?');
  const last = base + COLLECTION - 1;

  return {
    base,
    put(document: EmbeddedDocument): DocumentVectors {
      const packed = pack(document);
      insert.run(base + packed.docNo, bytes(packed.chunkNos), bytes(packed.vectors));
      return packed;
    },
    /** A document that goes leaves no vectors in any collection, those of other models included. */
    removeEverywhere(docNo: number): void {
      for (const collection of collections.all()) {
        eraseVectors.run(collection * COLLECTION + docNo);
        eraseCodes.run(collection * COLLECTION + docNo);
      }
    },
    *some(docNos: Iterable<number>): Generator<DocumentVectors> {
      for (const docNo of docNos) {
        const row = one.get(base + docNo);
        if (row) yield unpack(row, base);
      }
    },
    *all(): Generator<DocumentVectors> {
      for (const row of range.iterate(base, last)) yield unpack(row, base);
    },
    after: (docNo: number, limit: number): DocumentVectors[] =>
      next.all(base + docNo, last, limit).map((row) => unpack(row, base)),
  };
}

export type VectorStore = ReturnType<typeof createVectorStore>;

function pack({ docNo, head, chunks }: EmbeddedDocument): DocumentVectors {
  const all = [head, ...chunks];
  const dimensions = head.vector.length;
  const vectors = new Float32Array(all.length * dimensions);
  all.forEach((chunk, index) => {
    vectors.set(chunk.vector, index * dimensions);
  });
  return { docNo, chunkNos: Uint32Array.from(all, (chunk) => chunk.chunkNo), vectors };
}

function unpack(row: Row, base: number): DocumentVectors {
  return {
    docNo: row.key - base,
    chunkNos: new Uint32Array(aligned(row.chunkNos)),
    vectors: new Float32Array(aligned(row.vectors)),
  };
}

export function bytes(array: Uint32Array | Float32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/** Typed arrays must begin at a multiple of their element; a blob's buffer usually does. */
export function aligned(blob: Buffer): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = blob;
  if (byteOffset === 0 && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) return buffer;
  return new Uint8Array(blob).buffer;
}

import type { Db } from '../../store/database.ts';
import type { EmbeddedDocument } from '../engine.ts';

/** All vectors of one document; the head is the first. */
export interface DocumentVectors {
  docNo: number;
  chunkNos: Uint32Array;
  /** `dimensions` floats a chunk. */
  vectors: Float32Array;
}

type Row = [key: number, vectors: Buffer];

const COLLECTION = 2 ** 32;

/** Vectors of one collection as blobs, a row a document. */
export function createVectorStore(
  db: Db,
  { collectionNo, dimensions }: { collectionNo: number; dimensions: number },
) {
  const base = collectionNo * COLLECTION;
  const insert = db.prepare<[number, Buffer]>('INSERT OR REPLACE INTO embeddings VALUES (?, ?)');
  const one = db.prepare<[number], Buffer>('SELECT vectors FROM embeddings WHERE vector_key = ?').pluck();
  const select = 'SELECT vector_key, vectors FROM embeddings';
  const range = db.prepare<[number, number], Row>(`${select} WHERE vector_key BETWEEN ? AND ?`).raw();
  const next = db
    .prepare<[number, number, number], Row>(
      `${select} WHERE vector_key > ? AND vector_key <= ? ORDER BY vector_key LIMIT ?`,
    )
    .raw();
  const collections = db.prepare<[], number>('SELECT collection_no FROM collections').pluck();
  const eraseVectors = db.prepare<[number]>('DELETE FROM embeddings WHERE vector_key = ?');
  const eraseCodes = db.prepare<[number]>('DELETE FROM codes WHERE vector_key = ?');
  const last = base + COLLECTION - 1;

  /** One blob a document: each blob that is read costs a buffer of its own. */
  function unpack(docNo: number, blob: Buffer): DocumentVectors {
    const buffer = aligned(blob);
    const count = buffer.byteLength / (4 + 4 * dimensions);
    return {
      docNo,
      chunkNos: new Uint32Array(buffer, 0, count),
      vectors: new Float32Array(buffer, 4 * count),
    };
  }

  return {
    base,
    put(document: EmbeddedDocument): DocumentVectors {
      const packed = pack(document);
      insert.run(base + packed.docNo, Buffer.from(packed.vectors.buffer));
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
        const blob = one.get(base + docNo);
        if (blob) yield unpack(docNo, blob);
      }
    },
    *all(): Generator<DocumentVectors> {
      for (const [key, blob] of range.iterate(base, last)) yield unpack(key - base, blob);
    },
    after: (docNo: number, limit: number): DocumentVectors[] =>
      next.all(base + docNo, last, limit).map(([key, blob]) => unpack(key - base, blob)),
  };
}

export type VectorStore = ReturnType<typeof createVectorStore>;

/** Numbers and vectors as views of one buffer, which is the blob. */
function pack({ docNo, head, chunks }: EmbeddedDocument): DocumentVectors {
  const all = [head, ...chunks];
  const dimensions = head.vector.length;
  const buffer = new ArrayBuffer(all.length * (4 + 4 * dimensions));
  const chunkNos = new Uint32Array(buffer, 0, all.length);
  const vectors = new Float32Array(buffer, 4 * all.length);
  all.forEach((chunk, index) => {
    chunkNos[index] = chunk.chunkNo;
    vectors.set(chunk.vector, index * dimensions);
  });
  return { docNo, chunkNos, vectors };
}

export function bytes(array: Float32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/** Typed arrays must begin at a multiple of their element; a blob's buffer usually does. */
export function aligned(blob: Buffer): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = blob;
  if (byteOffset === 0 && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) return buffer;
  return new Uint8Array(blob).buffer;
}

import type { Db } from '../../store/database.ts';
import type { EmbeddedDocument, NearestHit } from '../engine.ts';
import { createCodeMemory } from './code-memory.ts';
import { createCodeScanner } from './code-scanner.ts';
import { createCodeStore } from './code-store.ts';
import { best, rescore } from './rescore.ts';
import { createVectorStore, type DocumentVectors } from './vector-store.ts';

/** Small collections are scored exactly as a whole. */
const EXACT_BELOW = 3_000;
/**
 * Beyond, so many documents are taken from the codes for exact scoring, for each that is wanted.
 * Reading one takes 20 microseconds; measured recall of the ten nearest is in docs/quality.md.
 */
const RESCORED = 2;
const FEWEST_RESCORED = 450;

export interface Meaning {
  put(documents: EmbeddedDocument[]): void;
  remove(docNos: number[]): void;
  /** `mask` has a byte a docNo, 1 where it may be found. */
  nearest(vector: Float32Array, limit: number, mask: Uint8Array | null): Promise<NearestHit[]>;
  vectors(): number;
  close(): Promise<void>;
}

export function createMeaning(db: Db, collection: { collectionNo: number; dimensions: number }): Meaning {
  const store = createVectorStore(db, collection);
  const codes = createCodeStore(db, { ...collection, vectors: store });
  const memory = createCodeMemory(collection.dimensions);
  const scanner = createCodeScanner({ memory: memory.memory, dimensions: collection.dimensions });
  let mean: Float32Array = new Float32Array();
  // What is in memory follows the database before each question, never a transaction still open.
  let stale = true;
  let changed = new Set<number>();
  // One scan after the other (there is one thread), so that nothing moves under a scan.
  let scanning: Promise<unknown> = Promise.resolve();
  let inFlight = 0;

  function follow(): void {
    const mostlyRemoved = memory.rows() > 10_000 && memory.live() * 2 < memory.rows();
    if (stale || mostlyRemoved) reload();
    else for (const docNo of changed) take(docNo);
    stale = false;
    changed = new Set();
  }

  function reload(): void {
    memory.clear();
    for (const document of codes.all()) memory.put(document.docNo, document.codes);
    mean = codes.mean();
  }

  function take(docNo: number): void {
    const now = codes.get(docNo);
    if (now) memory.put(docNo, now);
    else memory.remove(docNo);
  }

  /** Documents to score exactly; null: all, there are few. */
  function candidates(
    vector: Float32Array,
    limit: number,
    mask: Uint8Array | null,
  ): Promise<Uint32Array | null> {
    inFlight++;
    const scan = scanning.then(async () => {
      follow();
      if (memory.live() <= EXACT_BELOW) return null;
      const wanted = Math.max(FEWEST_RESCORED, Math.ceil(limit * RESCORED));
      return scanner.scan({ rows: memory.rows(), vector, mean, mask, limit: wanted });
    });
    scanning = scan.catch(() => null).finally(() => inFlight--);
    return scan;
  }

  function scored(
    documents: Iterable<DocumentVectors>,
    vector: Float32Array,
    mask: Uint8Array | null,
  ): NearestHit[] {
    const hits: NearestHit[] = [];
    for (const document of documents) {
      if (!mask || mask[document.docNo] === 1) hits.push(rescore(document, vector));
    }
    return hits;
  }

  return {
    put: db.transaction((documents: EmbeddedDocument[]) => {
      for (const document of documents) {
        const packed = store.put(document);
        if (codes.put(packed)) stale = true;
        changed.add(document.docNo);
      }
    }),
    remove: db.transaction((docNos: number[]) => {
      for (const docNo of docNos) {
        store.removeEverywhere(docNo);
        changed.add(docNo);
      }
    }),
    async nearest(vector, limit, mask) {
      const docNos = await candidates(vector, limit, mask);
      return best(scored(docNos ? store.some(docNos) : store.all(), vector, mask), limit);
    },
    vectors() {
      if (inFlight === 0) follow();
      return memory.live();
    },
    close: () => scanner.close(),
  };
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddedEngine } from '../../src/main/engine/embedded/engine.ts';
import type { EmbeddedDocument } from '../../src/main/engine/engine.ts';
import { type Db, openDatabase } from '../../src/main/store/database.ts';
import { clusteredVectors, DIMENSIONS, seeded } from '../bench/synthetic-index.ts';

type Engine = ReturnType<typeof createEmbeddedEngine>;
let db: Db;
let engine: Engine;
const vectorOf = clusteredVectors(seeded(5));

/** Two passages and a head each, in one of the clusters. */
const document = (docNo: number): EmbeddedDocument => {
  const chunk = (ordinal: number) => ({
    ...{ chunkNo: docNo * 3 + ordinal, ordinal, page: 1, start: 0, end: 1 },
    vector: vectorOf(docNo + ordinal),
  });
  return {
    ...{ docNo, documentId: String(docNo), candidateId: `c-${docNo}`, name: '' },
    ...{ format: 'txt', language: null, date: null, paths: [] },
    head: chunk(0),
    chunks: [chunk(1), chunk(2)],
  };
};
const documents = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => document(from + index));
const nearest = (vector: Float32Array, limit = 10) => engine.nearest({ vector, filters: {}, limit });

beforeEach(() => {
  db = openDatabase(null);
  db.prepare("INSERT INTO collections VALUES (1, 1, 'test', 'test', ?, 0)").run(DIMENSIONS);
  engine = createEmbeddedEngine({ db, collectionNo: 1, dimensions: DIMENSIONS });
});
afterEach(async () => {
  await engine.close();
  db.close();
});

describe('meaning through codes', () => {
  it('agrees with comparing every vector', async () => {
    const all = documents(1, 3_001);
    await engine.putVectors(all);
    let agreed = 0;
    for (const asked of all.slice(0, 20)) {
      const query = asked.chunks[0]?.vector ?? new Float32Array();
      const cosine = (vector: Float32Array) =>
        vector.reduce((sum, value, d) => sum + value * (query[d] ?? 0), 0);
      const exact = all
        .map(({ docNo, head, chunks }) => {
          const best = Math.max(...chunks.map((chunk) => cosine(chunk.vector)));
          return { docNo, score: 0.7 * best + 0.3 * cosine(head.vector) };
        })
        .sort((a, b) => b.score - a.score)
        .slice(0, 10);
      const found = new Set((await nearest(query)).map((hit) => hit.docNo));
      agreed += exact.filter(({ docNo }) => found.has(docNo)).length;
    }
    expect(agreed).toBeGreaterThanOrEqual(195);
  });

  it('answers while documents arrive, and finds each as soon as it is there', async () => {
    for (let from = 1; from < 2_000; from += 100) {
      const batch = documents(from, from + 100);
      const asked = batch[50] ?? document(1);
      const [, , hits] = await Promise.all([
        nearest(vectorOf(1)),
        engine.putVectors(batch),
        nearest(asked.head.vector, 200),
      ]);
      expect(hits.map((hit) => hit.docNo)).toContain(asked.docNo);
    }
  });

  it('keeps codes true to the vectors when the mean is made anew', async () => {
    for (let from = 1; from < 1_500; from += 50) await engine.putVectors(documents(from, from + 50));
    const made = db.prepare('SELECT made_of AS madeOf FROM code_means').all() as { madeOf: number }[];
    expect(made[0]?.madeOf).toBeGreaterThan(2_000);
    const before = await nearest(vectorOf(3));
    await engine.close();
    engine = createEmbeddedEngine({ db, collectionNo: 1, dimensions: DIMENSIONS });
    expect((await engine.stats()).vectors).toBe(4_500);
    expect((await nearest(vectorOf(3))).length).toBe(before.length);
  });

  it('puts a document once however often it is written', async () => {
    const [one] = documents(9, 10);
    if (!one) return;
    for (let time = 0; time < 3; time++) await engine.putVectors([one]);
    expect((await engine.stats()).vectors).toBe(3);
    expect(await nearest(one.head.vector)).toHaveLength(1);
    await engine.remove([{ docNo: 9, documentId: '9' }]);
    expect(await nearest(one.head.vector)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { createCodeMemory } from '../engine/embedded/code-memory.ts';
import { signCode } from './codes-protocol.ts';
import { createScanner } from './codes-scan.ts';

const DIMENSIONS = 200;

/** Repeatable numbers between -1 and 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Vectors in clusters around a common direction, as those of a language model lie. */
function clustered(count: number) {
  const next = numbers(3);
  const random = () => Float32Array.from({ length: DIMENSIONS }, next);
  const common = random();
  const centres = Array.from({ length: 40 }, random);
  return Array.from({ length: count }, (_, index) => {
    const noise = random();
    return common.map((value, d) => 3 * value + (centres[index % 40]?.[d] ?? 0) + (noise[d] ?? 0));
  });
}

const meanOf = (vectors: Float32Array[]) =>
  new Float32Array(DIMENSIONS).map(
    (_, d) => vectors.reduce((sum, vector) => sum + (vector[d] ?? 0), 0) / vectors.length,
  );
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, d) => sum + value * (b[d] ?? 0), 0);

function filled(count: number) {
  const vectors = clustered(count);
  const mean = meanOf(vectors);
  const memory = createCodeMemory(DIMENSIONS);
  vectors.forEach((vector, index) => {
    const code = new Uint8Array(DIMENSIONS / 8);
    signCode(vector, mean, code);
    memory.put(index + 1, code);
  });
  const scan = createScanner(memory.memory, DIMENSIONS);
  const find = (vector: Float32Array, limit: number, mask: Uint8Array | null = null) => [
    ...scan({ rows: memory.rows(), vector, mean, mask, limit }),
  ];
  return { vectors, memory, find };
}

describe('the scan of sign codes', () => {
  it('finds what an exact comparison finds', () => {
    const { vectors, find } = filled(8_000);
    let found = 0;
    for (const query of vectors.slice(0, 20)) {
      const exact = vectors
        .map((vector, index) => [index + 1, dot(vector, query)] as const)
        .sort((a, b) => b[1] - a[1])
        .slice(0, 10);
      const got = new Set(find(query, 300));
      found += exact.filter(([docNo]) => got.has(docNo)).length;
    }
    expect(found).toBeGreaterThanOrEqual(180);
  });

  it('names only documents that pass the mask, and none that were removed', () => {
    const { vectors, memory, find } = filled(500);
    const query = vectors[7] ?? new Float32Array();
    expect(find(query, 1)).toEqual([8]);
    const mask = new Uint8Array(501);
    for (const docNo of [3, 8, 9]) mask[docNo] = 1;
    expect(find(query, 100, mask).sort()).toEqual([3, 8, 9]);
    memory.remove(8);
    expect(find(query, 100, mask).sort()).toEqual([3, 9]);
    expect(memory.live()).toBe(499);
  });

  it('sees what is put while it lives, beyond the memory it began with', () => {
    const { vectors, memory, find } = filled(200);
    const before = memory.memory.buffer.byteLength;
    const code = new Uint8Array(DIMENSIONS / 8);
    for (let docNo = 1000; memory.memory.buffer.byteLength === before; docNo++) memory.put(docNo, code);
    const query = vectors[0] ?? new Float32Array();
    expect(find(query, 1)).toEqual([1]);
    memory.put(1, code);
    expect(find(query, 1)).not.toEqual([1]);
  });
});

import { describe, expect, it } from 'vitest';
import { documentVector, queryVector, rarity, termIndex } from './sparse.ts';

const dot = (a: ReturnType<typeof queryVector>, b: ReturnType<typeof queryVector>) =>
  a.indices.reduce((sum, index, at) => {
    const other = b.indices.indexOf(index);
    return other < 0 ? sum : sum + (a.values[at] ?? 0) * (b.values[other] ?? 0);
  }, 0);

describe('words as sparse vectors', () => {
  it('give BM25 as their dot product', () => {
    const words = ['nurse', 'in', 'care', 'nurse', ...Array.from({ length: 646 }, (_, n) => `w${n}`)];
    const document = documentVector(words, words.length);
    // Of average length: tf * 2.2 / (tf + 1.2).
    const expected = rarity(1000, 3) * ((2 * 2.2) / 3.2);
    expect(dot(queryVector(new Map([['nurse', rarity(1000, 3)]])), document)).toBeCloseTo(expected, 4);
  });

  it('have each index once, whatever the words', () => {
    const { indices, values } = documentVector(['a', 'b', 'a'], 3);
    expect(new Set(indices).size).toBe(2);
    expect(values).toHaveLength(2);
    expect(documentVector([], 0)).toEqual({ indices: [], values: [] });
  });

  it('count a word of a long document for less', () => {
    expect(documentVector(['nurse'], 2000).values[0]).toBeLessThan(
      documentVector(['nurse'], 200).values[0] ?? 0,
    );
  });

  it('count a word of most documents for almost nothing', () => {
    expect(rarity(100, 80)).toBe(1e-6);
    expect(rarity(100, 1)).toBeGreaterThan(4);
  });

  it('number words within 32 bits, seldom two alike', () => {
    const numbers = new Set(Array.from({ length: 100_000 }, (_, n) => termIndex(`word${n.toString(36)}`)));
    expect(numbers.size).toBeGreaterThan(99_990);
    expect(Math.max(...[...numbers].slice(0, 1000))).toBeLessThan(2 ** 32);
    expect(termIndex('看護師')).not.toBe(termIndex('看護'));
  });
});

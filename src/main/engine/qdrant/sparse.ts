/** Words as sparse vectors whose dot product is BM25, as the embedded engine's full-text table ranks. */
export interface SparseVector {
  indices: number[];
  values: number[];
}

const K1 = 1.2;
const B = 0.75;
/**
 * Words of a document with its head and name, the mean of 290 real CVs. A constant: the true mean
 * changes with every document and would have to be written into all vectors again; being off by a
 * third only weighs long documents a little differently.
 */
const AVERAGE_LENGTH = 650;

/**
 * Weights of a part of a document (its body, or its name and head); `length` is the number of words
 * of the whole document, which is what the full-text table measures parts by, too.
 */
export function documentVector(words: string[], length: number): SparseVector {
  const counts = new Map<number, number>();
  for (const word of words) {
    const index = termIndex(word);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const norm = K1 * (1 - B + (B * length) / AVERAGE_LENGTH);
  return {
    indices: [...counts.keys()],
    values: [...counts.values()].map((count) => rounded((count * (K1 + 1)) / (count + norm))),
  };
}

/** A weight a word. */
export function queryVector(weights: ReadonlyMap<string, number>): SparseVector {
  const byIndex = new Map([...weights].map(([word, weight]) => [termIndex(word), weight]));
  return { indices: [...byIndex.keys()], values: [...byIndex.values()] };
}

/**
 * Rarity as the full-text table has it: a word of more than half of the documents counts for almost
 * nothing. Qdrant's own idf never falls below that of chance and is counted a shard.
 */
export function rarity(documents: number, withWord: number): number {
  return Math.max(1e-6, Math.log((documents - withWord + 0.5) / (withWord + 0.5)));
}

/** A number of 32 bits for a word: FNV-1a, then mixed. Two of a million words share one once in 4,000. */
export function termIndex(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

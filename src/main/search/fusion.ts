import type { ExactPlace, NearestHit, WordsHit } from '../engine/engine.ts';
import type { QueryKind } from './query-kind.ts';

export interface Weights {
  words: number;
  wordsHead: number;
  chunks: number;
  head: number;
}

/**
 * The more words a query has that tell documents apart, the more its meaning counts: measured by
 * number of words on labelled CVs, rounded, the same direction on two sets (docs/quality.md).
 */
const WEIGHTS: Record<QueryKind, Weights> = {
  contact: { words: 1, wordsHead: 0, chunks: 0, head: 0 },
  quoted: { words: 0.6, wordsHead: 0.1, chunks: 0.2, head: 0.1 },
  name: { words: 0.6, wordsHead: 0.2, chunks: 0.1, head: 0.1 },
  keyword: { words: 0.45, wordsHead: 0.1, chunks: 0.32, head: 0.13 },
  keywords: { words: 0.55, wordsHead: 0.05, chunks: 0.36, head: 0.04 },
  sentence: { words: 0.25, wordsHead: 0.07, chunks: 0.48, head: 0.2 },
  description: { words: 0.45, wordsHead: 0.08, chunks: 0.33, head: 0.14 },
  foreign: { words: 0, wordsHead: 0, chunks: 0.7, head: 0.3 },
};

export interface Ranked {
  docNo: number;
  score: number;
}

/**
 * One list of two. Scores are scaled to 0-1 over each list and added by weight: reciprocal ranks
 * measured worse, they lose what only one list is sure of (names fell from .99 to .85).
 */
export function fuse(words: WordsHit[], nearest: NearestHit[], kind: QueryKind): Ranked[] {
  const weights = WEIGHTS[kind];
  const scores = new Map<number, number>();
  const add = (hits: { docNo: number }[], values: number[], weight: number) => {
    const scaled = scale(values);
    hits.forEach((hit, index) => {
      scores.set(hit.docNo, (scores.get(hit.docNo) ?? 0) + weight * (scaled[index] ?? 0));
    });
  };
  add(
    words,
    words.map((hit) => hit.score),
    weights.words,
  );
  add(
    words,
    words.map((hit) => hit.headScore),
    weights.wordsHead,
  );
  add(
    nearest,
    nearest.map((hit) => hit.score),
    weights.chunks,
  );
  add(
    nearest,
    nearest.map((hit) => hit.headScore),
    weights.head,
  );
  const tiers = exactTiers(words, kind);
  return [...scores]
    .map(([docNo, score]) => ({ docNo, score: score + (tiers.get(docNo) ?? 0) }))
    .sort((a, b) => b.score - a.score || a.docNo - b.docNo);
}

function scale(values: number[]): number[] {
  const top = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const bottom = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const range = top - bottom;
  return values.map((value) => (range > 0 ? (value - bottom) / range : value > 0 ? 1 : 0));
}

/** Whole points that lift what was asked for exactly above everything else, by kind and place. */
const TIERS: Partial<Record<QueryKind, Partial<Record<ExactPlace, number>>>> = {
  contact: { contact: 2 },
  quoted: { contact: 1, name: 1, head: 1, text: 1 },
  name: { name: 3, head: 2, text: 1 },
};

function exactTiers(words: WordsHit[], kind: QueryKind): Map<number, number> {
  const tiers = TIERS[kind] ?? {};
  return new Map(words.map((hit) => [hit.docNo, hit.exact ? (tiers[hit.exact] ?? 0) : 0]));
}

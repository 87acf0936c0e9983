import type { NearestHit } from '../engine.ts';
import type { DocumentVectors } from './vector-store.ts';

/** Measured best for people: the best passage, and the head (name, headline) with a say of its own. */
export const CHUNK_SHARE = 0.7;
export const HEAD_SHARE = 0.3;

export const meaningScore = (hit: Pick<NearestHit, 'score' | 'headScore'>): number =>
  CHUNK_SHARE * hit.score + HEAD_SHARE * hit.headScore;

/** Exact cosines of one document: its head, and its best chunk (the head itself when it has no other). */
export function rescore(document: DocumentVectors, query: Float32Array): NearestHit {
  const headScore = dot(document.vectors, 0, query);
  let best = 0;
  let score = document.chunkNos.length > 1 ? Number.NEGATIVE_INFINITY : headScore;
  for (let chunk = 1; chunk < document.chunkNos.length; chunk++) {
    const cosine = dot(document.vectors, chunk * query.length, query);
    if (cosine > score) {
      score = cosine;
      best = chunk;
    }
  }
  return { docNo: document.docNo, chunkNo: document.chunkNos[best] ?? 0, score, headScore };
}

export function best(hits: NearestHit[], limit: number): NearestHit[] {
  return hits.sort((a, b) => meaningScore(b) - meaningScore(a) || a.docNo - b.docNo).slice(0, limit);
}

/** Four sums at a time: a single one makes every addition wait for the one before. */
function dot(vectors: Float32Array, offset: number, query: Float32Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < query.length; i += 4) {
    a += (vectors[offset + i] ?? 0) * (query[i] ?? 0);
    b += (vectors[offset + i + 1] ?? 0) * (query[i + 1] ?? 0);
    c += (vectors[offset + i + 2] ?? 0) * (query[i + 2] ?? 0);
    d += (vectors[offset + i + 3] ?? 0) * (query[i + 3] ?? 0);
  }
  return a + b + c + d;
}

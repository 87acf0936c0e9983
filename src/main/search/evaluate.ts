import type { Hit, SearchFilters } from '../../shared/model.ts';
import type { Search } from './search.ts';

/** One labelled query: who should be found, by path or document id, with grades. */
export interface LabelledQuery {
  query: string;
  filters: SearchFilters;
  type: string;
  /** A document id, a path, the end of a path (`cvs/a.pdf`), a file name, or one without its extension. */
  relevant: Record<string, number>;
}

export interface Quality {
  queries: number;
  /** Gain is the grade itself, discounted by log2 of the place, as trec_eval has it. */
  ndcg10: number;
  recall50: number;
  mrr: number;
}

export interface Evaluation extends Quality {
  p50Ms: number;
  p95Ms: number;
  byType: Record<string, Quality>;
}

export type By = 'words' | 'meaning' | 'hybrid';

/** Asks every query for 50 people and compares with who should be found. */
export async function evaluateQueries(
  search: Search,
  queries: LabelledQuery[],
  options: { signal?: AbortSignal; by?: By } = {},
): Promise<Evaluation> {
  const { signal, by = 'hybrid' } = options;
  const scores: (Quality & { type: string })[] = [];
  const times: number[] = [];
  for (const { query, filters, type, relevant } of queries) {
    signal?.throwIfAborted();
    const { hits, tookMs } = await search.query({ query, filters, limit: 50, offset: 0, by }, signal);
    times.push(tookMs);
    scores.push({ type, ...score(hits, relevant) });
  }
  times.sort((a, b) => a - b);
  const types = [...new Set(scores.map((one) => one.type))];
  return {
    ...average(scores),
    p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
    p95Ms: times[Math.floor(times.length * 0.95)] ?? 0,
    byType: Object.fromEntries(
      types.map((type) => [type, average(scores.filter((one) => one.type === type))]),
    ),
  };
}

/** The same queries by words, by meaning and by both, side by side. */
export async function compareQueries(
  search: Search,
  queries: LabelledQuery[],
  signal?: AbortSignal,
): Promise<Record<By, Evaluation>> {
  const evaluate = (by: By) => evaluateQueries(search, queries, signal ? { by, signal } : { by });
  return {
    words: await evaluate('words'),
    meaning: await evaluate('meaning'),
    hybrid: await evaluate('hybrid'),
  };
}

function score(hits: Hit[], relevant: Record<string, number>): Quality {
  const grades = hits.flatMap(gradesOf(relevant));
  const ideal = discounted(Object.values(relevant).sort((a, b) => b - a));
  const wanted = Object.values(relevant).filter((grade) => grade > 0).length;
  const first = grades.findIndex((grade) => grade > 0);
  return {
    queries: 1,
    ndcg10: ideal > 0 ? discounted(grades) / ideal : 0,
    recall50: wanted > 0 ? Math.min(1, grades.filter((grade) => grade > 0).length / wanted) : 0,
    mrr: first < 0 ? 0 : 1 / (first + 1),
  };
}

function discounted(grades: number[]): number {
  return grades.slice(0, 10).reduce((sum, grade, place) => sum + grade / Math.log2(place + 2), 0);
}

/** A person's labelled documents one after the other, copies that have a label of their own too; one 0 without any. */
function gradesOf(relevant: Record<string, number>): (hit: Hit) => number[] {
  const grades = new Map(Object.entries(relevant).map(([key, grade]) => [key.replaceAll('\\', '/'), grade]));
  const labelOf = ({ documentId, path }: Hit['documents'][number]) =>
    namesOf(documentId, path).find((name) => grades.has(name));
  return ({ documents }) => {
    const labels = new Set(documents.flatMap((document) => labelOf(document) ?? []));
    return labels.size > 0 ? [...labels].map((label) => grades.get(label) ?? 0) : [0];
  };
}

/** Everything that a label may call a document, the most exact first. */
function namesOf(documentId: string, path: string): string[] {
  const parts = path.replaceAll('\\', '/').split('/');
  const tails = parts.map((_, index) => parts.slice(index).join('/'));
  const stem = (parts.at(-1) ?? '').replace(/\.[^.]*$/, '');
  return [documentId, ...tails, stem];
}

function average(all: Quality[]): Quality {
  const mean = (pick: (one: Quality) => number) =>
    Math.round((all.reduce((sum, one) => sum + pick(one), 0) / Math.max(1, all.length)) * 10_000) / 10_000;
  return {
    queries: all.length,
    ndcg10: mean((one) => one.ndcg10),
    recall50: mean((one) => one.recall50),
    mrr: mean((one) => one.mrr),
  };
}

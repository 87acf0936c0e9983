import { expect, it } from 'vitest';
import type { Hit } from '../../shared/model.ts';
import { evaluateQueries } from './evaluate.ts';

const hit = (documentId: string, path: string): Hit => ({
  candidateId: documentId,
  name: '',
  score: 1,
  documents: [{ documentId, path }],
  evidence: [],
  fields: { format: 'pdf', pages: 1, date: null },
});
const found = [hit('aa', '/cvs/one/d1.pdf'), hit('bb', '/cvs/one/d2.pdf'), hit('cc', '/cvs/two/d3.v2.pdf')];
const search = {
  query: async ({ query }: { query: string }) => ({
    ...{ query, total: 3, tookMs: 4, hits: found },
    ...{ facets: {}, unknown: {}, mode: 'hybrid' as const },
  }),
};
const ask = (relevant: Record<string, number>) =>
  evaluateQueries(search, [{ query: 'q', filters: {}, type: 't', relevant }]);

it.each(['bb', '/cvs/one/d2.pdf', 'one/d2.pdf', 'd2.pdf', 'd2', 'one\\d2.pdf'])(
  'knows a document as %s',
  async (key) => {
    const { ndcg10, mrr, recall50, byType, p50Ms } = await ask({ [key]: 1 });
    expect(ndcg10).toBeCloseTo(1 / Math.log2(3), 3);
    expect([mrr, recall50, byType['t']?.queries, p50Ms]).toEqual([0.5, 1, 1, 4]);
  },
);

it('weighs grades and counts who is missing', async () => {
  const { ndcg10, recall50 } = await ask({ d1: 1, 'd3.v2': 2, elsewhere: 1 });
  const ideal = 2 + 1 / Math.log2(3) + 1 / Math.log2(4);
  expect(ndcg10).toBeCloseTo((1 + 2 / Math.log2(4)) / ideal, 3);
  expect(recall50).toBeCloseTo(2 / 3, 3);
});

it('gives nothing for somebody else of a similar name', async () => {
  expect((await ask({ 'ne/d2.pdf': 1, d: 1 })).ndcg10).toBe(0);
});

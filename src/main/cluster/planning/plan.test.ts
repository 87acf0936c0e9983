import { describe, expect, it } from 'vitest';
import { planCapacity } from './plan.ts';

const GB = 1e9;
const plan = (documents: number, over: Partial<Parameters<typeof planCapacity>[0]> = {}) =>
  planCapacity({ documents, quantized: false, ...over });
const sizes = ({ ramBytes, diskBytes, cores }: ReturnType<typeof plan>) => [
  ramBytes / GB,
  diskBytes / GB,
  cores,
];

describe('the capacity planner', () => {
  it('has the table of sizes for what has not been measured', () => {
    expect(sizes(plan(1000))).toEqual([2, 10, 2]);
    expect(sizes(plan(10_000))).toEqual([4, 50, 4]);
    expect(sizes(plan(100_000))).toEqual([8, 100, 8]);
    expect(sizes(plan(500_000))).toEqual([16, 250, 8]);
    expect(plan(10_000)).toMatchObject({ vectors: 100_000, nodes: 1, shards: 1, replicas: 1 });
    expect(plan(10_000).basis).toContain('nothing has been measured on this index yet');
  });

  it('chooses the smallest engine that serves so many, and says why', () => {
    expect(plan(0)).toMatchObject({ mode: 'embedded', vectors: 0 });
    expect(plan(100_000).mode).toBe('embedded');
    expect(plan(100_001).mode).toBe('single');
    expect(plan(500_000).mode).toBe('single');
    const large = plan(500_001);
    expect(large).toMatchObject({ mode: 'cluster', nodes: 3, shards: 6, replicas: 2 });
    expect(large.reason).toBe(
      'More than about 5 million vectors are spread over several nodes and 2 copies of everything survive the loss of one node.',
    );
  });

  it('plans a cluster for what has to survive a lost node, however small', () => {
    const small = plan(1000, { replicas: 2 });
    expect(small).toMatchObject({ mode: 'cluster', nodes: 3, shards: 3, replicas: 2 });
    expect(small.reason).toContain('survive the loss of one node');
    expect(plan(1000, { replicas: 4 })).toMatchObject({ nodes: 4, replicas: 4 });
    expect(small.cores).toBe(6);
  });

  it('grows in proportion beyond the table, in nodes too', () => {
    const ten = plan(1_000_000);
    const forty = plan(4_000_000);
    expect(ten).toMatchObject({ nodes: 4, shards: 8 });
    expect(ten.ramBytes).toBeGreaterThanOrEqual(2 * 32 * GB);
    expect(ten.diskBytes).toBeGreaterThanOrEqual(2 * 500 * GB);
    expect(forty.nodes).toBe(16);
    expect(forty.diskBytes / ten.diskBytes).toBeCloseTo(4, 1);
    expect(forty.cores).toBe(64);
  });

  it('never needs less for more documents', () => {
    let before = plan(0);
    for (let documents = 50; documents < 5_000_000; documents *= 1.7) {
      const next = plan(Math.round(documents));
      for (const key of ['ramBytes', 'diskBytes', 'cores', 'nodes'] as const) {
        expect(next[key]).toBeGreaterThanOrEqual(before[key]);
      }
      before = next;
    }
  });

  it('measures vectors a document and bytes a vector on the index itself', () => {
    const measured = { documents: 2000, vectors: 16_000, diskBytes: 80_000_000, textBytes: 16_000_000 };
    const measuredPlan = plan(500_000, { measured });
    expect(measuredPlan.vectors).toBe(4_000_000);
    // 4 million vectors of 6,000 bytes, twice.
    expect(measuredPlan.diskBytes).toBe(50 * GB);
    expect(measuredPlan.basis).toBe(
      'An estimate from the 2,000 documents of this index: 8.0 vectors a document and 5.9 kB a vector on disk, twice as much for optimising and a snapshot; memory and cores by the table of sizes.',
    );
  });

  it('does not take a handful of documents for a measure', () => {
    const few = plan(500_000, { measured: { documents: 12, vectors: 600, diskBytes: 1e9 } });
    expect(few.vectors).toBe(5_000_000);
    expect(few.basis).toContain('12 documents are too few to measure');
  });

  it('needs less memory with codes of a quarter of the vectors, and more for longer vectors', () => {
    // 16 GB less 7.2 GB of whole vectors, and 1.8 GB of codes.
    expect(sizes(plan(500_000, { quantized: true }))).toEqual([12, 250, 8]);
    expect(plan(500_000, { quantized: true, dimensions: 1024 }).ramBytes).toBe(16 * GB);
    expect(plan(500_000, { dimensions: 1024 }).ramBytes).toBe(32 * GB);
    expect(plan(10, { quantized: true }).ramBytes).toBe(2 * GB);
  });

  it('refuses what is no number of documents', () => {
    for (const documents of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => plan(documents)).toThrow('A plan needs a number of documents');
    }
    expect(() => plan(10, { replicas: 0 })).toThrow('at least one copy');
  });
});

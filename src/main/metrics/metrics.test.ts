import { describe, expect, it } from 'vitest';
import type { ClusterStatus, NodeStatus } from '../../shared/cluster.ts';
import type { Status } from '../../shared/model.ts';
import { createMetrics } from './metrics.ts';

const status: Status = {
  documents: 290,
  candidates: 288,
  chunks: 2400,
  embedded: 2100,
  pending: 3,
  processing: 2,
  failed: 1,
  needsOcr: 4,
  engine: {
    mode: 'cluster',
    healthy: true,
    collection: 'cvs',
    model: 'multilingual-e5-small',
    modelState: 'ready',
  },
  dataDir: '/data',
  sizeBytes: 0,
};

const node = (name: string, over: Partial<NodeStatus> = {}): NodeStatus => ({
  name,
  state: 'running',
  healthy: true,
  url: 'http://127.0.0.1:6333',
  peerId: null,
  memoryBytes: 1_500_000,
  memoryLimitBytes: null,
  diskBytes: null,
  restarts: 0,
  version: '1.18.3',
  startedAt: null,
  shards: [],
  ...over,
});

const cluster = (nodes: NodeStatus[]): ClusterStatus => ({
  mode: 'cluster',
  nodes,
  peers: nodes.length,
  collection: null,
  problems: [],
  operation: null,
  dashboardUrl: null,
});

/** Samples by series, as a scraper reads them; every line has to be one that the format knows. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const parts = /^([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})?) ([0-9.e+-]+)$/.exec(line);
    if (!parts?.[1]) throw new Error(`not a sample: ${line}`);
    samples.set(parts[1], Number(parts[2]));
  }
  return samples;
}

describe('the metrics of a host', () => {
  it('are given as text of format 0.0.4, each with its help and kind', async () => {
    const metrics = createMetrics({ version: '0.1.0' });
    expect(metrics.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await metrics.render({ status, cluster: null });
    expect(text).toContain('# HELP cvi_documents Documents in the index.\n# TYPE cvi_documents gauge\n');
    expect(text).toContain('# TYPE cvi_search_seconds histogram\n');
    expect(text).toContain('# TYPE cvi_intake_documents_total counter\n');
    expect(text.endsWith('\n')).toBe(true);
    const names = [...parse(text).keys()].map((series) => series.replace(/\{.*/, ''));
    for (const name of names) expect(text).toContain(`# TYPE ${name.replace(/_(bucket|sum|count)$/, '')} `);
  });

  it('say what the index has and how files stand', async () => {
    const samples = parse(await createMetrics({ version: '0.1.0' }).render({ status, cluster: null }));
    expect(Object.fromEntries(samples)).toMatchObject({
      cvi_documents: 290,
      cvi_chunks: 2400,
      cvi_embedded_chunks: 2100,
      'cvi_files{state="pending"}': 3,
      'cvi_files{state="processing"}': 2,
      'cvi_files{state="failed"}': 1,
      'cvi_files{state="needs_ocr"}': 4,
      cvi_engine_healthy: 1,
      cvi_engine_problems: 0,
      [`cvi_build_info{version="0.1.0",node="${process.versions.node}"}`]: 1,
    });
  });

  it('count searches by kind and by how long they took', async () => {
    const metrics = createMetrics({ version: '0.1.0' });
    for (const seconds of [0.003, 0.04, 0.04, 7]) metrics.searched({ seconds, mode: 'hybrid' });
    metrics.searched({ seconds: 0.2, mode: 'words' });
    const samples = parse(await metrics.render({ status, cluster: null }));
    expect(Object.fromEntries(samples)).toMatchObject({
      'cvi_search_total{mode="hybrid"}': 4,
      'cvi_search_total{mode="words"}': 1,
      'cvi_search_seconds_bucket{le="0.005"}': 1,
      'cvi_search_seconds_bucket{le="0.05"}': 3,
      'cvi_search_seconds_bucket{le="5"}': 4,
      'cvi_search_seconds_bucket{le="+Inf"}': 5,
      cvi_search_seconds_count: 5,
    });
    expect(samples.get('cvi_search_seconds_sum')).toBeCloseTo(7.283, 6);
  });

  it('count what is taken in by what became of it', async () => {
    const metrics = createMetrics({ version: '0.1.0' });
    metrics.takenIn('indexed');
    metrics.takenIn('indexed', 49);
    metrics.takenIn('needsOcr');
    const samples = parse(await metrics.render({ status, cluster: null }));
    expect(samples.get('cvi_intake_documents_total{outcome="indexed"}')).toBe(50);
    expect(samples.get('cvi_intake_documents_total{outcome="needsOcr"}')).toBe(1);
  });

  it('report each node, and none that is gone', async () => {
    const metrics = createMetrics({ version: '0.1.0' });
    const both = cluster([node('qdrant-1'), node('qdrant-2', { healthy: false, memoryBytes: null })]);
    const before = parse(await metrics.render({ status, cluster: both }));
    expect(before.get('cvi_node_up{node="qdrant-1"}')).toBe(1);
    expect(before.get('cvi_node_up{node="qdrant-2"}')).toBe(0);
    expect(before.get('cvi_node_memory_bytes{node="qdrant-1"}')).toBe(1_500_000);
    expect(before.has('cvi_node_memory_bytes{node="qdrant-2"}')).toBe(false);
    const after = await metrics.render({ status, cluster: cluster([node('qdrant-1')]) });
    expect(after).not.toContain('qdrant-2');
  });

  it('escape what a label can hold', async () => {
    const odd = cluster([node('a "b" \\ c\nd')]);
    const text = await createMetrics({ version: '0.1.0' }).render({ status, cluster: odd });
    expect(text).toContain('cvi_node_up{node="a \\"b\\" \\\\ c\\nd"} 1\n');
    parse(text);
  });

  it('report the memory and the processor time of the process, which only grows', async () => {
    const metrics = createMetrics({ version: '0.1.0' });
    const first = parse(await metrics.render({ status, cluster: null }));
    const second = parse(await metrics.render({ status, cluster: null }));
    expect(first.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    const cpu = 'process_cpu_seconds_total';
    expect(first.get(cpu)).toBeGreaterThan(0);
    expect(second.get(cpu)).toBeGreaterThanOrEqual(first.get(cpu) ?? 0);
    expect(second.get(cpu)).toBeLessThan(process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 + 1);
  });

  it('of two hosts in one process are counted apart', async () => {
    const [one, other] = [createMetrics({ version: '0.1.0' }), createMetrics({ version: '0.1.0' })];
    one.takenIn('failed');
    expect(
      parse(await one.render({ status, cluster: null })).get('cvi_intake_documents_total{outcome="failed"}'),
    ).toBe(1);
    expect(await other.render({ status, cluster: null })).not.toContain('outcome="failed"');
  });
});

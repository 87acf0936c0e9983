import { describe, expect, it } from 'vitest';
import type { ClusterStatus, Problem } from '../../shared/cluster.ts';
import type { EngineStatus } from '../../shared/model.ts';
import { health } from './health.ts';

const engine: EngineStatus = {
  mode: 'cluster',
  healthy: true,
  collection: 'cvs',
  model: 'multilingual-e5-small',
  modelState: 'ready',
};
const problem = (over: Partial<Problem>): Problem => ({
  code: 'node_stopped',
  severity: 'error',
  message: 'qdrant-2 at a private address is not running.',
  node: 'qdrant-2',
  remedy: { label: 'Start qdrant-2', action: 'up' },
  ...over,
});
const cluster = (problems: Problem[]): ClusterStatus => ({
  mode: 'cluster',
  nodes: [],
  peers: 0,
  collection: null,
  problems,
  operation: null,
  dashboardUrl: null,
});

describe('the health of a host', () => {
  it('is good when the engine answers, with or without servers', () => {
    expect(health({ engine: { ...engine, mode: 'embedded' } }, null)).toEqual({
      ok: true,
      degraded: false,
      engine: 'embedded',
      model: 'ready',
      nodes: { up: 0, of: 0 },
      problems: [],
    });
    expect(health({ engine }, cluster([]))).toMatchObject({ ok: true, degraded: false });
  });

  it('is degraded by an error or a model that failed, not by a warning or what passes by itself', () => {
    const passing = [
      problem({ code: 'disk_slow', severity: 'warning' }),
      problem({ code: 'collection_yellow', severity: 'info' }),
    ];
    expect(health({ engine }, cluster(passing))).toMatchObject({ degraded: false, problems: [] });
    const twice = health({ engine }, cluster([problem({}), problem({ node: 'qdrant-3' })]));
    expect(twice).toMatchObject({ ok: true, degraded: true, problems: ['node_stopped'] });
    expect(health({ engine: { ...engine, modelState: 'failed' } }, null)).toMatchObject({ degraded: true });
  });

  it('is bad when the engine does not answer, and tells codes only', () => {
    const bad = health({ engine: { ...engine, healthy: false } }, cluster([problem({})]));
    expect(bad).toMatchObject({ ok: false, degraded: false });
    expect(JSON.stringify(bad)).not.toContain('private');
  });
});

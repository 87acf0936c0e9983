import { describe, expect, it } from 'vitest';
import type { NodeState, NodeStatus, Problem } from '../../../../shared/cluster.ts';
import { abilitiesOf, engineState, runsNow, shownProblems } from './engine-state.ts';

const node = (state: NodeState, healthy = state === 'running'): NodeStatus => ({
  ...{ name: 'qdrant-1', state, healthy, url: 'http://127.0.0.1:6333', peerId: '1' },
  ...{ memoryBytes: null, memoryLimitBytes: null, diskBytes: null, restarts: 0 },
  ...{ version: null, startedAt: null, shards: [] },
});
const problem = (code: Problem['code'], severity: Problem['severity']): Problem => ({
  ...{ code, severity, message: 'Something is wrong.', node: null },
  remedy: { label: 'Check again', action: 'check_again' },
});
const stateOf = (nodes: NodeStatus[], problems: Problem[] = [], operation: string | null = null) =>
  engineState({ nodes, problems, operation });

describe('the state of the servers', () => {
  it('is healthy when all answer, and what passes by itself does not matter', () => {
    expect(stateOf([node('running'), node('running')])).toBe('healthy');
    expect(stateOf([node('running')], [problem('collection_yellow', 'info')])).toBe('healthy');
    expect(stateOf([node('running')], [], 'Documents are being copied.')).toBe('healthy');
  });

  it('is degraded when some answer, or all with a warning', () => {
    expect(stateOf([node('running'), node('stopped')])).toBe('degraded');
    expect(stateOf([node('running')], [problem('disk_slow', 'warning')])).toBe('degraded');
  });

  it('is failed when none answers though it should, or something keeps them from starting', () => {
    expect(stateOf([node('running', false)])).toBe('failed');
    expect(stateOf([node('unreachable')])).toBe('failed');
    expect(stateOf([], [problem('docker_stopped', 'error')])).toBe('failed');
    expect(stateOf([node('stopped')], [problem('out_of_memory', 'error')])).toBe('failed');
  });

  it('is stopped when they are there and do not run, whoever stopped them', () => {
    expect(stateOf([node('stopped'), node('stopped')], [problem('node_stopped', 'error')])).toBe('stopped');
  });

  it('is absent before they are made', () => {
    expect(stateOf([])).toBe('absent');
    expect(stateOf([node('absent')], [problem('node_stopped', 'error')])).toBe('absent');
  });

  it('is starting while one comes up, and busy while something else is done', () => {
    expect(stateOf([node('running'), node('starting')])).toBe('starting');
    expect(stateOf([node('stopped')], [], 'The image is being pulled.')).toBe('busy');
  });
});

describe('the problems shown', () => {
  const stopped = problem('node_stopped', 'error');

  it('are all of them, but not once more that nothing runs', () => {
    const status = { problems: [stopped], operation: null };
    expect(shownProblems({ ...status, nodes: [node('stopped')] })).toEqual([]);
    expect(shownProblems({ ...status, nodes: [node('running'), node('stopped')] })).toEqual([stopped]);
  });
});

describe('what can be done', () => {
  it('is nothing without servers, and only looking at those of others', () => {
    expect(abilitiesOf('embedded').servers).toBe(false);
    expect(abilitiesOf('remote')).toEqual({ servers: true, runs: false, images: false, scales: false });
  });

  it('is stopping where one is up, and starting where none is', () => {
    expect(runsNow([node('running'), node('stopped')])).toBe(true);
    expect(runsNow([node('restarting')])).toBe(true);
    expect(runsNow([node('stopped'), node('absent')])).toBe(false);
    expect(runsNow([])).toBe(false);
  });
});

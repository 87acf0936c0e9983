import { describe, expect, it } from 'vitest';
import { collectionSchema, shardsSchema } from '../nodes/node-facts.ts';
import { clusterStatus } from './cluster-status.ts';
import {
  answers,
  clusterFacts,
  NODES,
  observed,
  PEERS,
  recordedCollection,
  recordedShards,
  silentAnswers,
  singleFacts,
} from './test-cluster.ts';

const of = (facts: ReturnType<typeof clusterFacts>) =>
  clusterStatus({ ...facts, collection: 'cvs', operation: null });

describe('the status of a cluster', () => {
  it('puts together what is seen of each node and what it says', () => {
    const status = of(clusterFacts());
    expect(status).toMatchObject({
      mode: 'cluster',
      peers: 3,
      collection: { name: 'cvs', status: 'green', points: 200, shards: 3, replicas: 2, optimizing: [] },
      problems: [],
      dashboardUrl: 'http://127.0.0.1:6333/dashboard',
    });
    expect(status.nodes[0]).toEqual({
      name: 'qdrant-1',
      state: 'running',
      healthy: true,
      url: 'http://127.0.0.1:6333',
      peerId: PEERS[0],
      memoryBytes: 500 * 1024 ** 2,
      memoryLimitBytes: 4 * 1024 ** 3,
      diskBytes: 1024 ** 3,
      restarts: 0,
      version: '1.18.3',
      startedAt: 1_764_000_000_000,
      shards: [
        { shard: 1, state: 'active', points: 67 },
        { shard: 2, state: 'active', points: 74 },
      ],
    });
    expect(status.nodes[2]?.shards).toEqual([
      { shard: 0, state: 'active', points: null },
      { shard: 1, state: 'active', points: null },
    ]);
  });

  it('shows the copies of a node that is away as the others see them', () => {
    const status = of(
      clusterFacts({
        observation: {
          nodes: NODES.map((name, at) => observed(name, at === 2 ? { state: 'stopped' } : {})),
          faults: [],
        },
        answers: [
          answers(0, { shards: shardsSchema.parse(recordedShards('Dead')) }),
          answers(1),
          silentAnswers(2),
        ],
      }),
    );
    expect(status.nodes[2]).toMatchObject({
      state: 'stopped',
      healthy: false,
      version: null,
      peerId: PEERS[2],
      shards: [
        { shard: 0, state: 'dead' },
        { shard: 1, state: 'dead' },
      ],
    });
    expect(status.problems).toMatchObject([{ code: 'node_stopped' }]);
  });

  it('knows that a server goes on while Docker can not be asked', () => {
    const facts = singleFacts({ state: 'unreachable' }, {}, answers(0));
    const status = of({
      ...facts,
      observation: { ...facts.observation, faults: [{ kind: 'docker', reason: 'stopped' }] },
    });
    expect(status.nodes[0]).toMatchObject({ state: 'running', healthy: true });
    expect(status.problems.map(({ code }) => code)).toEqual(['docker_stopped']);
  });

  it('does not call a node healthy before it has loaded what it stores', () => {
    expect(of(singleFacts({}, {}, answers(0, { ready: false }))).nodes[0]).toMatchObject({ healthy: false });
  });

  it('tells a collection that is missing from one that nobody could be asked for', () => {
    expect(of(singleFacts({}, {}, answers(0, { collection: 'missing' }))).collection).toMatchObject({
      status: 'missing',
      points: 0,
    });
    expect(of(singleFacts({ state: 'stopped' })).collection).toBeNull();
  });

  it('shows the collection as the node sees it that sees it worst, with what is being done to it', () => {
    const red = collectionSchema.parse(recordedCollection({ status: 'red' }));
    const facts = clusterFacts({
      answers: [answers(0, { optimizing: ['indexing'] }), answers(1, { collection: red }), answers(2)],
    });
    expect(clusterStatus({ ...facts, collection: 'cvs', operation: 'Adding a node.' })).toMatchObject({
      collection: { status: 'red', optimizing: ['indexing'] },
      operation: 'Adding a node.',
    });
  });

  it('has no dashboard where none is served', () => {
    expect(of(singleFacts({}, {}, answers(0, { dashboard: false }))).dashboardUrl).toBeNull();
  });
});

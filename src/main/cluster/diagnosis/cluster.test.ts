import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../shared/cluster.ts';
import { clusterSchema, collectionSchema, shardsSchema } from '../nodes/node-facts.ts';
import { diagnose } from './diagnose.ts';
import type { DiagnosisFacts, NodeAnswers } from './facts.ts';
import {
  answers,
  clusterFacts,
  NODES,
  observed,
  recordedCluster,
  recordedCollection,
  recordedShards,
  silentAnswers,
  transferToThird,
} from './test-cluster.ts';

const told = (facts: DiagnosisFacts) => diagnose(facts).map(({ code, message }) => [code, message]);
const only = (facts: DiagnosisFacts): Problem => {
  const problems = diagnose(facts);
  expect(problems).toHaveLength(1);
  return problems[0] as Problem;
};
const all = (over: (node: 0 | 1 | 2) => Partial<NodeAnswers>) =>
  clusterFacts({ answers: [answers(0, over(0)), answers(1, over(1)), answers(2, over(2))] });
const first = (over: Partial<NodeAnswers>) =>
  clusterFacts({ answers: [answers(0, over), answers(1), answers(2)] });

/** As recorded when nodes were killed: the others can't reach them, and call their copies dead. */
const killed = (down: (1 | 2)[], over: Partial<NodeAnswers> = {}) =>
  clusterFacts({
    observation: {
      nodes: NODES.map((name, node) =>
        observed(name, down.includes(node as 1) ? { state: 'stopped', exitCode: 143 } : {}),
      ),
      faults: [],
    },
    answers: ([0, 1, 2] as const).map((node) =>
      down.includes(node as 1)
        ? silentAnswers(node, over)
        : answers(node, {
            cluster: clusterSchema.parse(recordedCluster(node, down)),
            shards: node === 0 ? shardsSchema.parse(recordedShards('Dead')) : null,
          }),
    ),
  });

describe('diagnosis of a cluster that lost a node', () => {
  it('tells the node and not what follows from it, and that the others answer', () => {
    expect(told(killed([2]))).toEqual([
      ['node_stopped', 'qdrant-3 is not running; the other nodes go on answering.'],
    ]);
  });

  it('knows whom the others miss even when the node has never said its number', () => {
    expect(told(killed([2], { peerId: null }))).toHaveLength(1);
  });

  it('says when not everybody is found any more', () => {
    expect(told(killed([1, 2]))).toEqual([
      ['node_stopped', 'qdrant-2 is not running; until it is back, searches do not find everybody.'],
      ['node_stopped', 'qdrant-3 is not running; until it is back, searches do not find everybody.'],
    ]);
  });
});

describe('diagnosis of nodes among themselves', () => {
  it('finds a node that answers here but not the others', () => {
    const apart = all((node) => ({
      cluster: clusterSchema.parse(recordedCluster(node, node === 2 ? [] : [2])),
    }));
    const problem = only(apart);
    expect(problem).toMatchObject({ code: 'peer_unreachable', node: 'qdrant-3' });
    expect(problem.message).toContain("can't be reached by qdrant-1 and qdrant-2");
  });

  it('overlooks a message or two that were lost', () => {
    expect(diagnose(first({ cluster: clusterSchema.parse(recordedCluster(0, [2], 2)) }))).toEqual([]);
  });

  it('names a member that is none of the nodes', () => {
    const raw = recordedCluster(0);
    raw.peers['77'] = { uri: 'http://gone:6335/' };
    raw.message_send_failures['http://gone:6335/'] = {
      count: 900,
      latest_error: '',
      latest_error_timestamp: '',
    };
    const problem = only(first({ cluster: clusterSchema.parse(raw) }));
    expect(problem).toMatchObject({ code: 'peer_unreachable', node: null, remedy: { action: null } });
    expect(problem.message).toContain('peer 77');
  });

  it('says that a consensus has stopped, in the words of Qdrant', () => {
    const raw = recordedCluster(0);
    raw.consensus_thread_status = { consensus_thread_status: 'stopped_with_err', err: 'raft log is broken' };
    expect(only(first({ cluster: clusterSchema.parse(raw) }))).toMatchObject({
      code: 'consensus_stopped',
      node: 'qdrant-1',
      message: expect.stringContaining('"raft log is broken"'),
    });
  });
});

describe('diagnosis of copies of shards', () => {
  const copies = (state: string, moving: number[] = []) =>
    first({ shards: shardsSchema.parse(recordedShards(state, moving.map(transferToThird))) });

  it('names dead ones by shard and node, and recovers them', () => {
    const problem = only(copies('Dead'));
    expect(problem).toMatchObject({ code: 'replica_dead', severity: 'error', node: 'qdrant-3' });
    expect(problem.message).toContain('copies of shards 0 and 1 on qdrant-3');
    expect(problem.remedy.action).toBe('recover_replica');
  });

  it('says of those that are being filled that they recover by themselves', () => {
    expect(diagnose(copies('Partial', [0, 1]))).toMatchObject([
      { code: 'replica_partial', severity: 'info', remedy: { action: 'check_again' } },
    ]);
    expect(diagnose(copies('Dead', [0]))).toMatchObject([
      { code: 'replica_dead', message: expect.stringContaining('shard 1 on') },
      { code: 'replica_partial', message: expect.stringContaining('shard 0 on') },
    ]);
  });

  it('offers to recover what is not complete while nothing fills it', () => {
    for (const state of ['Partial', 'ManualRecovery', 'Initializing']) {
      expect(only(copies(state))).toMatchObject({
        code: 'replica_partial',
        severity: 'warning',
        remedy: { action: 'recover_replica' },
      });
    }
  });
});

describe('diagnosis of the index', () => {
  const collection = (over: Parameters<typeof recordedCollection>[0]) =>
    first({ collection: collectionSchema.parse(recordedCollection(over)), optimizing: ['indexing'] });

  it('says of yellow that searches go on: no error', () => {
    expect(only(collection({ status: 'yellow' }))).toMatchObject({
      code: 'collection_yellow',
      severity: 'info',
      message: 'The index is being optimised (indexing); searches go on meanwhile.',
    });
  });

  it('offers to start what waits when grey', () => {
    expect(only(collection({ status: 'grey' }))).toMatchObject({
      code: 'collection_grey',
      severity: 'warning',
      remedy: { action: 'optimize' },
    });
  });

  it('says of red what Qdrant says, and that a disk is full only once', () => {
    const red = (error: string) => ({ status: 'red', optimizer_status: { error } });
    expect(only(collection(red('segment is broken')))).toMatchObject({
      code: 'collection_red',
      severity: 'error',
      message: 'Qdrant reports an error in the index: "segment is broken".',
      remedy: { action: 'restart' },
    });
    const full = red('Out of disk: No space left on device (os error 28)');
    expect(only(collection(full)).code).toBe('disk_full');
    const measured = collectionSchema.parse(recordedCollection(full));
    expect(only(first({ collection: measured, freeDiskBytes: 12_000_000 })).message).toContain(
      '11 MB are free',
    );
  });

  it('knows that vectors of two models can not be compared', () => {
    const wanted = { name: 'multilingual-e5-small', dimensions: 384, revision: 'a' };
    const model = (storedModel: DiagnosisFacts['storedModel']) =>
      clusterFacts({ wantedModel: wanted, storedModel });
    expect(diagnose(model(wanted))).toEqual([]);
    expect(diagnose(model({ name: null, dimensions: 384, revision: null }))).toEqual([]);
    expect(only(model({ ...wanted, name: 'bge-large-en-v1.5', dimensions: 1024 }))).toMatchObject({
      code: 'model_mismatch',
      remedy: { label: 'Use the model bge-large-en-v1.5', action: 'use_model' },
    });
    expect(only(model({ name: null, dimensions: 1024, revision: null })).message).toBe(
      'The vectors of the index have 1024 dimensions, and those of multilingual-e5-small have 384.',
    );
    expect(only(model({ ...wanted, revision: 'b' }))).toMatchObject({
      message: expect.stringContaining('another revision of multilingual-e5-small'),
      remedy: { action: null },
    });
  });
});

describe('diagnosis of machines', () => {
  it('tells of a full disk once for the nodes that share it, with what is free', () => {
    expect(only(all(() => ({ freeDiskBytes: 300 * 1024 ** 2 })))).toMatchObject({
      code: 'disk_full',
      message:
        'The disk of qdrant-1, qdrant-2 and qdrant-3 is full: 300 MB are free, and 1 GB are needed to go on.',
    });
  });

  it('tells of a slow disk', () => {
    expect(only(first({ writeMs: 900 }))).toMatchObject({
      code: 'disk_slow',
      severity: 'warning',
      message: 'The disk of qdrant-1 is slow: a small write takes 900 ms, on a local SSD less than 20.',
    });
  });

  it('tells whose clock is wrong: one node, this machine, or two nodes from one another', () => {
    expect(only(first({ clockOffsetMs: 12_000 })).message).toBe(
      'The clock of qdrant-1 is 12 seconds ahead of that of this machine.',
    );
    expect(only(all(() => ({ clockOffsetMs: -600_000 })))).toMatchObject({
      code: 'clock_skew',
      message: 'The clock of this machine is 10 minutes ahead of those of all nodes.',
      node: null,
    });
    const apart = all((node) => ({ clockOffsetMs: [-4000, 0, 4000][node] ?? 0 }));
    expect(only(apart).message).toBe('The clock of qdrant-3 is 8 seconds ahead of that of qdrant-1.');
    expect(diagnose(first({ clockOffsetMs: 4000 }))).toEqual([]);
  });

  it('tells of versions that differ, are too far from the client, or are not the wanted one', () => {
    expect(only(first({ version: '1.17.1' }))).toMatchObject({
      code: 'version_mismatch',
      message:
        'The nodes run different versions of Qdrant: qdrant-1 has 1.17.1, qdrant-2 has 1.18.3 and qdrant-3 has 1.18.3.',
      remedy: { label: 'Bring all nodes to 1.18.3', action: 'up' },
    });
    const old = { ...all(() => ({ version: '1.16.3' })), mode: 'remote' } as const;
    expect(only(old).message).toBe(
      'Qdrant 1.16.3 is too far from 1.19, the version that this application is made for.',
    );
    expect(only(old).remedy.action).toBeNull();
    expect(diagnose({ ...all(() => ({ version: '1.20.0' })), mode: 'remote' })).toEqual([]);
    expect(only(all(() => ({ version: '1.19.0' }))).message).toContain('instead of 1.18.3');
  });

  it('puts errors before warnings, and warnings before what passes by itself', () => {
    const facts = first({
      writeMs: 900,
      collection: collectionSchema.parse(recordedCollection({ status: 'yellow' })),
      shards: shardsSchema.parse(recordedShards('Dead')),
    });
    expect(diagnose(facts).map(({ severity }) => severity)).toEqual(['error', 'warning', 'info']);
  });
});

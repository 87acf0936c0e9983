import { expect, it } from 'vitest';
import { clusterSchema, collectionSchema, parseMetrics, shardsSchema } from './node-facts.ts';

it('reads the peers of a cluster, and which of them are not reached', () => {
  const facts = clusterSchema.parse({
    status: 'enabled',
    peer_id: 4005235437,
    peers: { 4005235437: { uri: 'http://a:6335/' }, 12: { uri: 'http://b:6335/' } },
    raft_info: { term: 1, commit: 9, pending_operations: 2, leader: 12, role: 'Follower', is_voter: true },
    consensus_thread_status: { consensus_thread_status: 'working', last_update: '2026-01-01T00:00:00Z' },
    message_send_failures: { 'http://b:6335/': { count: 3, latest_error: 'refused' } },
  });
  expect(facts).toEqual({
    enabled: true,
    peerId: '4005235437',
    leaderId: '12',
    peers: expect.arrayContaining([
      { peerId: '4005235437', uri: 'http://a:6335/', sendFailures: 0 },
      { peerId: '12', uri: 'http://b:6335/', sendFailures: 3 },
    ]),
    pendingOperations: 2,
    consensusError: null,
  });
});

it('tells a consensus that has stopped', () => {
  const stopped = { consensus_thread_status: 'stopped_with_err', err: 'no space left' };
  expect(clusterSchema.parse({ status: 'enabled', consensus_thread_status: stopped })).toMatchObject({
    consensusError: 'no space left',
  });
});

it('reads what an optimizer could not do', () => {
  const facts = collectionSchema.parse({
    status: 'red',
    optimizer_status: { error: 'out of disk' },
    points_count: 7,
    segments_count: 2,
    config: { params: { shard_number: 3, replication_factor: 2 } },
  });
  expect(facts).toMatchObject({
    status: 'red',
    points: 7,
    shards: 3,
    replicas: 2,
    optimizerError: 'out of disk',
  });
});

it('reads where the replicas are and how they are', () => {
  const facts = shardsSchema.parse({
    peer_id: 1,
    shard_count: 1,
    local_shards: [{ shard_id: 0, points_count: 5, state: 'ActiveRead' }],
    remote_shards: [
      { shard_id: 0, peer_id: 2, state: 'Dead' },
      { shard_id: 1, peer_id: 2, state: 'NotKnownYet' },
    ],
    shard_transfers: [{ shard_id: 0, from: 1, to: 2, sync: true, comment: '5 of 9' }],
  });
  expect(facts.replicas).toEqual([
    { shard: 0, peerId: '1', state: 'active', points: 5 },
    { shard: 0, peerId: '2', state: 'dead', points: null },
    { shard: 1, peerId: '2', state: 'other', points: null },
  ]);
  expect(facts.transfers).toEqual([{ shard: 0, fromPeerId: '1', toPeerId: '2', comment: '5 of 9' }]);
});

it('reads metrics with and without labels', () => {
  const text = '# HELP a b\ncollections_total 3\napp_info{name="qd\\"rant",version="1.18.3"} 1\nnonsense\n';
  expect(parseMetrics(text)).toEqual([
    { name: 'collections_total', labels: {}, value: 3 },
    { name: 'app_info', labels: { name: 'qd\\"rant', version: '1.18.3' }, value: 1 },
  ]);
});

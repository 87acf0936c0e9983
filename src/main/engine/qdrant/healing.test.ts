import { expect, it } from 'vitest';
import type { Schemas } from './client.ts';
import { copiesNeeded } from './healing.ts';

type Info = Schemas['CollectionClusterInfo'];

const info = (changes: Partial<Info>): Info => ({
  peer_id: 1,
  shard_count: 2,
  local_shards: [
    { shard_id: 0, points_count: 5, state: 'Active' },
    { shard_id: 1, points_count: 0, state: 'Dead' },
  ],
  remote_shards: [
    { shard_id: 0, peer_id: 2, state: 'Dead' },
    { shard_id: 1, peer_id: 2, state: 'Active' },
  ],
  shard_transfers: [],
  ...changes,
});

it('copies each replica that is behind from one that is not', () => {
  expect(copiesNeeded(info({}))).toEqual([
    { shard: 1, from: 2, to: 1 },
    { shard: 0, from: 1, to: 2 },
  ]);
});

it('leaves alone what is being copied and what has no sound copy', () => {
  const transfer = { shard_id: 1, from: 2, to: 1, sync: false } as Info['shard_transfers'][number];
  expect(copiesNeeded(info({ shard_transfers: [transfer] }))).toEqual([{ shard: 0, from: 1, to: 2 }]);
  expect(
    copiesNeeded(info({ local_shards: [], remote_shards: [{ shard_id: 0, peer_id: 2, state: 'Dead' }] })),
  ).toEqual([]);
});

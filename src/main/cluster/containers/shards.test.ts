import { describe, expect, it } from 'vitest';
import type { ShardFacts } from '../nodes/node-facts.ts';
import { nextMove } from './shards.ts';

const lying = (...places: [shard: number, peerId: string][]): ShardFacts => ({
  peerId: 'a',
  replicas: places.map(([shard, peerId]) => ({ shard, peerId, state: 'active', points: null })),
  transfers: [],
});

describe('evening out the shards', () => {
  it('moves a shard from the fullest peer to the emptiest that does not have it', () => {
    const facts = lying([0, 'a'], [1, 'a'], [2, 'a'], [0, 'b']);
    expect(nextMove(facts, ['a', 'b'])).toEqual({ shard: 1, from: 'a', to: 'b' });
    expect(nextMove(facts, ['a', 'b', 'c'])).toEqual({ shard: 0, from: 'a', to: 'c' });
  });

  it('ends when no two peers differ by more than one', () => {
    expect(nextMove(lying([0, 'a'], [1, 'a'], [2, 'b']), ['a', 'b'])).toBeNull();
    expect(nextMove(lying(), ['a', 'b'])).toBeNull();
  });

  it('moves nothing to a peer that has all shards already', () => {
    expect(nextMove(lying([0, 'a'], [0, 'b'], [1, 'b']), ['a', 'b'])).toBeNull();
  });
});

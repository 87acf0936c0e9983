import { AppError } from '../../../shared/errors.ts';
import type { ReplicaFacts, ShardFacts } from '../nodes/node-facts.ts';
import { waitFor } from '../wait-for.ts';
import type { Peers } from './peers.ts';

/** A shard of an index of millions takes hours at most. */
const TRANSFER_MS = 6 * 60 * 60 * 1000;
/** A transfer that is over without its replica is looked for again: consensus tells it a little late. */
const LOOKS_AFTER_END = 12;

export interface ShardWork {
  peers: Peers;
  /** A node that answers and is not the one to be emptied. */
  via: string;
  signal?: AbortSignal | undefined;
}

/**
 * Takes every replica from a peer: moved to another one, or dropped where every other peer has one.
 * From a peer that is dead nothing can be moved: its shards are copied from another replica.
 * Rejects with `conflict` when a dead peer has the only copy. Resolves with the number of replicas.
 */
export async function evacuate(work: ShardWork, peerId: string, alive: boolean): Promise<number> {
  let count = 0;
  const { peers: members } = await work.peers.cluster(work.via);
  const others = members.map((member) => member.peerId).filter((id) => id !== peerId);
  for (const collection of await work.peers.collections(work.via)) {
    const before = await work.peers.shards(work.via, collection);
    for (const replica of before.replicas.filter((one) => one.peerId === peerId)) {
      await evacuateOne({ ...work, collection, others }, replica, alive);
      count += 1;
    }
  }
  return count;
}

interface CollectionWork extends ShardWork {
  collection: string;
  /** Peers that may take replicas. */
  others: readonly string[];
}

async function evacuateOne(work: CollectionWork, replica: ReplicaFacts, alive: boolean): Promise<void> {
  const now = await work.peers.shards(work.via, work.collection);
  const { shard, peerId } = replica;
  const source = now.replicas.find(
    (one) => one.shard === shard && one.peerId !== peerId && one.state === 'active',
  );
  const target = emptiest(now, work.others, shard);
  const movable = alive && replica.state === 'active';
  if (!source && !movable) {
    throw new AppError(
      'conflict',
      `Shard ${shard} has its only copy on a node that is gone; restore it from a snapshot.`,
    );
  }
  if (target !== null && movable) return transfer(work, 'move', { shard, from: peerId, to: target });
  if (target !== null && source) {
    await transfer(work, 'replicate', { shard, from: source.peerId, to: target });
  }
  if (!source) throw new AppError('conflict', `No other node can take shard ${shard}.`);
  await work.peers.dropReplica(work.via, work.collection, { shard, peerId });
}

/** Of the peers without this shard the one with the fewest replicas; null when all have it. */
function emptiest({ replicas }: ShardFacts, candidates: readonly string[], shard: number): string | null {
  const free = candidates.filter((id) => !replicas.some((one) => one.shard === shard && one.peerId === id));
  const load = (id: string) => replicas.filter((one) => one.peerId === id).length;
  return free.reduce<string | null>((best, id) => (best === null || load(id) < load(best) ? id : best), null);
}

type Move = { shard: number; from: string; to: string };

async function transfer(work: CollectionWork, kind: 'move' | 'replicate', move: Move): Promise<void> {
  const { peers, via, collection, signal } = work;
  if (kind === 'move') await peers.moveShard(via, collection, move);
  else await peers.replicateShard(via, collection, move);
  let looks = 0;
  await waitFor(
    async () => {
      const now = await peers.shards(via, collection);
      if (now.transfers.some(({ shard, toPeerId }) => shard === move.shard && toPeerId === move.to))
        return null;
      if (isDone(now, kind, move)) return true;
      looks += 1;
      if (looks < LOOKS_AFTER_END) return null;
      throw new AppError('engine_unavailable', `Shard ${move.shard} could not be brought to another node.`);
    },
    { timeoutMs: TRANSFER_MS, late: () => `Shard ${move.shard} is still on its way.`, signal },
  );
}

function isDone({ replicas }: ShardFacts, kind: 'move' | 'replicate', { shard, from, to }: Move): boolean {
  const of = (id: string) => replicas.find((one) => one.shard === shard && one.peerId === id);
  return of(to)?.state === 'active' && (kind === 'replicate' || of(from) === undefined);
}

/** Moves replicas from the fullest peers to the emptiest until no two differ by more than one. */
export async function balance(work: ShardWork, onMove: (shard: number) => void): Promise<void> {
  const { peers: members } = await work.peers.cluster(work.via);
  const others = members.map((member) => member.peerId);
  for (const collection of await work.peers.collections(work.via)) {
    for (;;) {
      const now = await work.peers.shards(work.via, collection);
      const move = nextMove(now, others);
      if (!move) break;
      onMove(move.shard);
      await transfer({ ...work, collection, others }, 'move', move);
    }
  }
}

/** Null when they are even, or nothing can be moved. */
export function nextMove({ replicas }: ShardFacts, peerIds: readonly string[]): Move | null {
  const load = (id: string) => replicas.filter((one) => one.peerId === id);
  const byLoad = [...peerIds].sort((a, b) => load(a).length - load(b).length);
  const [to, from] = [byLoad.at(0), byLoad.at(-1)];
  if (!to || !from || load(from).length - load(to).length < 2) return null;
  const taken = new Set(load(to).map((one) => one.shard));
  const movable = load(from).find((one) => one.state === 'active' && !taken.has(one.shard));
  return movable ? { shard: movable.shard, from, to } : null;
}

/** Resolves when every replica of every collection is active as each of these nodes sees it. */
export async function waitActive(
  peers: Peers,
  urls: readonly string[],
  options: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<void> {
  await waitFor(async () => ((await allActive(peers, urls)) ? true : null), {
    ...options,
    late: () => 'Some replicas are still being repaired.',
  });
}

async function allActive(peers: Peers, urls: readonly string[]): Promise<boolean> {
  for (const url of urls) {
    for (const collection of await peers.collections(url)) {
      const { replicas, transfers } = await peers.shards(url, collection);
      if (transfers.length > 0 || replicas.some(({ state }) => state !== 'active')) return false;
    }
  }
  return true;
}

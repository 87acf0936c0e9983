import type { PeerFacts, ReplicaFacts, ShardFacts } from '../nodes/node-facts.ts';
import type { NodeView } from './facts.ts';

/** Who is who: Qdrant names its members by number, people by the name of the node. */
export interface Peers {
  /** Null for a member that is none of the nodes known here. */
  nodeOf(peerId: string): NodeView | null;
  peerOf(node: NodeView): string | null;
}

export function peersOf(views: readonly NodeView[]): Peers {
  const byPeer = new Map<string, NodeView>();
  for (const view of views) {
    const peerId = view.answers?.cluster?.peerId ?? view.answers?.shards?.peerId ?? view.answers?.peerId;
    if (peerId) byPeer.set(peerId, view);
  }
  const unnamed = () => views.filter((view) => ![...byPeer.values()].includes(view));
  for (const peer of allPeers(views).filter(({ peerId }) => !byPeer.has(peerId))) {
    const found = unnamed().find((view) => hostOf(peer.uri) === view.name);
    if (found) byPeer.set(peer.peerId, found);
  }
  // The last one left over can only be the last node that has not said its number.
  const strangers = allPeers(views).filter(({ peerId }) => !byPeer.has(peerId));
  const [stranger, view] = [strangers[0], unnamed()[0]];
  if (strangers.length === 1 && unnamed().length === 1 && stranger && view && !view.answering) {
    byPeer.set(stranger.peerId, view);
  }
  return {
    nodeOf: (peerId) => byPeer.get(peerId) ?? null,
    peerOf: (node) => [...byPeer].find(([, each]) => each === node)?.[0] ?? null,
  };
}

function allPeers(views: readonly NodeView[]): PeerFacts[] {
  const peers = views.flatMap((view) => view.answers?.cluster?.peers ?? []);
  return [...new Map(peers.map((peer) => [peer.peerId, peer])).values()];
}

/** Containers know one another by their names. */
function hostOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).hostname : '';
}

/**
 * Every replica once. Where the nodes that answer differ, the one that does not call it active has
 * heard the latest: a node that comes back takes its own replicas for active until told otherwise.
 */
export function replicasOf(views: readonly NodeView[]): ReplicaFacts[] {
  const found = new Map<string, ReplicaFacts>();
  for (const replica of answeredShards(views).flatMap(({ replicas }) => replicas)) {
    const key = `${replica.shard}/${replica.peerId}`;
    found.set(key, worse(found.get(key), replica));
  }
  return [...found.values()].sort((a, b) => a.shard - b.shard);
}

function worse(known: ReplicaFacts | undefined, next: ReplicaFacts): ReplicaFacts {
  if (!known) return next;
  const state = known.state === 'active' ? next.state : known.state;
  return { ...known, state, points: known.points ?? next.points };
}

export function transfersOf(views: readonly NodeView[]): ShardFacts['transfers'] {
  return answeredShards(views).flatMap(({ transfers }) => transfers);
}

/** Shards that no node which answers has an active replica of: what they hold is not found. */
export function lostShards(views: readonly NodeView[], peers: Peers): number[] {
  const replicas = replicasOf(views);
  const alive = replicas.filter(
    ({ state, peerId }) => state === 'active' && peers.nodeOf(peerId)?.answering !== false,
  );
  const shards = new Set(replicas.map(({ shard }) => shard));
  return [...shards].filter((shard) => !alive.some((replica) => replica.shard === shard));
}

function answeredShards(views: readonly NodeView[]): ShardFacts[] {
  return views.flatMap(({ answering, answers }) => (answering && answers?.shards ? [answers.shards] : []));
}

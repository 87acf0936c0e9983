import type { Problem, ReplicaState } from '../../../shared/cluster.ts';
import type { ReplicaFacts } from '../nodes/node-facts.ts';
import type { NodeView } from './facts.ts';
import { listInWords, shardsInWords } from './in-words.ts';
import { type Peers, replicasOf, transfersOf } from './peers.ts';

/** A message or two get lost whenever a node starts; this many in a row means that it can't be reached. */
const SEND_FAILURES = 5;

/** Nodes that answer here but do not reach one another, and a consensus that has stopped. */
export function peerProblems(views: readonly NodeView[], peers: Peers): Problem[] {
  const answering = views.filter((view) => view.answering);
  const stopped = answering.flatMap((view) => consensusProblem(view) ?? []);
  return [...stopped, ...unreachedProblems(answering, views, peers)];
}

function consensusProblem({ name, answers }: NodeView): Problem | null {
  const error = answers?.cluster?.consensusError ?? null;
  if (error === null) return null;
  return {
    code: 'consensus_stopped',
    severity: 'error',
    message: `${name} no longer agrees on changes with the other nodes; Qdrant says "${error}".`,
    node: name,
    remedy: { label: `Restart ${name}`, action: 'restart_node' },
  };
}

function unreachedProblems(
  answering: readonly NodeView[],
  views: readonly NodeView[],
  peers: Peers,
): Problem[] {
  const callers = new Map<string, string[]>();
  for (const { name, answers } of answering) {
    for (const { peerId, sendFailures } of answers?.cluster?.peers ?? []) {
      if (sendFailures >= SEND_FAILURES) callers.set(peerId, [...(callers.get(peerId) ?? []), name]);
    }
  }
  // A node that does not answer and has not said its number is the one that is not reached.
  const nameless = views.filter((view) => !view.answering && peers.peerOf(view) === null).length;
  const strangers = [...callers].filter(([peerId]) => peers.nodeOf(peerId) === null);
  return [...callers].flatMap(([peerId, names]): Problem[] => {
    const target = peers.nodeOf(peerId);
    if (target) return target.answering ? [unreachedProblem(target.name, names)] : [];
    return strangers.length <= nameless ? [] : [strangerProblem(peerId, names)];
  });
}

function unreachedProblem(name: string, callers: readonly string[]): Problem {
  return {
    code: 'peer_unreachable',
    severity: 'error',
    message: `${name} answers here but can't be reached by ${listInWords(callers)}: their network or port 6335 is in the way.`,
    node: name,
    remedy: { label: `Restart ${name}`, action: 'restart_node' },
  };
}

function strangerProblem(peerId: string, callers: readonly string[]): Problem {
  return {
    code: 'peer_unreachable',
    severity: 'error',
    message: `A member of the cluster that is none of the nodes known here (peer ${peerId}) can't be reached by ${listInWords(callers)}.`,
    node: null,
    remedy: { label: 'Start that node, or take it out of the cluster', action: null },
  };
}

const FILLING: ReadonlySet<ReplicaState> = new Set(['partial', 'recovery', 'initializing']);

interface Copies {
  node: string;
  shards: number[];
}

/** Copies of shards that do not answer, by node; those of a node that is away are not told again. */
export function replicaProblems(views: readonly NodeView[], peers: Peers): Problem[] {
  const replicas = replicasOf(views).filter(({ peerId }) => peers.nodeOf(peerId)?.answering !== false);
  const moving = new Set(transfersOf(views).map(({ shard, toPeerId }) => `${shard}/${toPeerId}`));
  const isMoving = ({ shard, peerId }: ReplicaFacts) => moving.has(`${shard}/${peerId}`);
  const broken = replicas.filter(({ state }) => state === 'dead' || FILLING.has(state));
  const still = broken.filter((replica) => !isMoving(replica));
  const name = (peerId: string) => peers.nodeOf(peerId)?.name ?? `peer ${peerId}`;
  const copies = (of: readonly ReplicaFacts[]) => byNode(of, name);
  return [
    ...copies(still.filter(({ state }) => state === 'dead')).map(deadProblem),
    ...copies(still.filter(({ state }) => FILLING.has(state))).map(partialProblem),
    ...copies(broken.filter(isMoving)).map(movingProblem),
  ];
}

function byNode(replicas: readonly ReplicaFacts[], name: (peerId: string) => string): Copies[] {
  const nodes = new Map<string, number[]>();
  for (const { peerId, shard } of replicas) nodes.set(peerId, [...(nodes.get(peerId) ?? []), shard]);
  return [...nodes].map(([peerId, shards]) => ({ node: name(peerId), shards }));
}

function deadProblem({ node, shards }: Copies): Problem {
  return {
    code: 'replica_dead',
    severity: 'error',
    message: `The ${copy(shards)} of ${shardsInWords(shards)} on ${node} ${are(shards)} behind and not used; other copies answer, where there are any.`,
    node,
    remedy: { label: `Recover ${them(shards)} from another node`, action: 'recover_replica' },
  };
}

function partialProblem({ node, shards }: Copies): Problem {
  return {
    code: 'replica_partial',
    severity: 'warning',
    message: `The ${copy(shards)} of ${shardsInWords(shards)} on ${node} ${are(shards)} not complete, and nothing is filling ${them(shards)}.`,
    node,
    remedy: { label: `Recover ${them(shards)} from another node`, action: 'recover_replica' },
  };
}

function movingProblem({ node, shards }: Copies): Problem {
  return {
    code: 'replica_partial',
    severity: 'info',
    message: `The ${copy(shards)} of ${shardsInWords(shards)} on ${node} ${are(shards)} being filled from another node and will recover by ${shards.length === 1 ? 'itself' : 'themselves'}.`,
    node,
    remedy: { label: 'Check again', action: 'check_again' },
  };
}

const copy = (shards: readonly number[]) => (shards.length === 1 ? 'copy' : 'copies');
const are = (shards: readonly number[]) => (shards.length === 1 ? 'is' : 'are');
const them = (shards: readonly number[]) => (shards.length === 1 ? 'it' : 'them');

import type { ClusterStatus, CollectionStatus, NodeStatus } from '../../../shared/cluster.ts';
import { optimizingOf, worstCollection } from './collection.ts';
import { diagnose } from './diagnose.ts';
import { type DiagnosisFacts, type NodeView, nodeViews } from './facts.ts';
import { type Peers, peersOf, replicasOf } from './peers.ts';

export interface StatusFacts extends DiagnosisFacts {
  /** Name of the collection that is used. */
  collection: string;
  /** What is being done to the servers right now, for a person; null when nothing is. */
  operation: string | null;
}

/** All that is known of the servers, as the screens and the command line show it. */
export function clusterStatus(facts: StatusFacts): ClusterStatus {
  const views = nodeViews(facts);
  const peers = peersOf(views);
  return {
    mode: facts.mode,
    nodes: views.map((view) => nodeStatus(view, views, peers)),
    peers: Math.max(0, ...views.map(({ answers }) => memberCount(answers))),
    collection: collectionStatus(facts.collection, views),
    problems: diagnose(facts),
    operation: facts.operation,
    dashboardUrl: dashboardUrl(views),
  };
}

function nodeStatus(view: NodeView, views: readonly NodeView[], peers: Peers): NodeStatus {
  const { observed, answers } = view;
  const peerId = peers.peerOf(view);
  return {
    name: view.name,
    // Docker may be away while the server in its container goes on.
    state: view.answering && observed.state === 'unreachable' ? 'running' : observed.state,
    healthy: isHealthy(view),
    url: observed.url,
    peerId,
    memoryBytes: observed.memoryBytes,
    memoryLimitBytes: observed.memoryLimitBytes,
    diskBytes: observed.diskBytes,
    restarts: observed.restarts,
    version: answers?.version ?? null,
    startedAt: observed.startedAt,
    shards: replicasOf(views)
      .filter((replica) => replica.peerId === peerId)
      .map(({ shard, state, points }) => ({ shard, state, points })),
  };
}

function isHealthy({ answering, answers }: NodeView): boolean {
  return answering && answers?.ready === true && (answers.cluster?.consensusError ?? null) === null;
}

function memberCount(answers: NodeView['answers']): number {
  return answers?.cluster?.enabled ? answers.cluster.peers.length : 0;
}

function collectionStatus(name: string, views: readonly NodeView[]): CollectionStatus | null {
  const facts = worstCollection(views);
  if (facts) {
    const { status, points, shards, replicas } = facts;
    return { name, status, points, shards, replicas, optimizing: optimizingOf(views) };
  }
  const missing = views.some(({ answering, answers }) => answering && answers?.collection === 'missing');
  return missing ? { name, status: 'missing', points: 0, shards: 0, replicas: 0, optimizing: [] } : null;
}

function dashboardUrl(views: readonly NodeView[]): string | null {
  const serving = views.find((view) => isHealthy(view) && view.answers?.dashboard);
  return serving ? `${serving.observed.url.replace(/\/+$/, '')}/dashboard` : null;
}

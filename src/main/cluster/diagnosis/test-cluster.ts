import type { ObservedNode } from '../backend.ts';
import { clusterSchema, collectionSchema, shardsSchema } from '../nodes/node-facts.ts';
import type { DiagnosisFacts, NodeAnswers } from './facts.ts';

/**
 * For tests: a cluster of three nodes as Qdrant 1.18.3 described itself while nodes of it were killed;
 * only the addresses are those of containers.
 */
export const PEERS = ['2237962414955999', '1867594727484097', '3146164175186553'] as const;
export const NODES = ['qdrant-1', 'qdrant-2', 'qdrant-3'] as const;
type Node = 0 | 1 | 2;

const id = (node: Node) => Number(PEERS[node]);
const uri = (node: Node) => `http://${NODES[node]}:6335/`;

/** GET /cluster; `unreached`: whom its messages do not reach. */
export function recordedCluster(node: Node, unreached: Node[] = [], count = 44) {
  return {
    status: 'enabled',
    peer_id: id(node),
    peers: Object.fromEntries(([0, 1, 2] as const).map((each) => [PEERS[each], { uri: uri(each) }])),
    raft_info: {
      term: 1,
      commit: 18,
      pending_operations: 0,
      leader: id(0),
      role: node === 0 ? 'Leader' : 'Follower',
      is_voter: true,
    },
    consensus_thread_status: {
      consensus_thread_status: 'working',
      last_update: '2026-11-24T15:19:44.477767148Z',
    } as { consensus_thread_status: string; last_update?: string; err?: string },
    message_send_failures: Object.fromEntries(
      unreached.map((each) => [
        uri(each),
        {
          count,
          latest_error: `Error in closure supplied to transport channel pool: code: 'The service is currently unavailable', message: "Failed to connect to ${uri(each)}, error: transport error"`,
          latest_error_timestamp: '2026-11-24T15:19:44.478279312Z',
        },
      ]),
    ),
  };
}

/** GET /collections/{name} */
export function recordedCollection(
  over: { status?: string; optimizer_status?: string | { error: string } } = {},
) {
  return {
    status: 'green',
    optimizer_status: 'ok' as string | { error: string },
    indexed_vectors_count: 0,
    points_count: 200,
    segments_count: 6,
    config: {
      params: {
        vectors: { chunk: { size: 8, distance: 'Cosine', on_disk: true } },
        shard_number: 3,
        replication_factor: 2,
        write_consistency_factor: 1,
        on_disk_payload: true,
      },
      hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10_000, on_disk: false },
      quantization_config: null,
    },
    payload_schema: {},
    update_queue: { length: 0 },
    ...over,
  };
}

export type Transfer = { shard_id: number; from: number; to: number; sync: boolean; method: string };

/** GET /collections/{name}/cluster of the first node; `third` is the state of the third node's copies. */
export function recordedShards(third = 'Active', transfers: Transfer[] = []) {
  return {
    peer_id: id(0),
    shard_count: 3,
    local_shards: [
      { shard_id: 1, points_count: 67, state: 'Active' },
      { shard_id: 2, points_count: 74, state: 'Active' },
    ],
    remote_shards: [
      { shard_id: 0, peer_id: id(1), state: 'Active' },
      { shard_id: 0, peer_id: id(2), state: third },
      { shard_id: 1, peer_id: id(2), state: third },
      { shard_id: 2, peer_id: id(1), state: 'Active' },
    ],
    shard_transfers: transfers,
  };
}

export const transferToThird = (shard: number): Transfer => ({
  shard_id: shard,
  from: shard === 0 ? id(1) : id(0),
  to: id(2),
  sync: true,
  method: 'wal_delta',
});

export function observed(name: string, over: Partial<ObservedNode> = {}): ObservedNode {
  return {
    name,
    state: 'running',
    url: `http://127.0.0.1:${6333 + 10 * Math.max(0, NODES.indexOf(name as 'qdrant-1'))}`,
    memoryBytes: 500 * 1024 ** 2,
    memoryLimitBytes: 4 * 1024 ** 3,
    diskBytes: 1024 ** 3,
    restarts: 0,
    startedAt: 1_764_000_000_000,
    exitCode: null,
    oomKilled: false,
    lastLines: [],
    ...over,
  };
}

export function answers(node: Node, over: Partial<NodeAnswers> = {}): NodeAnswers {
  return {
    node: NODES[node],
    failure: null,
    peerId: PEERS[node],
    version: '1.18.3',
    ready: true,
    cluster: clusterSchema.parse(recordedCluster(node)),
    collection: collectionSchema.parse(recordedCollection()),
    shards: node === 0 ? shardsSchema.parse(recordedShards()) : null,
    optimizing: [],
    clockOffsetMs: 0,
    writeMs: 4,
    freeDiskBytes: 100 * 1024 ** 3,
    dashboard: true,
    ...over,
  };
}

/** A node that does not answer: what it said before is gone but its number. */
export function silentAnswers(node: Node, over: Partial<NodeAnswers> = {}): NodeAnswers {
  const url = observed(NODES[node]).url;
  const nothing = { version: null, ready: null, cluster: null, collection: null, shards: null };
  const unmeasured = { clockOffsetMs: null, writeMs: null, freeDiskBytes: null, dashboard: false };
  const failure = { fault: { kind: 'unreachable', url, cause: 'refused' }, cause: 'ECONNREFUSED' } as const;
  return answers(node, { ...nothing, ...unmeasured, failure, ...over });
}

/** Three nodes that are well, with changes. */
export function clusterFacts(over: Partial<DiagnosisFacts> = {}): DiagnosisFacts {
  return {
    mode: 'cluster',
    platform: 'linux',
    observation: { nodes: NODES.map((name) => observed(name)), faults: [] },
    answers: [answers(0), answers(1), answers(2)],
    wantedVersion: '1.18.3',
    clientVersion: '1.19.0',
    wantedModel: null,
    storedModel: null,
    ...over,
  };
}

/** One node, and what is seen of it. */
export function singleFacts(
  node: Partial<ObservedNode>,
  over: Partial<DiagnosisFacts> = {},
  said: NodeAnswers | null = null,
): DiagnosisFacts {
  return clusterFacts({
    mode: 'single',
    observation: { nodes: [observed('qdrant', node)], faults: [] },
    answers: said ? [{ ...said, node: 'qdrant', shards: null, cluster: null }] : [],
    ...over,
  });
}

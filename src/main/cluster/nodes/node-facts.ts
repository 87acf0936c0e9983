import { z } from 'zod';
import type { CollectionHealth, ReplicaState } from '../../../shared/cluster.ts';

/** What one server says of itself, in the application's words. Ids of peers are kept as text. */

export interface ClusterFacts {
  /** False for a server that stands alone. */
  enabled: boolean;
  peerId: string | null;
  leaderId: string | null;
  peers: PeerFacts[];
  pendingOperations: number;
  /** Null when the consensus works, or there is none. */
  consensusError: string | null;
}

export interface PeerFacts {
  peerId: string;
  /** Where the peers reach it among themselves. */
  uri: string;
  /** Messages of the asked server to it that failed one after the other; 0 when it is reached. */
  sendFailures: number;
}

export interface CollectionFacts {
  status: Exclude<CollectionHealth, 'missing'>;
  points: number;
  indexedVectors: number;
  segments: number;
  shards: number;
  replicas: number;
  optimizerError: string | null;
}

export interface ShardFacts {
  peerId: string;
  replicas: ReplicaFacts[];
  transfers: { shard: number; fromPeerId: string; toPeerId: string; comment: string | null }[];
}

export interface ReplicaFacts {
  shard: number;
  peerId: string;
  state: ReplicaState;
  /** Known for the replicas of the asked server only. */
  points: number | null;
}

export interface TelemetryFacts {
  /** Memory that the server's allocator holds; null in a build without one that counts. */
  memoryBytes: number | null;
}

const id = z.union([z.number(), z.string()]).transform(String);
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

export const identitySchema = z.object({ title: z.string().startsWith('qdrant'), version: z.string() });

const peers = z
  .record(z.string(), z.object({ uri: z.string() }))
  .nullish()
  .transform((value) => value ?? {});
const failures = z
  .record(z.string(), z.object({ count }))
  .nullish()
  .transform((value) => value ?? {});

export const clusterSchema = z
  .object({
    status: z.string(),
    peer_id: id.nullish(),
    peers,
    raft_info: z.object({ leader: id.nullish(), pending_operations: count }).nullish(),
    consensus_thread_status: z
      .object({ consensus_thread_status: z.string(), err: z.string().nullish() })
      .nullish(),
    message_send_failures: failures,
  })
  .transform(
    (raw): ClusterFacts => ({
      enabled: raw.status === 'enabled',
      peerId: raw.peer_id ?? null,
      leaderId: raw.raft_info?.leader ?? null,
      peers: Object.entries(raw.peers).map(([peerId, { uri }]) => ({
        peerId,
        uri,
        sendFailures: raw.message_send_failures[uri]?.count ?? 0,
      })),
      pendingOperations: raw.raft_info?.pending_operations ?? 0,
      consensusError: consensusError(raw.consensus_thread_status),
    }),
  );

function consensusError(
  raw: { consensus_thread_status: string; err?: string | null | undefined } | null | undefined,
): string | null {
  if (!raw || raw.consensus_thread_status === 'working') return null;
  return raw.err ?? raw.consensus_thread_status;
}

export const collectionSchema = z
  .object({
    status: z.enum(['green', 'yellow', 'grey', 'red']),
    optimizer_status: z.union([z.string(), z.object({ error: z.string() })]),
    points_count: count,
    indexed_vectors_count: count,
    segments_count: count,
    config: z.object({
      params: z.object({ shard_number: z.number().default(1), replication_factor: z.number().default(1) }),
    }),
  })
  .transform(
    (raw): CollectionFacts => ({
      status: raw.status,
      points: raw.points_count,
      indexedVectors: raw.indexed_vectors_count,
      segments: raw.segments_count,
      shards: raw.config.params.shard_number,
      replicas: raw.config.params.replication_factor,
      optimizerError: typeof raw.optimizer_status === 'string' ? null : raw.optimizer_status.error,
    }),
  );

const REPLICA_STATES: Readonly<Record<string, ReplicaState>> = {
  Active: 'active',
  ActiveRead: 'active',
  Dead: 'dead',
  Partial: 'partial',
  PartialSnapshot: 'partial',
  Initializing: 'initializing',
  Listener: 'listener',
  Recovery: 'recovery',
  ManualRecovery: 'recovery',
  Resharding: 'resharding',
  ReshardingScaleDown: 'resharding',
};
const replicaState = z.string().transform((state): ReplicaState => REPLICA_STATES[state] ?? 'other');

export const shardsSchema = z
  .object({
    peer_id: id,
    local_shards: z.array(z.object({ shard_id: z.number(), points_count: count, state: replicaState })),
    remote_shards: z.array(z.object({ shard_id: z.number(), peer_id: id, state: replicaState })),
    shard_transfers: z.array(
      z.object({ shard_id: z.number(), from: id, to: id, comment: z.string().nullish() }),
    ),
  })
  .transform(
    (raw): ShardFacts => ({
      peerId: raw.peer_id,
      replicas: [
        ...raw.local_shards.map((local) => ({
          shard: local.shard_id,
          peerId: raw.peer_id,
          state: local.state,
          points: local.points_count,
        })),
        ...raw.remote_shards.map((remote) => ({
          shard: remote.shard_id,
          peerId: remote.peer_id,
          state: remote.state,
          points: null,
        })),
      ],
      transfers: raw.shard_transfers.map((transfer) => ({
        shard: transfer.shard_id,
        fromPeerId: transfer.from,
        toPeerId: transfer.to,
        comment: transfer.comment ?? null,
      })),
    }),
  );

export const optimizationsSchema = z
  .object({ running: z.array(z.object({ optimizer: z.string() })).default([]) })
  .transform(({ running }) => running.map(({ optimizer }) => optimizer));

export const telemetrySchema = z
  .object({ memory: z.object({ resident_bytes: z.number() }).nullish() })
  .transform((raw): TelemetryFacts => ({ memoryBytes: raw.memory?.resident_bytes ?? null }));

/** One sample of the Prometheus text form. */
export interface Metric {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export function parseMetrics(text: string): Metric[] {
  return text.split('\n').flatMap((line): Metric[] => {
    const parts = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (!parts?.[1] || parts[3] === undefined) return [];
    return [{ name: parts[1], labels: labelsOf(parts[2] ?? ''), value: Number(parts[3]) }];
  });
}

function labelsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(pairs.map((pair) => [pair[1] ?? '', pair[2] ?? '']));
}

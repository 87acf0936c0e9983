import type { EngineMode } from './model.ts';

/** What the application knows of the servers that it runs or reaches. Times are epoch ms, sizes bytes. */

export const NODE_STATES = [
  'absent',
  'created',
  'starting',
  'running',
  'restarting',
  'stopped',
  'unreachable',
] as const;
export type NodeState = (typeof NODE_STATES)[number];

/** One server: a container, a process of a binary, or a remote peer. */
export interface NodeStatus {
  name: string;
  state: NodeState;
  healthy: boolean;
  /** Where its HTTP interface is; without secrets. */
  url: string;
  peerId: string | null;
  memoryBytes: number | null;
  memoryLimitBytes: number | null;
  diskBytes: number | null;
  restarts: number;
  version: string | null;
  startedAt: number | null;
  /** Shard replicas that lie on it. */
  shards: { shard: number; state: ReplicaState; points: number | null }[];
}

/** As Qdrant names them, in lower case. */
export type ReplicaState =
  | 'active'
  | 'dead'
  | 'partial'
  | 'initializing'
  | 'listener'
  | 'recovery'
  | 'resharding'
  | 'other';

export type CollectionHealth = 'green' | 'yellow' | 'grey' | 'red' | 'missing';

export interface CollectionStatus {
  name: string;
  status: CollectionHealth;
  points: number;
  shards: number;
  /** Wanted copies of each shard. */
  replicas: number;
  /** Segments being optimised, in words of Qdrant; empty when none. */
  optimizing: string[];
}

export const PROBLEM_CODES = [
  'docker_missing',
  'docker_stopped',
  'docker_permission',
  'image_missing',
  'port_taken',
  'volume_not_writable',
  'restart_loop',
  'out_of_memory',
  'disk_full',
  'disk_slow',
  'clock_skew',
  'version_mismatch',
  'api_key_wrong',
  'tls_untrusted',
  'binary_missing',
  'binary_failed',
  'node_stopped',
  'node_unreachable',
  'peer_unreachable',
  'consensus_stopped',
  'collection_yellow',
  'collection_grey',
  'collection_red',
  'replica_dead',
  'replica_partial',
  'model_mismatch',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** What can be done about a problem: the label of its button and the command it calls. */
export interface Remedy {
  label: string;
  /** What `cluster.remedy` is called with; null where only a person can act (the label says how). */
  action: RemedyAction | null;
}

export const REMEDY_ACTIONS = [
  'up',
  'restart',
  'restart_node',
  'free_port',
  'raise_memory',
  'recover_replica',
  'optimize',
  'use_model',
  'check_again',
] as const;
export type RemedyAction = (typeof REMEDY_ACTIONS)[number];

/**
 * Worst first. `error`: something does not work or people are not found; `warning`: works, but not as
 * it should; `info`: passes by itself.
 */
export const PROBLEM_SEVERITIES = ['error', 'warning', 'info'] as const;
export type ProblemSeverity = (typeof PROBLEM_SEVERITIES)[number];

export interface Problem {
  code: ProblemCode;
  severity: ProblemSeverity;
  /** One sentence for a person. */
  message: string;
  /** Null when it concerns several nodes or none. */
  node: string | null;
  remedy: Remedy;
}

export interface ClusterStatus {
  mode: EngineMode;
  nodes: NodeStatus[];
  /** Members of the consensus; 0 without one. */
  peers: number;
  collection: CollectionStatus | null;
  problems: Problem[];
  /** What is being done to it right now, for a person; null when nothing is. */
  operation: string | null;
  /** Qdrant's own dashboard, where there is one. */
  dashboardUrl: string | null;
}

export interface LogLine {
  at: number;
  node: string;
  text: string;
}

/** What an index of a size needs. */
export interface CapacityPlan {
  documents: number;
  vectors: number;
  quantized: boolean;
  ramBytes: number;
  diskBytes: number;
  cores: number;
  nodes: number;
  shards: number;
  replicas: number;
  mode: EngineMode;
  /** Whether measured on this very index, or from the table; in a sentence. */
  basis: string;
  /** Why this mode, in a sentence. */
  reason: string;
}

/** One way to keep the index, and for whom it is. */
export interface ModeAdvice {
  mode: EngineMode;
  title: string;
  /** When it fits, in a sentence. */
  fits: string;
  needs: string;
  survives: string;
  available: boolean;
  /** Why it is not available here. */
  unavailable: string | null;
  recommended: boolean;
}

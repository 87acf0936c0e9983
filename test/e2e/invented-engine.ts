import type {
  CapacityPlan,
  ClusterStatus,
  LogLine,
  ModeAdvice,
  NodeStatus,
  Problem,
} from '../../src/shared/cluster.ts';
import type { EngineMode } from '../../src/shared/model.ts';

/** Invented states of an engine, as main would tell them. */

const GB = 1024 ** 3;

export function inventedNode(index: number, changes: Partial<NodeStatus> = {}): NodeStatus {
  return {
    name: `qdrant-${index}`,
    state: 'running',
    healthy: true,
    url: `http://127.0.0.1:${6333 + index}`,
    peerId: String(index),
    memoryBytes: (0.9 + index / 10) * GB,
    memoryLimitBytes: 4 * GB,
    diskBytes: 1.7 * GB,
    restarts: 0,
    version: '1.18.3',
    startedAt: 1_700_000_000_000,
    shards: [0, 1, 2]
      .filter((shard) => shard !== index % 3)
      .map((shard) => ({ shard, state: 'active', points: 41_200 + shard })),
    ...changes,
  };
}

export const NODE_STOPPED: Problem = {
  code: 'node_stopped',
  severity: 'error',
  message: 'qdrant-2 is not running; the other nodes have copies of all it holds.',
  node: 'qdrant-2',
  remedy: { label: 'Start qdrant-2', action: 'up' },
};

export const DISK_SLOW: Problem = {
  code: 'disk_slow',
  severity: 'warning',
  message: 'The disk of qdrant-1 is slow: a small write takes 410 ms, on a local SSD less than 20.',
  node: 'qdrant-1',
  remedy: { label: 'Move the data to a local SSD', action: null },
};

export const DOCKER_STOPPED: Problem = {
  code: 'docker_stopped',
  severity: 'error',
  message: 'Docker is installed but not running: type "sudo systemctl start docker" in a terminal.',
  node: null,
  remedy: { label: 'Check again', action: 'check_again' },
};

export const HEALTHY: ClusterStatus = {
  mode: 'cluster',
  nodes: [inventedNode(1), inventedNode(2), inventedNode(3)],
  peers: 3,
  collection: {
    ...{ name: 'cvs_multilingual-e5-small', status: 'green', points: 123_604 },
    ...{ shards: 3, replicas: 2, optimizing: [] },
  },
  problems: [],
  operation: null,
  dashboardUrl: 'http://127.0.0.1:6334/dashboard',
};

export const DEGRADED: ClusterStatus = {
  ...HEALTHY,
  nodes: [
    inventedNode(1, { shards: [{ shard: 0, state: 'active', points: 41_200 }] }),
    inventedNode(2, {
      ...{ state: 'stopped', healthy: false, memoryBytes: null, restarts: 3, version: null },
      shards: [
        { shard: 0, state: 'dead', points: null },
        { shard: 1, state: 'dead', points: null },
      ],
    }),
    inventedNode(3, {
      shards: [
        { shard: 1, state: 'active', points: 41_201 },
        { shard: 2, state: 'partial', points: 12_000 },
      ],
    }),
  ],
  problems: [NODE_STOPPED, DISK_SLOW],
};

export const NO_SERVERS: ClusterStatus = {
  ...HEALTHY,
  ...{ nodes: [], peers: 0, collection: null, dashboardUrl: null },
};

export const FAILED: ClusterStatus = { ...NO_SERVERS, problems: [DOCKER_STOPPED] };

export const STARTING: ClusterStatus = {
  ...NO_SERVERS,
  nodes: [1, 2, 3].map((index) =>
    inventedNode(index, {
      ...{ state: index === 1 ? 'running' : index === 2 ? 'starting' : 'absent', healthy: index === 1 },
      ...{ memoryBytes: null, diskBytes: null, version: null, shards: [] },
    }),
  ),
  operation: 'qdrant-2 is starting and loads what it stores.',
};

const ADVICE: [EngineMode, string, string, string, string][] = [
  [
    'embedded',
    'Built in',
    'For one person or one computer, up to about 1 million passages (100,000 CVs).',
    'It needs nothing but space for a file in the data folder.',
    'It survives a crash or a power cut; only one running application can write to it.',
  ],
  [
    'single',
    'One Qdrant container',
    'For one office, up to about 5 million passages (500,000 CVs).',
    'It needs Docker or Podman on this machine, and 4 GB of memory for a start.',
    'It survives a crash and starts again by itself; while it is down, nobody can search.',
  ],
  [
    'cluster',
    'A cluster of Qdrant containers',
    'For more than 5 million passages, or where search has to go on when a node fails.',
    'It needs Docker or Podman on this machine and three nodes of 4 GB of memory each.',
    'It survives the loss of one node, but not the loss of this machine.',
  ],
  [
    'binary',
    'A Qdrant program',
    'For one office where Docker is not allowed, up to about 5 million passages.',
    'It needs the Qdrant program for this system, which an admin puts on this machine.',
    'It survives a crash and is started again; while it is down, nobody can search.',
  ],
  [
    'remote',
    'A Qdrant server elsewhere',
    'For teams with servers of their own, of any size.',
    'It needs the address of a server that your team runs, and its API key.',
    'It survives what that server was set up to survive.',
  ],
];

export const NO_DOCKER = 'Docker is not installed on this machine.';
export const NO_PROGRAM = 'No Qdrant executable has been named yet.';

/** Without Docker, and without a program so far; the built-in engine is recommended. */
export const GUIDE: ModeAdvice[] = ADVICE.map(([mode, title, fits, needs, survives]) => {
  const available = mode === 'embedded' || mode === 'remote';
  return {
    ...{ mode, title, fits, needs, survives, available },
    unavailable: available ? null : mode === 'binary' ? NO_PROGRAM : NO_DOCKER,
    recommended: mode === 'embedded',
  };
});

export function inventedPlan(documents: number, quantized: boolean): CapacityPlan {
  const large = documents > 100_000;
  return {
    ...{ documents, quantized, vectors: documents * 10 },
    ramBytes: (large ? (quantized ? 8 : 16) : 2) * 1e9,
    diskBytes: (large ? 250 : 10) * 1e9,
    cores: large ? 8 : 2,
    ...(large
      ? { nodes: 1, shards: 1, replicas: 1, mode: 'single' as const }
      : { nodes: 1, shards: 1, replicas: 1, mode: 'embedded' as const }),
    basis:
      'An estimate from the table of sizes, with 10 vectors a document, as nothing has been measured yet.',
    reason: large
      ? 'More than about 1 million vectors are searched faster by a Qdrant server.'
      : 'Up to about 1 million vectors the embedded engine is fast enough.',
  };
}

/** A line a second since the beginning. */
export function inventedLog(count: number): LogLine[] {
  return Array.from({ length: count }, (_, index) => ({
    at: 1_700_000_000_000 + index * 1000,
    node: `qdrant-${(index % 3) + 1}`,
    text: `INFO actix_web::middleware::logger: "PUT /collections/cvs/points?wait=false HTTP/1.1" 200 line ${index}`,
  }));
}

import { createHash } from 'node:crypto';
import type { ContainerSpec, HealthTest, Labels } from '../docker/docker-api.ts';

/** How Qdrant is to run in containers. Memory in mebibytes. */
export interface ContainerSettings {
  kind: 'single' | 'cluster';
  /** Begins the names and labels everything; what has another label is never touched. */
  project: string;
  image: string;
  /** Of the first node; each further node of a cluster has ports of its own, PORT_STEP higher. */
  httpPort: number;
  grpcPort: number;
  /** Of a cluster, 3 or more; ignored for a single one. */
  nodes: number;
  memoryMb: number;
  reservationMb: number;
  logLevel: LogLevel;
}

export const LOG_LEVELS = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const DEFAULT_CONTAINER_SETTINGS: ContainerSettings = {
  kind: 'single',
  project: 'cv-intelligence',
  image: 'qdrant/qdrant:v1.18.3',
  httpPort: 6333,
  grpcPort: 6334,
  nodes: 3,
  memoryMb: 4096,
  reservationMb: 2048,
  logLevel: 'INFO',
};

export const MIN_CLUSTER_NODES = 3;
export const PORT_STEP = 10;

/** Ports inside of a container, whatever is published. */
export const HTTP_PORT = 6333;
export const GRPC_PORT = 6334;
export const P2P_PORT = 6335;

export const API_KEY_VARIABLE = 'QDRANT__SERVICE__API_KEY';

/**
 * How long a node waits for an answer of another. A node whose network is gone refuses nothing, it is
 * silent: with Qdrant's own 60 s a write would outlast the client that waits for it.
 */
const PEER_TIMEOUT_MS = '15000';

/** Of the names of volumes that hold a node's data. */
export const STORAGE_ENDING = '-storage';

/** What the application knows its own things by. */
export const LABELS = {
  project: 'com.cv-intelligence.project',
  kind: 'com.cv-intelligence.kind',
  node: 'com.cv-intelligence.node',
  /** Hash of the specification that a container was made from. */
  spec: 'com.cv-intelligence.spec',
  /** On an empty volume: the node of this name was drained, its data volume is not to be used again. */
  drained: 'com.cv-intelligence.drained',
} as const;

/** One node, without what is decided only when it is made: its key, and whom it joins. */
export interface NodeSpec {
  /** `qdrant`, or `qdrant-1` and so on in a cluster; its host name among the nodes. */
  name: string;
  /** 1-based; the ports follow from it. */
  index: number;
  containerName: string;
  image: string;
  /** Without the API key. */
  env: Readonly<Record<string, string>>;
  ports: { http: number; grpc: number };
  volumes: { storage: string; snapshots: string };
  /** Name of the network; null for a single node. */
  network: string | null;
  memoryBytes: number;
  reservationBytes: number;
  health: HealthTest | null;
}

const MEBIBYTE = 1024 * 1024;

export function projectLabels({ project, kind }: Pick<ContainerSettings, 'project' | 'kind'>): Labels {
  return { [LABELS.project]: project, [LABELS.kind]: kind };
}

export const nodeName = (settings: Pick<ContainerSettings, 'kind'>, index: number): string =>
  settings.kind === 'single' ? 'qdrant' : `qdrant-${index}`;

/** 1-based; null for a name that no node has. */
export function nodeIndex(settings: Pick<ContainerSettings, 'kind'>, name: string): number | null {
  if (settings.kind === 'single') return name === 'qdrant' ? 1 : null;
  const digits = /^qdrant-([1-9]\d*)$/.exec(name)?.[1];
  return digits ? Number(digits) : null;
}

export const networkName = ({ project }: Pick<ContainerSettings, 'project'>): string => `${project}-qdrant`;

export const drainedVolume = ({ project }: Pick<ContainerSettings, 'project'>, node: string): string =>
  `${project}-${node}-drained`;

/** `hasBash`: whether the image has it, as nothing else in it can ask for its health. */
export function nodeSpec(settings: ContainerSettings, index: number, hasBash: boolean): NodeSpec {
  const name = nodeName(settings, index);
  const step = (index - 1) * PORT_STEP;
  const cluster = settings.kind === 'cluster';
  return {
    name,
    index,
    containerName: `${settings.project}-${name}`,
    image: settings.image,
    env: {
      RUN_MODE: 'production',
      // Every request would be a line, those of the application's own looking most of all.
      QDRANT__LOG_LEVEL: `${settings.logLevel},actix_web::middleware::logger=WARN`,
      QDRANT__SERVICE__HOST: '0.0.0.0',
      QDRANT__SERVICE__HTTP_PORT: String(HTTP_PORT),
      QDRANT__SERVICE__GRPC_PORT: String(GRPC_PORT),
      QDRANT__STORAGE__STORAGE_PATH: '/qdrant/storage',
      QDRANT__STORAGE__SNAPSHOTS_PATH: '/qdrant/snapshots',
      QDRANT__TELEMETRY_DISABLED: 'true',
      QDRANT__CLUSTER__ENABLED: String(cluster),
      ...(cluster
        ? { QDRANT__CLUSTER__P2P__PORT: String(P2P_PORT), QDRANT__CLUSTER__GRPC_TIMEOUT_MS: PEER_TIMEOUT_MS }
        : {}),
    },
    ports: { http: settings.httpPort + step, grpc: settings.grpcPort + step },
    volumes: {
      storage: `${settings.project}-${name}${STORAGE_ENDING}`,
      snapshots: `${settings.project}-${name}-snapshots`,
    },
    network: cluster ? networkName(settings) : null,
    memoryBytes: settings.memoryMb * MEBIBYTE,
    reservationBytes: Math.min(settings.reservationMb, settings.memoryMb) * MEBIBYTE,
    health: hasBash ? HEALTH : null,
  };
}

/** Qdrant's image has no curl: bash speaks the little HTTP that is needed. */
const HEALTH: HealthTest = {
  command: [
    'bash',
    '-c',
    `exec 3<>/dev/tcp/127.0.0.1/${HTTP_PORT}; printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3; read -r _ code _ <&3; [ "$code" = 200 ]`,
  ],
  intervalSeconds: 10,
  timeoutSeconds: 5,
  retries: 3,
  startSeconds: 120,
};

export const OPEN_FILES = 65_536;
export const LOG_ROTATION = { maxSize: '10m', maxFiles: 5 };
/** Qdrant writes what it holds before it ends. */
export const STOP_SECONDS = 60;

/** Where the other nodes reach a node. */
export const peerUri = (node: string): string => `http://${node}:${P2P_PORT}`;

/** `./qdrant` and not the image's script: that one ends before Qdrant has written what it holds. */
export function nodeCommand(node: NodeSpec, join: string | null): string[] {
  if (node.network === null) return ['./qdrant'];
  return ['./qdrant', ...(join ? ['--bootstrap', peerUri(join)] : []), '--uri', peerUri(node.name)];
}

/**
 * Changes when a container has to be made anew. The API key is not part of it, and neither is whom the
 * node has joined: that counts on its first start only.
 */
export function specHash(node: NodeSpec): string {
  const rest = [nodeCommand(node, null), OPEN_FILES, LOG_ROTATION, STOP_SECONDS];
  return createHash('sha256')
    .update(JSON.stringify([node, rest]))
    .digest('hex')
    .slice(0, 16);
}

export function nodeLabels(settings: ContainerSettings, node: NodeSpec): Labels {
  return { ...projectLabels(settings), [LABELS.node]: node.name, [LABELS.spec]: specHash(node) };
}

/** The container to be made. */
export function containerSpec(
  settings: ContainerSettings,
  node: NodeSpec,
  made: { apiKey: string; join: string | null; ports: NodeSpec['ports']; openFiles: number | null },
): ContainerSpec {
  return {
    name: node.containerName,
    image: node.image,
    command: nodeCommand(node, made.join),
    env: { ...node.env, [API_KEY_VARIABLE]: made.apiKey },
    labels: nodeLabels(settings, node),
    ports: [
      { inside: HTTP_PORT, outside: made.ports.http },
      { inside: GRPC_PORT, outside: made.ports.grpc },
    ],
    volumes: [
      { name: node.volumes.storage, path: '/qdrant/storage' },
      { name: node.volumes.snapshots, path: '/qdrant/snapshots' },
    ],
    network: node.network ? { name: node.network, alias: node.name } : null,
    memoryBytes: node.memoryBytes,
    reservationBytes: node.reservationBytes,
    openFiles: made.openFiles,
    log: LOG_ROTATION,
    health: node.health,
    stopSeconds: STOP_SECONDS,
  };
}

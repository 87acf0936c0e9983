import { stringify } from 'yaml';
import type { HealthTest } from '../docker/docker-api.ts';
import {
  API_KEY_VARIABLE,
  type ContainerSettings,
  GRPC_PORT,
  HTTP_PORT,
  LABELS,
  LOG_ROTATION,
  type NodeSpec,
  nodeCommand,
  nodeLabels,
  nodeSpec,
  OPEN_FILES,
  projectLabels,
  STOP_SECONDS,
} from './spec.ts';

/**
 * The same network, volumes and containers as a compose document, for people without the application.
 * With the same labels: the application adopts them. The API key comes from the environment.
 */
export function composeDocument(settings: ContainerSettings) {
  const count = settings.kind === 'single' ? 1 : settings.nodes;
  const nodes = Array.from({ length: count }, (_, at) => nodeSpec(settings, at + 1, true));
  const labels = projectLabels(settings);
  const network = nodes[0]?.network ?? null;
  return {
    name: `${settings.project}-${settings.kind}`,
    services: Object.fromEntries(nodes.map((node) => [node.name, service(settings, node, nodes)])),
    volumes: Object.fromEntries(
      nodes.flatMap((node) =>
        Object.values(node.volumes).map((name) => [
          name,
          { name, labels: { ...labels, [LABELS.node]: node.name } },
        ]),
      ),
    ),
    ...(network ? { networks: { [network]: { name: network, labels } } } : {}),
  };
}

/** The text of a compose file. */
export function composeText(settings: ContainerSettings): string {
  const about = [
    `# Qdrant in ${settings.kind === 'single' ? 'one container' : `a cluster of ${settings.nodes} nodes`}, as CV Intelligence runs it.`,
    '# Made by scripts/compose.ts; see README.md for the commands. The API key is read from .env.',
  ];
  return `${about.join('\n')}\n${stringify(composeDocument(settings), { lineWidth: 0 })}`;
}

function service(settings: ContainerSettings, node: NodeSpec, nodes: readonly NodeSpec[]) {
  const [first] = nodes;
  const join = first && first !== node ? first.name : null;
  return {
    image: node.image,
    container_name: node.containerName,
    command: nodeCommand(node, join),
    environment: {
      ...node.env,
      [API_KEY_VARIABLE]: `\${QDRANT_API_KEY:?write QDRANT_API_KEY=... into .env}`,
    },
    labels: nodeLabels(settings, node),
    ports: [`127.0.0.1:${node.ports.http}:${HTTP_PORT}`, `127.0.0.1:${node.ports.grpc}:${GRPC_PORT}`],
    volumes: [`${node.volumes.storage}:/qdrant/storage`, `${node.volumes.snapshots}:/qdrant/snapshots`],
    ...(node.network ? { networks: { [node.network]: { aliases: [node.name] } } } : {}),
    ...(join ? { depends_on: { [join]: { condition: 'service_healthy' } } } : {}),
    restart: 'unless-stopped',
    stop_grace_period: `${STOP_SECONDS}s`,
    mem_limit: mebibytes(node.memoryBytes),
    memswap_limit: mebibytes(node.memoryBytes),
    mem_reservation: mebibytes(node.reservationBytes),
    ulimits: { nofile: OPEN_FILES },
    logging: {
      driver: 'json-file',
      options: { 'max-size': LOG_ROTATION.maxSize, 'max-file': String(LOG_ROTATION.maxFiles) },
    },
    security_opt: ['no-new-privileges'],
    ...(node.health ? { healthcheck: healthcheck(node.health) } : {}),
  };
}

const mebibytes = (bytes: number) => `${bytes / 1024 / 1024}m`;

function healthcheck({ command, intervalSeconds, timeoutSeconds, retries, startSeconds }: HealthTest) {
  return {
    // A dollar sign would be a variable of the compose file.
    test: ['CMD', ...command.map((part) => part.replaceAll('$', '$$$$'))],
    interval: `${intervalSeconds}s`,
    timeout: `${timeoutSeconds}s`,
    retries,
    start_period: `${startSeconds}s`,
  };
}

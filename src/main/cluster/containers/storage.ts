import { AppError } from '../../../shared/errors.ts';
import type { Report } from '../backend.ts';
import type { Docker } from '../docker/docker-api.ts';
import {
  type ContainerSettings,
  drainedVolume,
  LABELS,
  MIN_CLUSTER_NODES,
  networkName,
  nodeIndex,
  nodeName,
  projectLabels,
  STORAGE_ENDING,
} from './spec.ts';

/** The project's things beside its containers: image, network and volumes. */
export interface Storage {
  /** Has the image and, for a cluster, the network. */
  prepare(report: Report, signal: AbortSignal): Promise<void>;
  /** Which nodes there are to be: those with data, and those that are to be made. `containers`: indexes. */
  plan(containers: readonly number[]): Promise<{ withData: number[]; fresh: number[] }>;
  /** The lowest index that neither a container nor a volume has. */
  nextIndex(containers: readonly number[]): Promise<number>;
  /** The node is never brought up again, nor its data volume used for another one. */
  markDrained(node: string): Promise<void>;
  /** Names of nodes marked so. */
  drained(): Promise<ReadonlySet<string>>;
  /** All of one node, or all there are. Resolves with the bytes that went. */
  removeVolumes(node: string | null): Promise<number>;
  removeNetwork(): Promise<void>;
  /** Bytes by node; null when Docker does not measure them. */
  bytes(): Promise<ReadonlyMap<string, number> | null>;
}

export function createStorage({
  docker,
  settings,
}: {
  docker: Docker;
  settings: () => ContainerSettings;
}): Storage {
  const labels = () => projectLabels(settings());

  async function requireImage(report: Report, signal: AbortSignal): Promise<void> {
    const { image } = settings();
    if ((await docker.imageId(image)) !== null) return;
    report(`The image ${image} is being downloaded.`);
    try {
      await docker.pullImage(image, (text) => report(`Image: ${text}`), signal);
    } catch (error) {
      if (
        error instanceof AppError &&
        ['cancelled', 'docker_unavailable', 'disk_full'].includes(error.code)
      ) {
        throw error;
      }
      throw new AppError(
        'not_found',
        `The image ${image} is not on this machine and could not be downloaded; load it from a file instead.`,
        { cause: error },
      );
    }
  }

  async function requireNetwork(): Promise<void> {
    const name = networkName(settings());
    if ((await docker.networks(labels())).includes(name)) return;
    try {
      await docker.createNetwork(name, labels());
    } catch (error) {
      // Another process of the application was faster.
      if (!(await docker.networks(labels())).includes(name)) throw error;
    }
  }

  /** Indexes of nodes that have a data volume, and names of those that were drained. */
  async function volumes(): Promise<{ data: Set<number>; drained: Set<string> }> {
    const found = await docker.volumes(labels());
    // A snapshots volume that is left alone holds no data of a node.
    const stores = found.filter(({ name }) => name.endsWith(STORAGE_ENDING));
    const indexes = stores.map((volume) => nodeIndex(settings(), volume.labels[LABELS.node] ?? ''));
    return {
      data: new Set(indexes.filter((index) => index !== null)),
      drained: new Set(found.flatMap((volume) => volume.labels[LABELS.drained] ?? [])),
    };
  }

  /** Neither a container nor a volume has it. */
  async function freeIndexes(containers: readonly number[], count: number): Promise<number[]> {
    const { data, drained } = await volumes();
    const free: number[] = [];
    for (let index = 1; free.length < count; index += 1) {
      const used = containers.includes(index) || data.has(index) || drained.has(nodeName(settings(), index));
      if (!used) free.push(index);
    }
    return free;
  }

  return {
    async prepare(report, signal) {
      const { kind, nodes } = settings();
      if (kind === 'cluster' && nodes < MIN_CLUSTER_NODES) {
        throw new AppError('invalid_input', `A cluster needs ${MIN_CLUSTER_NODES} nodes or more.`);
      }
      await requireImage(report, signal);
      if (kind === 'cluster') await requireNetwork();
    },

    async plan(containers) {
      const { kind, nodes } = settings();
      const { data, drained } = await volumes();
      const kept = [...data].filter((index) => !drained.has(nodeName(settings(), index)));
      const withData = [...new Set([...containers, ...kept])].sort((a, b) => a - b);
      const missing = (kind === 'single' ? 1 : nodes) - withData.length;
      return { withData, fresh: missing > 0 ? await freeIndexes(withData, missing) : [] };
    },

    async nextIndex(containers) {
      const [index = 1] = await freeIndexes(containers, 1);
      return index;
    },

    async markDrained(node) {
      await docker.createVolume(drainedVolume(settings(), node), { ...labels(), [LABELS.drained]: node });
    },

    drained: async () => (await volumes()).drained,

    async removeVolumes(node) {
      const found = (await docker.volumes(labels())).filter(
        ({ labels: own }) => node === null || own[LABELS.node] === node || own[LABELS.drained] === node,
      );
      const sizes = await docker.volumeBytes();
      for (const { name } of found) await docker.removeVolume(name);
      return found.reduce((sum, { name }) => sum + (sizes.get(name) ?? 0), 0);
    },

    async removeNetwork() {
      for (const name of await docker.networks(labels())) await docker.removeNetwork(name);
    },

    async bytes() {
      const found = await docker.volumes(labels());
      const sizes = await docker.volumeBytes();
      const byNode = new Map<string, number>();
      for (const { name, labels: own } of found) {
        const size = sizes.get(name);
        const node = own[LABELS.node];
        if (size !== undefined && node) byNode.set(node, (byNode.get(node) ?? 0) + size);
      }
      return byNode.size === 0 && found.length > 0 ? null : byNode;
    },
  };
}

import type { LogLine } from '../../../shared/cluster.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Backend, Report } from '../backend.ts';
import type { Docker } from '../docker/docker-api.ts';
import { createQueue } from '../queue.ts';
import { createKnown } from './known.ts';
import { createNodes, type FoundNode } from './nodes.ts';
import { createObserve } from './observe.ts';
import { createPeers, type FetchLike } from './peers.ts';
import { createScaling } from './scaling.ts';
import type { ContainerSettings } from './spec.ts';
import { createStorage } from './storage.ts';
import { createUp } from './up.ts';
import { type NodeChange, watchNodes } from './watch.ts';

/** Qdrant in containers: one, or a cluster of three and more. What runs in Docker is the truth. */
export interface ContainerBackend extends Backend {
  /** One node more, with its share of the shards; resolves with its name. Clusters only. */
  addNode(report: Report, signal: AbortSignal): Promise<string>;
  /**
   * Moves the node's shards to the others and takes it away. Its volume stays unless `withData`, but is
   * not used again. Rejects with `conflict` when fewer nodes than the settings ask for would be left.
   */
  drainNode(
    name: string,
    report: Report,
    signal: AbortSignal,
    options?: { withData: boolean },
  ): Promise<{ freedBytes: number }>;
  /** Node by node to another image; on a failure the image before stays the wanted one. */
  upgrade(image: string, report: Report, signal: AbortSignal): Promise<void>;
  /** Loads images from a file that `docker save` has made; resolves with their names. */
  loadImage(tarPath: string, report: Report): Promise<string[]>;
  /** Tells what happens to nodes by itself, and brings back one that stays down after `up`. */
  watch(onChange: (change: NodeChange) => void): () => void;
}

export interface ContainerDeps {
  docker: Docker;
  settings: ContainerSettings;
  /** Asked at every use, so that it may come from a key store. */
  apiKey: () => Promise<string> | string;
  fetch?: FetchLike;
  /** How long a node may load what it stores. */
  readyMs?: number;
  /** How long nodes may take to find together, and replicas to be repaired. */
  repairMs?: number;
  /** How long a node may be down before it is brought back. */
  graceMs?: number;
}

const MINUTE_MS = 60_000;

export function createContainerBackend(deps: ContainerDeps): ContainerBackend {
  const { docker, apiKey, readyMs = 15 * MINUTE_MS, repairMs = 30 * MINUTE_MS, graceMs = 5000 } = deps;
  let current = deps.settings;
  const settings = () => current;
  const peers = createPeers({ fetch: deps.fetch ?? fetch, apiKey });
  const nodes = createNodes({ docker, settings, apiKey });
  const known = createKnown({ nodes, peers, apiKey });
  const storage = createStorage({ docker, settings });
  const parts = { nodes, storage, peers, settings, readyMs, repairMs, onReady: known.setReady };
  const steps = createUp(parts);
  const scaling = createScaling(parts, steps);

  let wantedUp = false;
  let busy = 0;
  const queue = createQueue();
  let ending = new AbortController();
  const watchers = new Set<() => void>();
  const observe = createObserve({
    docker,
    nodes,
    storage,
    peers,
    settings,
    expected: known.expected,
  });

  /** One change after the other; what the watcher sees meanwhile was asked for. */
  function change<T>(work: () => Promise<T>): Promise<T> {
    busy += 1;
    return queue(work).finally(() => {
      busy -= 1;
    });
  }

  /** As `change`, for what waits for nodes: `down` and `remove` end it. */
  function starting<T>(signal: AbortSignal | null, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const both = AbortSignal.any([ending.signal, ...(signal ? [signal] : [])]);
    return change(async () => {
      if (both.aborted) throw new AppError('cancelled', 'Cancelled.');
      await known.readKey();
      try {
        return await work(both);
      } finally {
        await known.refresh();
      }
    });
  }

  function ended(): void {
    wantedUp = false;
    ending.abort();
    ending = new AbortController();
  }

  async function requireNodes(name: string | null): Promise<FoundNode[]> {
    const found = (await nodes.find()).filter((node) => name === null || node.name === name);
    if (name !== null && found.length === 0) throw new AppError('not_found', `There is no node ${name}.`);
    return found;
  }

  async function restart(name: string | null, report: Report): Promise<void> {
    const found = await requireNodes(name);
    await starting(null, async (signal) => {
      for (const node of found) {
        report(`${node.name} is being restarted.`);
        await steps.cycle({ report, signal }, node);
      }
    });
  }

  async function upgrade(image: string, report: Report, signal: AbortSignal): Promise<void> {
    const before = current;
    current = { ...current, image };
    try {
      wantedUp = true;
      await starting(signal, (both) => steps.up({ report, signal: both }));
    } catch (error) {
      current = before;
      throw error;
    }
  }

  async function logs(request: { node: string | null; since: number; lines: number }): Promise<LogLine[]> {
    const found = await requireNodes(request.node);
    const all = await Promise.all(
      found.map(async ({ name, info }) => {
        const lines = await docker.logs(info.id, request);
        return lines.map((line) => ({ ...line, node: name }));
      }),
    );
    return all
      .flat()
      .sort((a, b) => a.at - b.at)
      .slice(-request.lines);
  }

  return {
    up(report, signal) {
      wantedUp = true;
      return starting(signal, (both) => steps.up({ report, signal: both }));
    },
    async isAnswering() {
      await known.readKey();
      await known.refresh();
      const nodesWanted = settings().kind === 'single' ? 1 : settings().nodes;
      return known.readyCount() > nodesWanted / 2;
    },
    down(report) {
      ended();
      return change(async () => {
        const found = await nodes.find();
        if (found.length > 0) report('The containers are being stopped; their data stays.');
        await Promise.all(found.map(nodes.stop));
        await known.refresh();
      });
    },
    restart,
    remove({ withData }, report) {
      ended();
      return change(async () => {
        for (const node of await nodes.find()) await nodes.removeContainer(node);
        await storage.removeNetwork();
        report(
          withData
            ? 'The containers are gone; their data is being removed.'
            : 'The containers are gone; their data stays.',
        );
        const freedBytes = withData ? await storage.removeVolumes(null) : 0;
        known.forget();
        return { freedBytes };
      });
    },
    connection: known.connection,
    async observe() {
      const { observation, found } = await observe();
      if (observation.faults.every(({ kind }) => kind !== 'docker')) known.see(found);
      await known.readKey();
      return observation;
    },
    logs,
    async dataBytes() {
      const byNode = await storage.bytes().catch(() => null);
      return byNode && [...byNode.values()].reduce((sum, bytes) => sum + bytes, 0);
    },
    async close() {
      ending.abort();
      for (const stop of watchers) stop();
      await queue(async () => {});
    },
    addNode: (report, signal) => starting(signal, (both) => scaling.addNode({ report, signal: both })),
    drainNode: (name, report, signal, options = { withData: false }) =>
      starting(signal, async (both) => ({
        freedBytes: await scaling.drainNode({ report, signal: both }, name, options.withData),
      })),
    upgrade,
    async loadImage(tarPath, report) {
      const names = await docker.loadImage(tarPath);
      for (const name of names) report(`The image ${name} was loaded.`);
      return names;
    },
    watch(onChange) {
      const stop = watchNodes(
        {
          ...{ docker, nodes, settings, graceMs },
          wanted: () => (wantedUp && busy === 0 ? known.expected() : []),
          bringBack: () => starting(null, (signal) => steps.up({ report: () => {}, signal })),
        },
        (event) => {
          if (event.kind === 'died') known.setReady(event.node, false);
          onChange(event);
        },
      );
      watchers.add(stop);
      return () => {
        watchers.delete(stop);
        stop();
      };
    },
  };
}

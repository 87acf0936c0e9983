import type { Report } from '../backend.ts';
import { type Member, settlePeers, waitTogether } from './consensus.ts';
import type { FoundNode, Nodes } from './nodes.ts';
import type { Peers } from './peers.ts';
import { waitReady } from './ready.ts';
import { balance, waitActive } from './shards.ts';
import { type ContainerSettings, nodeName } from './spec.ts';
import type { Storage } from './storage.ts';

export interface UpDeps {
  nodes: Nodes;
  storage: Storage;
  peers: Peers;
  settings: () => ContainerSettings;
  /** How long a node may load what it stores. */
  readyMs: number;
  /** How long the nodes may take to find together, and replicas to be repaired. */
  repairMs: number;
  /** Called before a node stops and when it takes queries, so that they are sent elsewhere meanwhile. */
  onReady(node: string, ready: boolean): void;
}

export interface UpWork {
  report: Report;
  signal?: AbortSignal | undefined;
}

/** Brings up all nodes: those that have data first and together, then new ones one after the other. */
export function createUp(deps: UpDeps) {
  const { nodes, storage, peers, settings } = deps;
  const ready = async (node: FoundNode, signal?: AbortSignal) => {
    await waitReady({ nodes, peers, timeoutMs: deps.readyMs }, node, signal);
    deps.onReady(node.name, true);
    return node;
  };

  async function up(work: UpWork & { signal: AbortSignal }): Promise<void> {
    await storage.prepare(work.report, work.signal);
    const found = await withoutDrained();
    const plan = await storage.plan(found.map(({ index }) => index));
    const later = await runningButDifferent(found);
    const names = plan.withData.map((index) => nodeName(settings(), index));

    const started: FoundNode[] = [];
    for (const index of plan.withData) {
      const old = later.find((node) => node.index === index);
      started.push(old ?? (await nodes.bringUp(index, founderOf(names, index), work.report)));
    }
    for (const node of started) await ready(node, work.signal);
    const lost = await settle(work, started);
    const members = started.filter(({ name }) => !lost.names.includes(name));
    await joinAll(work, members, [...lost.indexes, ...plan.fresh]);
    for (const node of later) await replace(work, node.index);
    if (lost.changed) await spread(work);
  }

  /** What an interrupted draining has left. */
  async function withoutDrained(): Promise<FoundNode[]> {
    const drained = await storage.drained();
    const found = await nodes.find();
    for (const node of found.filter(({ name }) => drained.has(name))) await nodes.removeContainer(node);
    return found.filter(({ name }) => !drained.has(name));
  }

  /**
   * A cluster is changed one node after the other, as long as it runs. Not when the key is another: nodes
   * with the old one could not be asked any more.
   */
  async function runningButDifferent(found: readonly FoundNode[]): Promise<FoundNode[]> {
    if (settings().kind === 'single') return [];
    const different: FoundNode[] = [];
    for (const node of found) {
      if (node.info.state !== 'running') continue;
      if ((await nodes.difference(node)) === 'specification') different.push(node);
    }
    return different;
  }

  /** Whom a node joins if its volume should turn out to be empty; the first one founds the cluster. */
  function founderOf(names: readonly string[], index: number): string | null {
    const [first] = names;
    return settings().kind === 'single' || !first || first === nodeName(settings(), index) ? null : first;
  }

  async function settle(work: UpWork, members: readonly FoundNode[]) {
    if (settings().kind === 'single' || members.length === 0)
      return { names: [], indexes: [], changed: false };
    const { strangers, removed } = await settlePeers({ ...work, peers }, members);
    const lost = members.filter(({ name }) => strangers.includes(name));
    for (const node of lost) {
      await nodes.removeContainer(node);
      await storage.removeVolumes(node.name);
    }
    return { names: strangers, indexes: lost.map(({ index }) => index), changed: removed > 0 };
  }

  async function joinAll(work: UpWork, members: readonly Member[], fresh: readonly number[]): Promise<void> {
    const all: Member[] = [...members];
    for (const index of fresh) all.push(await join(work, all, index));
    if (settings().kind === 'cluster') await waitTogether({ ...work, peers }, all, deps.repairMs);
  }

  /** A new node on a new volume; it founds the cluster when it is the first. */
  async function join(work: UpWork, members: readonly Member[], index: number): Promise<FoundNode> {
    const node = await nodes.bringUp(index, members[0]?.name ?? null, work.report);
    await ready(node, work.signal);
    if (members.length > 0) await waitTogether({ ...work, peers }, [...members, node], deps.repairMs);
    return node;
  }

  /** Stops and starts one node, and waits until all is as before. */
  async function cycle(work: UpWork, node: FoundNode): Promise<void> {
    deps.onReady(node.name, false);
    await nodes.stop(node);
    await replace(work, node.index);
  }

  async function replace(work: UpWork, index: number): Promise<void> {
    deps.onReady(nodeName(settings(), index), false);
    const others = (await nodes.find()).map(({ name }) => name);
    const node = await nodes.bringUp(index, founderOf(others, index), work.report);
    await ready(node, work.signal);
    await repaired(work);
  }

  /** Until then a further node that stops could take the last active replica of a shard with it. */
  async function repaired({ signal }: UpWork): Promise<void> {
    if (settings().kind === 'single') return;
    const found = await nodes.find();
    await waitTogether({ peers, signal }, found, deps.repairMs);
    const urls = found.map(({ url }) => url);
    await waitActive(peers, urls, { timeoutMs: deps.repairMs, signal });
  }

  async function spread({ report, signal }: UpWork): Promise<void> {
    const [via] = await nodes.find();
    if (!via) return;
    await balance({ peers, via: via.url, signal }, (shard) =>
      report(`Shard ${shard} is moved to even the load.`),
    );
  }

  return { up, join, cycle, spread, repaired };
}

export type Up = ReturnType<typeof createUp>;

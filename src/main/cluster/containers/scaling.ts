import { AppError } from '../../../shared/errors.ts';
import { waitTogether } from './consensus.ts';
import type { FoundNode } from './nodes.ts';
import { evacuate } from './shards.ts';
import type { Up, UpDeps, UpWork } from './up.ts';

/** More nodes, and fewer, while the cluster goes on answering. */
export function createScaling({ nodes, storage, peers, settings, repairMs, onReady }: UpDeps, up: Up) {
  function requireCluster(): void {
    if (settings().kind !== 'cluster')
      throw new AppError('conflict', 'A single container has no further nodes.');
  }

  /** The name of the new node, which has got its share of the shards. */
  async function addNode(work: UpWork & { signal: AbortSignal }): Promise<string> {
    requireCluster();
    await storage.prepare(work.report, work.signal);
    const members = await nodes.find();
    if (members.length === 0) throw new AppError('conflict', 'Start the cluster before a node is added.');
    const index = await storage.nextIndex(members.map((member) => member.index));
    const node = await up.join(work, members, index);
    await up.spread(work);
    return node.name;
  }

  /** Bytes of data that went with the node. */
  async function drainNode(
    work: UpWork & { signal: AbortSignal },
    name: string,
    withData: boolean,
  ): Promise<number> {
    requireCluster();
    const { node, others } = await findForDraining(name);
    const via = await firstReady(others);
    const alive = await peers.ready(node.url);
    const { peers: members } = await peers.cluster(via.url);
    const peer = members.find(({ uri }) => new URL(uri).hostname === name);
    if (peer) {
      work.report(`The shards of ${name} are moved to the other nodes.`);
      // Again, as long as a collection that was made meanwhile has put some there.
      while ((await evacuate({ ...work, peers, via: via.url }, peer.peerId, alive)) > 0);
      await storage.markDrained(name);
      await peers.removePeer(via.url, peer.peerId);
    }
    onReady(name, false);
    await nodes.removeContainer(node);
    const freed = withData ? await storage.removeVolumes(name) : 0;
    await waitTogether({ ...work, peers }, others, repairMs);
    work.report(`${name} is gone; its shards are on the other nodes.`);
    return freed;
  }

  async function findForDraining(name: string): Promise<{ node: FoundNode; others: FoundNode[] }> {
    const found = await nodes.find();
    const node = found.find((one) => one.name === name);
    if (!node) throw new AppError('not_found', `There is no node ${name}.`);
    const others = found.filter((one) => one !== node);
    const wanted = settings().nodes;
    if (others.length >= wanted) return { node, others };
    throw new AppError(
      'conflict',
      `The settings ask for ${wanted} nodes and there are ${found.length}: add one before ${name} is taken away.`,
    );
  }

  async function firstReady(candidates: readonly FoundNode[]): Promise<FoundNode> {
    for (const node of candidates) if (await peers.ready(node.url)) return node;
    throw new AppError('node_unavailable', 'No other node answers.');
  }

  return { addNode, drainNode };
}

import { AppError } from '../../../shared/errors.ts';
import type { Report } from '../backend.ts';
import type { ContainerInfo } from '../docker/docker-api.ts';
import { waitFor } from '../wait-for.ts';
import { createMaking, type MakingDeps, MEET_MS } from './making.ts';
import {
  API_KEY_VARIABLE,
  HTTP_PORT,
  LABELS,
  type NodeSpec,
  nodeIndex,
  nodeSpec,
  projectLabels,
  STOP_SECONDS,
  specHash,
} from './spec.ts';

/** A node's container as it is found. */
export interface FoundNode {
  name: string;
  index: number;
  info: ContainerInfo;
  url: string;
}

/** The containers of the project's nodes: found by label, made, started, replaced. Ready is another's word. */
export interface Nodes {
  /** By index; never two of the same node. */
  find(): Promise<FoundNode[]>;
  /** Why the container has to be made anew; null when it is as specified. */
  difference(found: FoundNode): Promise<'key' | 'specification' | null>;
  /** Adopts, starts, replaces or makes it, so that it runs as specified; the data volume stays. */
  bringUp(index: number, join: string | null, report: Report): Promise<FoundNode>;
  stop(found: FoundNode): Promise<void>;
  removeContainer(found: FoundNode): Promise<void>;
}

const TRIES = 5;
const BASH = ['/bin/bash', '/usr/bin/bash'];

export function createNodes(deps: MakingDeps): Nodes {
  const { docker, settings, apiKey } = deps;
  const making = createMaking(deps);
  const withBash = new Map<string, boolean>();

  async function spec(index: number): Promise<NodeSpec> {
    const { image } = settings();
    const id = await docker.imageId(image);
    if (id === null) throw new AppError('not_found', `The image ${image} is not on this machine.`);
    const hasBash = withBash.get(id) ?? (await docker.imageHas(image, BASH));
    withBash.set(id, hasBash);
    return nodeSpec(settings(), index, hasBash);
  }

  async function find(): Promise<FoundNode[]> {
    const byName = new Map<string, FoundNode>();
    for (const info of await docker.containers(projectLabels(settings()))) {
      const name = info.labels[LABELS.node] ?? '';
      const index = nodeIndex(settings(), name);
      if (index === null || info.state === 'removing') continue;
      const found = { name, index, info, url: `http://127.0.0.1:${info.ports.get(HTTP_PORT)}` };
      const other = byName.get(name);
      byName.set(name, other ? await onlyOne(other, found) : found);
    }
    return [...byName.values()].sort((a, b) => a.index - b.index);
  }

  const findOne = async (index: number) => (await find()).find((node) => node.index === index) ?? null;

  /** Two on one volume would destroy it: the one that runs stays. */
  async function onlyOne(a: FoundNode, b: FoundNode): Promise<FoundNode> {
    const [keep, drop] = b.info.state === 'running' ? [b, a] : [a, b];
    await removeContainer(drop);
    return keep;
  }

  async function difference({ index, info }: FoundNode): Promise<'key' | 'specification' | null> {
    if (info.env[API_KEY_VARIABLE] !== (await apiKey())) return 'key';
    const sameImage = info.imageId === (await docker.imageId(settings().image));
    const sameSpec = info.labels[LABELS.spec] === specHash(await spec(index));
    return sameImage && sameSpec ? null : 'specification';
  }

  /** Several steps, as other processes of the application may be doing the same. */
  async function bringUp(index: number, join: string | null, report: Report): Promise<FoundNode> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const found = await settled(index);
      if (found && (found.info.state === 'running' || found.info.state === 'restarting')) {
        if ((await difference(found)) === null) return found;
      }
      await step(index, found, { join, report });
    }
    throw new AppError('conflict', 'Something else starts and removes the same container again and again.');
  }

  async function step(
    index: number,
    found: FoundNode | null,
    { join, report }: { join: string | null; report: Report },
  ): Promise<void> {
    if (!found) {
      await making.make(await spec(index), join, report);
    } else if (await difference(found)) {
      report(`${found.name} is made anew with the changed settings; its data stays.`);
      await removeContainer(found);
    } else {
      report(`${found.name} is being started.`);
      await start(found);
    }
  }

  /** A container that was only made is another process's that is about to start it, or was killed before. */
  async function settled(index: number): Promise<FoundNode | null> {
    const end = Date.now() + MEET_MS;
    return waitFor(
      async () => {
        const found = await findOne(index);
        return found?.info.state === 'created' && found.info.error === '' && Date.now() < end
          ? null
          : { found };
      },
      { timeoutMs: MEET_MS * 2, late: () => 'Docker does not start a container.' },
    ).then(({ found }) => found);
  }

  async function start(found: FoundNode): Promise<void> {
    try {
      // A paused one can't be started, only stopped.
      if (found.info.state === 'paused') await stop(found);
      await docker.startContainer(found.info.id);
    } catch (error) {
      if (isGone(error)) return;
      if (!making.mendable(error)) throw error;
      await docker.removeContainer(found.info.id);
    }
  }

  /** Removed by another process since it was found. */
  const isGone = (error: unknown) =>
    error instanceof AppError && (error.code === 'not_found' || error.code === 'conflict');

  const stop = ({ info }: FoundNode) => docker.stopContainer(info.id, STOP_SECONDS);

  async function removeContainer(found: FoundNode): Promise<void> {
    await stop(found);
    await docker.removeContainer(found.info.id);
  }

  return { find, difference, bringUp, stop, removeContainer };
}

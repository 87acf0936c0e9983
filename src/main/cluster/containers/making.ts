import { AppError } from '../../../shared/errors.ts';
import type { Report } from '../backend.ts';
import { type ContainerSpec, type Docker, LimitRefusedError, PortTakenError } from '../docker/docker-api.ts';
import { waitFor } from '../wait-for.ts';
import { chooseNodePorts, type NodePorts, portSentence } from './ports.ts';
import {
  type ContainerSettings,
  containerSpec,
  LABELS,
  type NodeSpec,
  OPEN_FILES,
  projectLabels,
} from './spec.ts';

/** Makes a node's container and starts it, whatever stands in its way. */
export interface Making {
  /** On a volume that is there already, or is made. False: another process of the application was faster. */
  make(node: NodeSpec, join: string | null, report: Report): Promise<boolean>;
  /** Whether a container that could not be started for this reason will when it is made anew. */
  mendable(error: unknown): boolean;
}

export interface MakingDeps {
  docker: Docker;
  settings: () => ContainerSettings;
  apiKey: () => Promise<string> | string;
}

const TRIES = 5;
/** How long another process may take to make a container whose name it has. */
export const MEET_MS = 10_000;

export function createMaking({ docker, settings, apiKey }: MakingDeps): Making {
  /** Null once the engine has refused to raise it. */
  let openFiles: number | null = OPEN_FILES;
  /** Ports that only Docker has seen to be taken, e.g. outside of the virtual machine that it runs in. */
  const taken: number[] = [];

  async function make(node: NodeSpec, join: string | null, report: Report): Promise<boolean> {
    const labels = { ...projectLabels(settings()), [LABELS.node]: node.name };
    for (const volume of Object.values(node.volumes)) await docker.createVolume(volume, labels);
    for (let tries = 1; ; tries += 1) {
      const ports = await chooseNodePorts(node.ports, taken);
      try {
        return await createAndStart({ node, join, report }, ports);
      } catch (error) {
        if (tries >= TRIES || !mendable(error, ports)) throw error;
      }
    }
  }

  function mendable(error: unknown, ports?: NodePorts): boolean {
    if (error instanceof PortTakenError) {
      if (error.port !== null) taken.push(error.port);
      else if (ports) taken.push(ports.http, ports.grpc);
      return true;
    }
    if (!(error instanceof LimitRefusedError) || openFiles === null) return false;
    openFiles = null;
    return true;
  }

  async function createAndStart(
    { node, join, report }: { node: NodeSpec; join: string | null; report: Report },
    ports: NodePorts,
  ): Promise<boolean> {
    const made = { apiKey: await apiKey(), join, ports, openFiles };
    const id = await createOrMeet(containerSpec(settings(), node, made));
    if (id === null) return false;
    try {
      await docker.startContainer(id);
    } catch (error) {
      await docker.removeContainer(id);
      throw error;
    }
    for (const sentence of await portSentences(node, ports)) report(sentence);
    report(`${node.name} was started.`);
    return true;
  }

  /** Null when the name is taken by the same node of another process; somebody else's rejects. */
  async function createOrMeet(wanted: ContainerSpec): Promise<string | null> {
    try {
      return await docker.createContainer(wanted);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      await meet(wanted, error);
      return null;
    }
  }

  /** Docker keeps a name for a moment before its container can be seen, and after it was removed. */
  async function meet({ name, labels }: ContainerSpec, cause: AppError): Promise<void> {
    const sentence = `Another container has the name ${name}; rename or remove it, and start again.`;
    await waitFor(
      async () => {
        const found = await docker.labelsOf(name);
        if (found === null) return null;
        if (found[LABELS.project] === labels[LABELS.project]) return true;
        throw new AppError('conflict', sentence, { cause });
      },
      { timeoutMs: MEET_MS, late: () => sentence },
    );
  }

  async function portSentences(node: NodeSpec, ports: NodePorts): Promise<string[]> {
    const changed = (['http', 'grpc'] as const).filter((kind) => ports[kind] !== node.ports[kind]);
    return Promise.all(
      changed.map(async (kind) =>
        portSentence(node, kind, ports, await docker.publisherOf(node.ports[kind])),
      ),
    );
  }

  return { make, mendable };
}

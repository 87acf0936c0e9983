import type { NodeState } from '../../../shared/cluster.ts';
import type { Fault, Observation, ObservedNode } from '../backend.ts';
import type { Docker } from '../docker/docker-api.ts';
import { startFault } from './faults.ts';
import type { FoundNode, Nodes } from './nodes.ts';
import type { Peers } from './peers.ts';
import { type ContainerSettings, nodeIndex, nodeName, PORT_STEP } from './spec.ts';
import type { Storage } from './storage.ts';

export interface ObserveDeps {
  docker: Docker;
  nodes: Nodes;
  storage: Pick<Storage, 'bytes'>;
  peers: Pick<Peers, 'ready'>;
  settings: () => ContainerSettings;
  /** Names of nodes that should be there; empty before anything was brought up. */
  expected: () => readonly string[];
}

/** Docker goes through all files to measure volumes. */
const MEASURE_EVERY_MS = 60_000;
/** The first look waits so long for it, later ones take the measure before. */
const MEASURE_WAIT_MS = 2000;
/** So long a node may load before it counts as one that runs and does not answer. */
const STARTING_MS = 120_000;
const LAST_LINES = 20;

export interface Sight {
  observation: Observation;
  /** Those with a container; `ready` ones take queries. */
  found: { name: string; url: string; ready: boolean }[];
}

export function createObserve(deps: ObserveDeps): () => Promise<Sight> {
  const { docker, nodes, peers, settings } = deps;
  const bytes = measured(() => deps.storage.bytes());

  return async () => {
    const fault = await docker.fault();
    if (fault) return withoutDocker(deps, [fault]);
    try {
      const found = await nodes.find();
      const sizes = await bytes();
      const seen = await Promise.all(found.map((node) => look(node, sizes?.get(node.name) ?? null)));
      const absent = absentNodes(deps, found);
      const faults = await faultsOf(seen, absent.length > 0);
      return {
        observation: { nodes: [...seen.map(({ observed }) => observed), ...absent], faults },
        found: seen.map(({ node, ready }) => ({ name: node.name, url: node.url, ready })),
      };
    } catch {
      // Docker went away in the middle.
      return withoutDocker(deps, [(await docker.fault()) ?? { kind: 'docker', reason: 'stopped' }]);
    }
  };

  async function look(node: FoundNode, diskBytes: number | null) {
    const { info, name, url } = node;
    const running = info.state === 'running';
    const [ready, memoryBytes] = await Promise.all([
      running && peers.ready(url),
      running ? docker.memoryBytes(info.id).catch(() => null) : null,
    ]);
    const lines = ready ? [] : await docker.logs(info.id, { since: 0, lines: LAST_LINES }).catch(() => []);
    const observed: ObservedNode = {
      ...{ name, url, memoryBytes, diskBytes },
      state: stateOf(node, ready),
      memoryLimitBytes: info.memoryLimitBytes,
      restarts: info.restarts,
      startedAt: info.startedAt,
      exitCode: info.exitCode,
      oomKilled: info.oomKilled,
      lastLines: lines.map(({ text }) => text),
    };
    return { node, ready, observed };
  }

  async function faultsOf(
    seen: readonly { node: FoundNode; observed: ObservedNode }[],
    someAbsent: boolean,
  ): Promise<Fault[]> {
    const { image } = settings();
    const faults = await Promise.all(
      seen.map(({ node, observed }) => startFault(node, observed.lastLines, docker)),
    );
    const missing = someAbsent && (await docker.imageId(image)) === null;
    return [
      ...(missing ? [{ kind: 'image', image } as const] : []),
      ...faults.filter((fault) => fault !== null),
    ];
  }
}

function stateOf({ info }: FoundNode, ready: boolean): NodeState {
  if (info.state === 'created') return 'created';
  if (info.state === 'restarting') return 'restarting';
  if (info.state !== 'running') return 'stopped';
  const young = Date.now() - (info.startedAt ?? 0) < STARTING_MS;
  return ready || !young ? 'running' : 'starting';
}

function absentNodes(deps: ObserveDeps, found: readonly FoundNode[]): ObservedNode[] {
  return namesOf(deps, found)
    .filter((name) => !found.some((node) => node.name === name))
    .map((name) => blank(deps.settings(), name, 'absent'));
}

function namesOf({ expected, settings }: ObserveDeps, found: readonly FoundNode[]): readonly string[] {
  if (expected().length > 0) return expected();
  if (found.length > 0) return [];
  const { kind, nodes } = settings();
  return Array.from({ length: kind === 'single' ? 1 : nodes }, (_, at) => nodeName({ kind }, at + 1));
}

function withoutDocker(deps: ObserveDeps, faults: Fault[]): Sight {
  const nodes = namesOf(deps, []).map((name) => blank(deps.settings(), name, 'unreachable'));
  return { observation: { nodes, faults }, found: [] };
}

function blank(settings: ContainerSettings, name: string, state: NodeState): ObservedNode {
  const port = settings.httpPort + ((nodeIndex(settings, name) ?? 1) - 1) * PORT_STEP;
  return {
    ...{ name, state, url: `http://127.0.0.1:${port}`, lastLines: [], oomKilled: false, restarts: 0 },
    ...{ memoryBytes: null, memoryLimitBytes: null, diskBytes: null, startedAt: null, exitCode: null },
  };
}

/** The newest measure there is; a new one is taken beside, never more than one at a time. */
function measured<T>(measure: () => Promise<T>): () => Promise<T | null> {
  let value: T | null = null;
  let takenAt = 0;
  let running: Promise<void> | null = null;

  function take(): Promise<void> {
    running ??= measure()
      .then((result) => {
        value = result;
        takenAt = Date.now();
      })
      .catch(() => {})
      .finally(() => {
        running = null;
      });
    return running;
  }

  return async () => {
    if (Date.now() - takenAt > MEASURE_EVERY_MS) {
      const taken = take();
      if (value === null) await Promise.race([taken, elapsed(MEASURE_WAIT_MS)]);
    }
    return value;
  };
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

import type { ClusterStatus, NodeState, NodeStatus, Problem } from '../../../../shared/cluster.ts';
import type { EngineMode } from '../../../../shared/model.ts';

/** How the servers of an engine are, as one word says it. */
export type EngineState =
  | 'loading'
  | 'absent'
  | 'stopped'
  | 'starting'
  | 'busy'
  | 'healthy'
  | 'degraded'
  | 'failed';

/** What can be done to the servers of a mode. */
export interface Abilities {
  /** There are servers at all. */
  servers: boolean;
  /** The application starts and stops them, and sees their logs. */
  runs: boolean;
  /** They are made of images. */
  images: boolean;
  /** Nodes can be added and taken out. */
  scales: boolean;
}

const NONE: Abilities = { servers: false, runs: false, images: false, scales: false };

const ABILITIES: Readonly<Record<EngineMode, Abilities>> = {
  memory: NONE,
  embedded: NONE,
  remote: { ...NONE, servers: true },
  binary: { ...NONE, servers: true, runs: true },
  single: { servers: true, runs: true, images: true, scales: false },
  cluster: { servers: true, runs: true, images: true, scales: true },
};

export const abilitiesOf = (mode: EngineMode): Abilities => ABILITIES[mode];

const COMING: ReadonlySet<NodeState> = new Set(['starting', 'restarting']);
const RUNNING: ReadonlySet<NodeState> = new Set(['running', 'starting', 'restarting']);
const DOWN: ReadonlySet<NodeState> = new Set(['absent', 'created', 'stopped']);

/** Whether there is something that can be stopped. */
export const runsNow = (nodes: readonly NodeStatus[]): boolean =>
  nodes.some(({ state }) => RUNNING.has(state));

type Known = Pick<ClusterStatus, 'nodes' | 'problems' | 'operation'>;

export function engineState({ nodes, problems, operation }: Known): EngineState {
  const healthy = nodes.filter((node) => node.healthy).length;
  if (nodes.length > 0 && healthy === nodes.length) return problems.some(matters) ? 'degraded' : 'healthy';
  if (nodes.some(({ state }) => COMING.has(state))) return 'starting';
  if (operation !== null) return 'busy';
  if (healthy > 0) return 'degraded';
  if (problems.some(isTrouble) || nodes.some(({ state }) => !DOWN.has(state))) return 'failed';
  return nodes.every(({ state }) => state === 'absent') ? 'absent' : 'stopped';
}

/** Without those that the state and its button say already. */
export function shownProblems(status: Known): Problem[] {
  const state = engineState(status);
  const said = state === 'absent' || state === 'stopped';
  return status.problems.filter(({ code }) => !said || code !== 'node_stopped');
}

const matters = ({ severity }: Problem) => severity !== 'info';

/** That nothing runs is the state itself, and what somebody may have asked for. */
const isTrouble = ({ code, severity }: Problem) => severity === 'error' && code !== 'node_stopped';

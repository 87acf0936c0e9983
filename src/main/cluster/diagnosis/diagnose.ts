import { PROBLEM_CODES, PROBLEM_SEVERITIES, type Problem } from '../../../shared/cluster.ts';
import { peerProblems, replicaProblems } from './cluster.ts';
import { collectionProblems, modelProblems } from './collection.ts';
import { type DiagnosisFacts, type NodeView, nodeViews } from './facts.ts';
import { machineProblems } from './machines.ts';
import { failureOf, loopProblem, nodeCause } from './nodes.ts';
import { lostShards, type Peers, peersOf } from './peers.ts';
import { reachProblems } from './reach.ts';
import { explainsNodes, setupProblems } from './setup.ts';
import { versionProblems } from './versions.ts';

/**
 * What is wrong, each cause in one sentence with what can be done about it, worst first. What only
 * follows from a cause is not told again: without Docker no node runs, but that is one problem.
 */
export function diagnose(facts: DiagnosisFacts): Problem[] {
  const views = nodeViews(facts);
  const peers = peersOf(views);
  const causes = causesByNode(views, facts);
  const servers = [
    ...setup(facts, causes),
    ...causes.values(),
    ...silence(facts, { views, peers, causes }),
    ...machineProblems(views),
    ...versionProblems(facts, views),
    ...peerProblems(views, peers),
    ...replicaProblems(views, peers),
  ];
  // A disk that is full is one cause, whoever notices it; the machine's word has the bytes.
  const full = servers.some(({ code }) => code === 'disk_full');
  const index = collectionProblems(facts, views).filter(({ code }) => !full || code !== 'disk_full');
  return [...servers, ...index, ...modelProblems(facts)].sort(worstFirst);
}

type Causes = ReadonlyMap<NodeView, Problem>;

/** With Docker away nothing is known of containers, so that what was seen of them last counts for nothing. */
function causesByNode(views: readonly NodeView[], facts: DiagnosisFacts): Causes {
  const { faults } = facts.observation;
  if (faults.some(({ kind }) => kind === 'docker')) return new Map();
  const found = views.map((view) => [view, nodeCause(view, facts) ?? unexplainedLoop(view, faults)] as const);
  return new Map(found.flatMap(([view, problem]) => (problem ? [[view, problem] as const] : [])));
}

function unexplainedLoop(view: NodeView, faults: DiagnosisFacts['observation']['faults']): Problem | null {
  return explainsNodes(faults) ? null : loopProblem(view);
}

/** That the program ended is no news where it is known what ended it. */
function setup(facts: DiagnosisFacts, causes: Causes): Problem[] {
  const problems = setupProblems(facts);
  return causes.size === 0 ? problems : problems.filter(({ code }) => code !== 'binary_failed');
}

interface Scene {
  views: readonly NodeView[];
  peers: Peers;
  causes: Causes;
}

function silence({ mode, observation }: DiagnosisFacts, { views, peers, causes }: Scene): Problem[] {
  const { faults } = observation;
  if (explainsNodes(faults)) return [];
  const silent = views.filter(
    (view) => !view.answering && !causes.has(view) && (failureOf(view, faults) !== null || !seemsWell(view)),
  );
  return reachProblems({ mode, faults, silent, nodes: views.length, effect: effectOf(views, peers) });
}

/** Running or starting, and nobody has asked it: nothing is known against it. */
function seemsWell({ observed }: NodeView): boolean {
  return observed.state === 'running' || observed.state === 'starting';
}

function effectOf(views: readonly NodeView[], peers: Peers): string {
  if (!views.some(({ answering }) => answering)) return '';
  const lost = lostShards(views, peers);
  if (lost.length > 0) return '; until it is back, searches do not find everybody';
  return views.length > 1 ? '; the other nodes go on answering' : '';
}

function worstFirst(a: Problem, b: Problem): number {
  return (
    PROBLEM_SEVERITIES.indexOf(a.severity) - PROBLEM_SEVERITIES.indexOf(b.severity) ||
    PROBLEM_CODES.indexOf(a.code) - PROBLEM_CODES.indexOf(b.code) ||
    (a.node ?? '').localeCompare(b.node ?? '')
  );
}

import type { Problem } from '../../../shared/cluster.ts';
import type { Fault } from '../backend.ts';
import { type DiagnosisFacts, inContainers, type NodeView } from './facts.ts';
import { sizeInWords } from './in-words.ts';
import { causeInLog, tellingLine } from './log.ts';

/** Starts in a row that are no accident any more. */
const LOOP_RESTARTS = 3;
/** 128 + SIGKILL: what ends by the system's hand, for lack of memory as a rule. */
const KILLED = 137;

type Facts = Pick<DiagnosisFacts, 'mode' | 'observation'>;

/** Why one node does not work by itself, as exactly as is known; null when nothing of the kind is seen. */
export function nodeCause(view: NodeView, { mode, observation }: Facts): Problem | null {
  if (outOfMemory(view)) return memoryProblem(view, mode);
  const volume = observation.faults.some((fault) => fault.kind === 'volume' && fault.node === view.name);
  if (volume) return volumeProblem(view);
  if (view.answering) return null;
  const cause = causeInLog(view.observed.lastLines);
  if (cause === 'disk_full') return fullProblem(view);
  return cause === 'not_writable' ? volumeProblem(view) : null;
}

/** A node that keeps ending without one of the causes above. */
export function loopProblem(view: NodeView): Problem | null {
  const { state, restarts, lastLines } = view.observed;
  const looping = state === 'restarting' || (restarts >= LOOP_RESTARTS && view.answers?.ready !== true);
  if (!looping) return null;
  const line = tellingLine(lastLines);
  const times = restarts > 0 ? ` (${restarts} times so far)` : '';
  const said = line === null ? ' and left nothing in its log' : `; the last thing that it said is "${line}"`;
  return {
    code: 'restart_loop',
    severity: 'error',
    message: `${view.name} keeps ending and being started again${times}${said}.`,
    node: view.name,
    remedy: { label: `Restart ${view.name}`, action: 'restart_node' },
  };
}

/** Why its API can't be asked, where that is known better than by its state. */
export function failureOf(view: NodeView, faults: readonly Fault[]): { fault: Fault; cause: string } | null {
  if (view.answers?.failure) return view.answers.failure;
  const fault = faults.find((each) => 'url' in each && sameServer(each.url, view.observed.url));
  return fault ? { fault, cause: '' } : null;
}

function sameServer(a: string, b: string): boolean {
  return a.replace(/\/+$/, '') === b.replace(/\/+$/, '');
}

function outOfMemory({ observed, answering }: NodeView): boolean {
  return observed.oomKilled || (observed.exitCode === KILLED && !answering && observed.state !== 'running');
}

function memoryProblem({ name, observed, answering }: NodeView, mode: DiagnosisFacts['mode']): Problem {
  const limit = observed.memoryLimitBytes;
  const told = limit === null ? 'no limit is set for it' : `its limit is ${sizeInWords(limit)}`;
  const message = observed.oomKilled
    ? `${name} ran out of memory and was ${answering ? 'started again' : 'ended'}; ${told}.`
    : `${name} was ended by the system, most likely for lack of memory; ${told}.`;
  const more = limit === null ? 'Set a higher limit' : `Raise the limit to ${sizeInWords(limit * 2)}`;
  return {
    code: 'out_of_memory',
    severity: answering ? 'warning' : 'error',
    message,
    node: name,
    remedy: inContainers(mode)
      ? { label: more, action: 'raise_memory' }
      : { label: 'Give its machine more memory, or turn quantization on', action: null },
  };
}

function volumeProblem({ name }: NodeView): Problem {
  return {
    code: 'volume_not_writable',
    severity: 'error',
    message: `${name} can't write to the place where it keeps its data.`,
    node: name,
    remedy: { label: `Let the user that ${name} runs as own that place, then start it again`, action: null },
  };
}

function fullProblem({ name, answers }: NodeView): Problem {
  const free = answers?.freeDiskBytes ?? null;
  const left = free === null ? '' : ` (${sizeInWords(free)} are free)`;
  return {
    code: 'disk_full',
    severity: 'error',
    message: `${name} ended because its disk is full${left}.`,
    node: name,
    remedy: { label: 'Free disk space, then start it again', action: null },
  };
}

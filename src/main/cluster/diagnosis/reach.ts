import type { Problem } from '../../../shared/cluster.ts';
import type { Fault } from '../backend.ts';
import { type DiagnosisFacts, inContainers, type NodeView } from './facts.ts';
import { listInWords } from './in-words.ts';
import { failureOf } from './nodes.ts';

type Unreachable = Extract<Fault, { kind: 'unreachable' }>['cause'];

const NOT_RUNNING: ReadonlySet<string> = new Set(['absent', 'created', 'stopped']);

export interface Reach {
  mode: DiagnosisFacts['mode'];
  faults: readonly Fault[];
  /** Nodes that are neither answering nor explained by something else. */
  silent: readonly NodeView[];
  /** How many nodes there are in all. */
  nodes: number;
  /** What their absence means for searches, to end a sentence with; empty when nothing. */
  effect: string;
}

/** Nodes that do not run or do not answer, those of one cause in one sentence. */
export function reachProblems(reach: Reach): Problem[] {
  const stopped = reach.silent.filter(({ observed }) => NOT_RUNNING.has(observed.state));
  const others = reach.silent.filter(({ observed }) => !NOT_RUNNING.has(observed.state));
  const failed = others.map((view) => ({ view, failure: failureOf(view, reach.faults) }));
  const refused = failed.filter(({ failure }) => failure?.fault.kind === 'api_key');
  const untrusted = failed.filter(({ failure }) => isTls(failure?.fault));
  const rest = failed.filter((each) => !refused.includes(each) && !untrusted.includes(each));
  return [
    ...stoppedProblems(stopped, reach),
    ...(refused.length > 0
      ? [
          keyProblem(
            refused.map(({ view }) => view),
            reach.mode,
          ),
        ]
      : []),
    ...(untrusted.length > 0
      ? [
          tlsProblem(
            untrusted.map(({ view }) => view),
            untrusted[0]?.failure?.cause ?? '',
          ),
        ]
      : []),
    ...rest
      // What has only just been started is given its time.
      .filter(({ view }) => view.observed.state !== 'starting')
      .map(({ view, failure }) => unreachableProblem(view, failure, reach)),
  ];
}

function isTls(fault: Fault | undefined): boolean {
  return fault?.kind === 'unreachable' && fault.cause === 'tls';
}

function stoppedProblems(stopped: readonly NodeView[], { nodes, effect }: Reach): Problem[] {
  const [first] = stopped;
  if (!first) return [];
  const base = { code: 'node_stopped', severity: 'error' } as const;
  if (stopped.length === nodes) {
    const message = nodes === 1 ? `${first.name} is not running.` : `None of the ${nodes} nodes is running.`;
    const label = nodes === 1 ? `Start ${first.name}` : 'Start them';
    return [{ ...base, message, node: nodes === 1 ? first.name : null, remedy: { label, action: 'up' } }];
  }
  return stopped.map(({ name }) => ({
    ...base,
    message: `${name} is not running${effect}.`,
    node: name,
    remedy: { label: `Start ${name}`, action: 'up' },
  }));
}

function keyProblem(views: readonly NodeView[], mode: DiagnosisFacts['mode']): Problem {
  return {
    code: 'api_key_wrong',
    severity: 'error',
    message: `${subject(views)} ${views.length === 1 ? 'does' : 'do'} not accept the API key.`,
    node: only(views),
    remedy:
      mode === 'remote'
        ? { label: 'Enter the API key in Settings', action: null }
        : { label: "Start again with this application's key", action: 'up' },
  };
}

function tlsProblem(views: readonly NodeView[], cause: string): Problem {
  return {
    code: 'tls_untrusted',
    severity: 'error',
    message: `The certificate of ${subject(views)} ${tlsReason(cause)}.`,
    node: only(views),
    remedy: { label: tlsRemedy(cause), action: null },
  };
}

function tlsReason(cause: string): string {
  if (cause === 'CERT_HAS_EXPIRED') return 'has expired';
  if (isOtherName(cause)) return 'was made for another name';
  if (isNoTls(cause)) return "can't be read, as no TLS is spoken there";
  return 'is not trusted on this machine';
}

function tlsRemedy(cause: string): string {
  if (cause === 'CERT_HAS_EXPIRED') return 'Renew the certificate on the server';
  if (isOtherName(cause)) return 'Use the name in the address that the certificate was made for';
  if (isNoTls(cause)) return 'Let the address begin with http:// or turn TLS on there';
  return "Choose your organisation's certificate authority in Settings";
}

const isOtherName = (cause: string) =>
  cause === 'ERR_TLS_CERT_ALTNAME_INVALID' || cause === 'HOSTNAME_MISMATCH';
const isNoTls = (cause: string) => cause === 'EPROTO' || cause.startsWith('ERR_SSL_');

const REASONS: Readonly<Record<Unreachable, string>> = {
  refused: 'accepts no connections',
  name: "has a name that this network doesn't know",
  timeout: 'does not answer in time',
  tls: 'does not answer',
  other: 'gives no answer that can be used',
};

function unreachableProblem(
  { name, observed }: NodeView,
  failure: ReturnType<typeof failureOf>,
  { mode, effect }: Reach,
): Problem {
  const cause = failure?.fault.kind === 'unreachable' ? failure.fault.cause : null;
  const reason = cause === null ? 'does not answer' : REASONS[cause];
  const where = URL.canParse(observed.url) ? ` at ${new URL(observed.url).host}` : '';
  return {
    code: 'node_unreachable',
    severity: 'error',
    message: `${name}${where} ${reason}${effect}.`,
    node: name,
    remedy:
      inContainers(mode) || mode === 'binary'
        ? { label: `Restart ${name}`, action: 'restart_node' }
        : { label: 'Check again', action: 'check_again' },
  };
}

const subject = (views: readonly NodeView[]) => listInWords(views.map(({ name }) => name));
const only = (views: readonly NodeView[]) => (views.length === 1 ? (views[0]?.name ?? null) : null);

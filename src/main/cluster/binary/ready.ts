import { setTimeout as delay } from 'node:timers/promises';
import type { Report } from '../backend.ts';
import type { NodeApi } from '../nodes/node-api.ts';
import type { Ending, ServerProcess } from './process.ts';

/** What became of a server that was waited for. */
export type Readiness =
  | { kind: 'ready' }
  | { kind: 'ended'; ending: Ending }
  /** Whatever answers there does not know the key. */
  | { kind: 'stranger' }
  | { kind: 'timeout' };

const POLL_MS = 100;
const SAY_AFTER_MS = 10_000;

export interface Waiting {
  server: Pick<ServerProcess, 'ended'>;
  api: Pick<NodeApi, 'cluster' | 'ready'>;
  limitMs: number;
  report: Report;
  signal: AbortSignal;
}

/** Resolves when the server has loaded its data and takes the key, or never will. */
export async function untilReady({ server, api, limitMs, report, signal }: Waiting): Promise<Readiness> {
  const ended: { ending: Ending | null } = { ending: null };
  const end = server.ended.then((ending) => {
    ended.ending = ending;
  });
  const startedAt = Date.now();
  let said = startedAt;
  while (Date.now() - startedAt < limitMs) {
    signal.throwIfAborted();
    const found = await probe(api);
    // What ended can't have answered: the answer is another program's on the same port.
    if (ended.ending) return { kind: 'ended', ending: ended.ending };
    if (found) return found;
    if (Date.now() - said >= SAY_AFTER_MS) {
      said = Date.now();
      report('The server is still loading its data.');
    }
    await Promise.race([end, delay(POLL_MS, undefined, { signal })]);
  }
  return { kind: 'timeout' };
}

async function probe(api: Waiting['api']): Promise<Readiness | null> {
  const cluster = await api.cluster();
  if (cluster.fault) return cluster.fault.kind === 'api_key' ? { kind: 'stranger' } : null;
  const ready = await api.ready();
  return ready.fault === null && ready.facts ? { kind: 'ready' } : null;
}

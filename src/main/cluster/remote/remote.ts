import { AppError } from '../../../shared/errors.ts';
import type { Backend, Fault, ObservedNode, Report } from '../backend.ts';
import { createNodeApi, type NodeApi } from '../nodes/node-api.ts';
import type { ClusterFacts } from '../nodes/node-facts.ts';
import type { Answer } from '../nodes/node-fault.ts';
import { checkNode } from './node-check.ts';
import { isExposed, parseServerUrl } from './server-url.ts';
import { distrustAuthority, trustAuthority } from './trust.ts';

export interface RemoteBackendDeps {
  urls: readonly string[];
  apiKey: string | null;
  /** PEM file of the organisation's own certificate authority. */
  caFile?: string;
}

interface Server {
  url: string;
  api: NodeApi;
}

interface Seen extends Server {
  answer: Answer<ClusterFacts>;
}

/**
 * Qdrant servers that others run. Only looked at: they can't be stopped or removed from here. Throws
 * invalid_input for an address that is none or holds a secret. `up` rejects with engine_unavailable
 * (no host, refused, timeout, certificate, not Qdrant, too old), permission (wrong key) or
 * invalid_input (the file of the certificate authority).
 */
export function createRemoteBackend(deps: RemoteBackendDeps): Backend {
  const { apiKey, caFile } = deps;
  const urls = [...new Set(deps.urls.map(parseServerUrl))];
  if (urls.length === 0) throw new AppError('invalid_input', 'Give the address of at least one server.');
  const servers = urls.map((url): Server => ({ url, api: createNodeApi({ url, apiKey }) }));
  let connected: string[] = [];

  async function up(report: Report, signal: AbortSignal): Promise<void> {
    if (caFile !== undefined) trustAuthority(caFile);
    const exposed = apiKey === null ? undefined : urls.find(isExposed);
    if (exposed !== undefined)
      report(`The API key goes to ${new URL(exposed).host} without encryption; use https://.`);
    const results = await Promise.allSettled(servers.map((server) => checkNode(server.api)));
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    const usable = urls.filter((_, index) => results[index]?.status === 'fulfilled');
    const failed = results.flatMap((result) =>
      result.status === 'rejected' ? [AppError.from(result.reason)] : [],
    );
    if (usable.length === 0 && failed[0]) throw failed[0];
    for (const error of failed) report(error.message);
    connected = inOrder(usable);
  }

  /** All addresses, those that answer first: one that is down now may be the one that is up later. */
  const inOrder = (usable: readonly string[]) => [...usable, ...urls.filter((url) => !usable.includes(url))];

  async function observe(): Promise<{ nodes: ObservedNode[]; faults: Fault[] }> {
    const seen = await Promise.all(
      servers.map(async (server): Promise<Seen> => ({ ...server, answer: await server.api.cluster() })),
    );
    const usable = seen.filter((each) => each.answer.fault === null).map((each) => each.url);
    if (connected.length > 0) connected = inOrder(usable);
    const own = await Promise.all(seen.map(observeServer));
    return {
      nodes: [...own, ...otherPeers(seen)],
      faults: seen.flatMap(({ answer }) => (answer.fault ? [answer.fault] : [])),
    };
  }

  return {
    up,
    isAnswering: async () => false,
    down: notOurs,
    restart: notOurs,
    remove: notOurs,
    connection: () => ({ urls: connected, apiKey: connected.length > 0 ? apiKey : null }),
    observe,
    logs: async () => [],
    dataBytes: async () => null,
    async close() {
      if (caFile !== undefined) distrustAuthority(caFile);
    },
  };
}

async function notOurs(): Promise<never> {
  throw new AppError(
    'conflict',
    'These servers are not run by this application, so they can’t be stopped, restarted or removed from here.',
  );
}

async function observeServer({ url, api, answer }: Seen): Promise<ObservedNode> {
  const telemetry = answer.fault ? null : await api.telemetry();
  return node({
    name: new URL(url).host,
    url,
    state: answer.fault ? 'unreachable' : 'running',
    memoryBytes: telemetry?.fault === null ? telemetry.facts.memoryBytes : null,
  });
}

/** Peers that no address leads to, as the servers that answer see them. */
function otherPeers(seen: readonly Seen[]): ObservedNode[] {
  const views = seen.flatMap(({ answer }) => (answer.fault ? [] : [answer.facts]));
  const addressed = new Set(views.map((view) => view.peerId));
  // A server that does not answer can't say which peer it is, so its host has to tell.
  const silent = new Set(seen.filter(({ answer }) => answer.fault).map(({ url }) => new URL(url).hostname));
  const others = new Map<string, ObservedNode>();
  for (const peer of views.flatMap((view) => view.peers)) {
    const host = URL.parse(peer.uri);
    if (addressed.has(peer.peerId) || silent.has(host?.hostname ?? '')) continue;
    // One server that does not reach it is enough to say so.
    const state = peer.sendFailures > 0 ? 'unreachable' : (others.get(peer.peerId)?.state ?? 'running');
    const name = host?.host ?? peer.peerId;
    others.set(peer.peerId, node({ name, url: peer.uri, state, memoryBytes: null }));
  }
  return [...others.values()];
}

function node(known: Pick<ObservedNode, 'name' | 'url' | 'state' | 'memoryBytes'>): ObservedNode {
  return {
    ...known,
    ...{ memoryLimitBytes: null, diskBytes: null, restarts: 0, startedAt: null, exitCode: null },
    ...{ oomKilled: false, lastLines: [] },
  };
}

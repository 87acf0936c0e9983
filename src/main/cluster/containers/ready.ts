import { AppError } from '../../../shared/errors.ts';
import { waitFor } from '../wait-for.ts';
import type { FoundNode, Nodes } from './nodes.ts';
import type { Peers } from './peers.ts';

export interface ReadyDeps {
  nodes: Pick<Nodes, 'find'>;
  peers: Pick<Peers, 'ready'>;
  /** How long a node may load what it stores. */
  timeoutMs: number;
}

/** A node that ends so many times while it starts will not come up by itself. */
const MAX_RESTARTS = 3;
const MEBIBYTE = 1024 * 1024;

/** Resolves when a node takes queries; rejects early with the reason when it ends instead. */
export async function waitReady(
  { nodes, peers, timeoutMs }: ReadyDeps,
  node: FoundNode,
  signal?: AbortSignal,
): Promise<void> {
  const restartsBefore = node.info.restarts;
  await waitFor(
    async () => {
      if (await peers.ready(node.url)) return true;
      const now = (await nodes.find()).find(({ name }) => name === node.name);
      if (!now) throw new AppError('node_unavailable', `The container of ${node.name} was removed.`);
      if (hasFailed(now, restartsBefore)) throw new AppError('node_unavailable', whyItEnded(now));
      return null;
    },
    { timeoutMs, late: () => `${node.name} runs, but does not take queries yet.`, signal },
  );
}

function hasFailed({ info }: FoundNode, restartsBefore: number): boolean {
  if (info.state === 'exited' || info.state === 'dead') return true;
  return info.restarts - restartsBefore >= MAX_RESTARTS;
}

/** For an admin, in a sentence. */
export function whyItEnded({ name, info }: FoundNode): string {
  if (info.oomKilled) {
    const limit = info.memoryLimitBytes === null ? '' : ` of ${info.memoryLimitBytes / MEBIBYTE} MB`;
    return `${name} needs more memory than its limit${limit}; raise it in the settings.`;
  }
  const times = info.restarts > 0 ? ' again and again' : '';
  const code = info.exitCode === null ? '' : ` with exit code ${info.exitCode}`;
  return `${name} ended${times}${code}; its log says why.`;
}

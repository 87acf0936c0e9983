import { AppError } from '../../../shared/errors.ts';
import type { Report } from '../backend.ts';
import type { ClusterFacts } from '../nodes/node-facts.ts';
import { waitFor } from '../wait-for.ts';
import type { Peers } from './peers.ts';
import { evacuate } from './shards.ts';

/** A node that answers. */
export interface Member {
  name: string;
  url: string;
}

export interface ConsensusWork {
  peers: Peers;
  report: Report;
  signal?: AbortSignal | undefined;
}

interface View extends Member {
  facts: ClusterFacts;
}

const hostOf = (uri: string) => new URL(uri).hostname;

/**
 * Takes peers out of the consensus that no node stands for any more, after their replicas were made
 * again elsewhere. `members` are all nodes that have data. Returns the names of those that have lost it
 * and stand alone, so that they can join anew.
 */
export async function settlePeers(
  work: ConsensusWork,
  members: readonly Member[],
): Promise<{ strangers: string[]; removed: number }> {
  const views = await viewsOf(work.peers, members);
  const main = views.reduce((a, b) => (b.facts.peers.length > a.facts.peers.length ? b : a));
  const known = new Set(main.facts.peers.map(({ peerId }) => peerId));
  const strangers = views.filter(({ facts }) => !known.has(facts.peerId ?? ''));
  for (const stranger of strangers) await requireEmpty(work.peers, stranger);

  const living = new Set(views.map(({ facts }) => facts.peerId ?? ''));
  const dead = main.facts.peers.filter(({ peerId }) => !living.has(peerId));
  const majority = Math.floor(known.size / 2) + 1;
  if (dead.length > 0 && known.size - dead.length < majority) {
    throw new AppError(
      'engine_unavailable',
      `Only ${known.size - dead.length} of ${known.size} nodes still have their data, too few to decide anything; restore a snapshot into a new cluster.`,
    );
  }
  if (dead.length > 0) await waitLeader(work, main, living);
  for (const { peerId, uri } of dead) {
    work.report(`The data of ${hostOf(uri)} is gone; its shards are copied from the other nodes.`);
    await evacuate({ ...work, via: main.url }, peerId, false);
    await work.peers.removePeer(main.url, peerId);
  }
  return { strangers: strangers.map(({ name }) => name), removed: dead.length };
}

const ELECTION_MS = 60_000;

/** The one that is gone may have led; until another is elected nothing can be decided. */
async function waitLeader(work: ConsensusWork, { url }: Member, living: ReadonlySet<string>): Promise<void> {
  await waitFor(
    async () => {
      const { leaderId } = await work.peers.cluster(url);
      return leaderId !== null && living.has(leaderId) ? true : null;
    },
    {
      timeoutMs: ELECTION_MS,
      late: () => 'The nodes have not elected a leader in time.',
      signal: work.signal,
    },
  );
}

/** A node that founded a cluster of its own after it had lost its data may go; one with data may not. */
async function requireEmpty(peers: Peers, { name, url, facts }: View): Promise<void> {
  const alone = facts.peers.length <= 1;
  if (alone && (await peers.collections(url)).length === 0) return;
  throw new AppError('conflict', `${name} belongs to another cluster and has data of its own.`);
}

/** Resolves when all nodes know the same peers, one for each node, and have a leader. */
export async function waitTogether(
  work: Omit<ConsensusWork, 'report'>,
  members: readonly Member[],
  timeoutMs: number,
): Promise<void> {
  await waitFor(
    async () => {
      const views = await viewsOf(work.peers, members).catch(() => []);
      return views.length > 0 && views.every((view) => isComplete(view, views)) ? true : null;
    },
    {
      timeoutMs,
      late: () => 'The nodes of the cluster have not found together in time.',
      signal: work.signal,
    },
  );
}

function isComplete({ facts }: View, views: readonly View[]): boolean {
  const ids = new Set(facts.peers.map(({ peerId }) => peerId));
  return (
    facts.leaderId !== null &&
    ids.has(facts.leaderId) &&
    ids.size === views.length &&
    views.every((view) => ids.has(view.facts.peerId ?? ''))
  );
}

function viewsOf(peers: Peers, members: readonly Member[]): Promise<View[]> {
  return Promise.all(members.map(async (member) => ({ ...member, facts: await peers.cluster(member.url) })));
}

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type ClusterFacts, clusterSchema, type ShardFacts, shardsSchema } from '../nodes/node-facts.ts';

/** What the cluster's nodes are asked to do with their peers and shards, over any node's HTTP interface. */
export interface Peers {
  /** Whether the node has loaded what it stores and takes queries; false when it does not answer. */
  ready(url: string): Promise<boolean>;
  cluster(url: string): Promise<ClusterFacts>;
  collections(url: string): Promise<string[]>;
  shards(url: string, collection: string): Promise<ShardFacts>;
  moveShard(url: string, collection: string, move: ShardMove): Promise<void>;
  replicateShard(url: string, collection: string, move: ShardMove): Promise<void>;
  dropReplica(url: string, collection: string, replica: { shard: number; peerId: string }): Promise<void>;
  /** Takes a peer without shards out of the consensus. */
  removePeer(url: string, peerId: string): Promise<void>;
}

export interface ShardMove {
  shard: number;
  from: string;
  to: string;
}

export type FetchLike = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body: string | null;
    redirect: 'manual';
    signal: AbortSignal;
  },
) => Promise<Pick<Response, 'status' | 'ok' | 'json' | 'body'>>;

export interface PeersDeps {
  fetch: FetchLike;
  apiKey: () => Promise<string> | string;
}

const READY_TIMEOUT_MS = 2000;
/** Changes go through the consensus, which waits for up to 10 s for its members. */
const TIMEOUT_MS = 30_000;

const collectionsSchema = z.object({ collections: z.array(z.object({ name: z.string() })) });

export function createPeers({ fetch, apiKey }: PeersDeps): Peers {
  async function ask<T>(schema: z.ZodType<T>, method: string, url: string, body?: object): Promise<T> {
    const response = await send(method, url, body);
    const answer = (await response.json().catch(() => null)) as { result?: unknown; status?: unknown } | null;
    if (!response.ok) throw refusal(response.status, url, answer?.status);
    const parsed = schema.safeParse(answer?.result);
    if (parsed.success) return parsed.data;
    throw new AppError(
      'engine_unavailable',
      `${hostOf(url)} gives an answer that this application does not understand.`,
    );
  }

  async function send(method: string, url: string, body?: object) {
    const key = await apiKey();
    try {
      return await fetch(url, {
        method,
        headers: { 'api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
        body: body ? JSON.stringify(body) : null,
        // The key must not follow to where an answer points.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw new AppError('node_unavailable', `The node at ${hostOf(url)} does not answer.`, { cause: error });
    }
  }

  async function change(url: string, collection: string, operation: object): Promise<void> {
    await ask(z.unknown(), 'POST', `${url}/collections/${encodeURIComponent(collection)}/cluster`, operation);
  }

  return {
    async ready(url) {
      try {
        const signal = AbortSignal.timeout(READY_TIMEOUT_MS);
        const response = await fetch(`${url}/readyz`, {
          ...{ method: 'GET', headers: {}, body: null, redirect: 'manual' },
          signal,
        });
        await response.body?.cancel();
        return response.ok;
      } catch {
        return false;
      }
    },
    cluster: (url) => ask(clusterSchema, 'GET', `${url}/cluster`),
    async collections(url) {
      const { collections } = await ask(collectionsSchema, 'GET', `${url}/collections`);
      return collections.map(({ name }) => name);
    },
    shards: (url, collection) =>
      ask(shardsSchema, 'GET', `${url}/collections/${encodeURIComponent(collection)}/cluster`),
    moveShard: (url, collection, move) => change(url, collection, { move_shard: moveBody(move) }),
    replicateShard: (url, collection, move) => change(url, collection, { replicate_shard: moveBody(move) }),
    dropReplica: (url, collection, { shard, peerId }) =>
      change(url, collection, { drop_replica: { shard_id: shard, peer_id: Number(peerId) } }),
    async removePeer(url, peerId) {
      await ask(z.unknown(), 'DELETE', `${url}/cluster/peer/${peerId}?timeout=30`);
    },
  };
}

/** Qdrant makes ids of at most 53 bits, so that they are safe as numbers. */
const moveBody = ({ shard, from, to }: ShardMove) => ({
  shard_id: shard,
  from_peer_id: Number(from),
  to_peer_id: Number(to),
});

const hostOf = (url: string) => new URL(url).host;

const statusSchema = z.object({ error: z.string() });

function refusal(status: number, url: string, answer: unknown): AppError {
  if (status === 401 || status === 403) {
    return new AppError('permission', `The node at ${hostOf(url)} does not accept the API key.`);
  }
  const reason = statusSchema.safeParse(answer).data?.error ?? `status ${status}`;
  return new AppError(
    'engine_unavailable',
    `The node at ${hostOf(url)} refused: ${reason.replace(/\.$/, '')}.`,
  );
}

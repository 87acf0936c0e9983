import { setTimeout as delay } from 'node:timers/promises';

/** The little of Qdrant's HTTP interface that tests of containers need, over whichever node answers. */
export interface Rest {
  createCollection(name: string, options: { shards: number; replicas: number }): Promise<void>;
  upsert(name: string, points: number): Promise<void>;
  count(name: string): Promise<number>;
  /** Rejects when no node answers it. */
  search(name: string): Promise<number>;
  cluster(url: string): Promise<{ peer_id: number; peers: Record<string, { uri: string }> }>;
  /** Number of replicas by the host name of their peer. */
  shardsByHost(name: string): Promise<Record<string, number>>;
}

const DIMENSIONS = 8;
const TIMEOUT_MS = 20_000;
const vector = (seed: number) => Array.from({ length: DIMENSIONS }, (_, at) => Math.sin(seed * 7 + at));

export function createRest(apiKey: string, urls: () => string[]): Rest {
  async function call<T>(url: string, method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'api-key': apiKey, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { result: T }).result;
  }

  /** As a client does that knows all nodes: the next one when one does not answer. */
  async function any<T>(method: string, path: string, body?: object): Promise<T> {
    const errors: unknown[] = [];
    for (const url of urls()) {
      try {
        return await call<T>(url, method, path, body);
      } catch (error) {
        errors.push(error);
      }
    }
    throw new Error(errors.map(String).join('; ') || 'No node is known.');
  }

  const cluster: Rest['cluster'] = (url) => call(url, 'GET', '/cluster');
  return {
    cluster,
    async createCollection(name, { shards, replicas }) {
      await any('PUT', `/collections/${name}`, {
        vectors: { size: DIMENSIONS, distance: 'Cosine' },
        shard_number: shards,
        replication_factor: replicas,
      });
    },
    async upsert(name, points) {
      const list = Array.from({ length: points }, (_, at) => ({ id: at + 1, vector: vector(at) }));
      await any('PUT', `/collections/${name}/points?wait=true`, { points: list });
    },
    async count(name) {
      return (await any<{ count: number }>('POST', `/collections/${name}/points/count`, { exact: true }))
        .count;
    },
    async search(name) {
      const query = { query: vector(Math.random() * 100), limit: 5 };
      return (await any<{ points: unknown[] }>('POST', `/collections/${name}/points/query`, query)).points
        .length;
    },
    async shardsByHost(name) {
      const [url = ''] = urls();
      const { peers } = await cluster(url);
      const shards = await call<{
        peer_id: number;
        local_shards: unknown[];
        remote_shards: { peer_id: number }[];
      }>(url, 'GET', `/collections/${name}/cluster`);
      const ids = [
        ...shards.local_shards.map(() => shards.peer_id),
        ...shards.remote_shards.map((one) => one.peer_id),
      ];
      const counts: Record<string, number> = {};
      for (const id of ids) {
        const host = new URL(peers[id]?.uri ?? '').hostname;
        counts[host] = (counts[host] ?? 0) + 1;
      }
      return counts;
    },
  };
}

/** Searches one after the other until ended. */
export function searchAllTheTime(rest: Rest, name: string) {
  let running = true;
  let searches = 0;
  const failures: string[] = [];
  const done = (async () => {
    while (running) {
      try {
        if ((await rest.search(name)) !== 5) failures.push('a search found too few');
      } catch (error) {
        failures.push(String(error));
      }
      searches += 1;
      // Room for the others on a machine with few cores.
      await delay(20);
    }
  })();
  return {
    async end() {
      running = false;
      await done;
      return { searches, failures };
    },
  };
}

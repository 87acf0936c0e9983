import { QdrantClient } from '@qdrant/js-client-rest';
import type { Recorded } from './qdrant-recorder.ts';

/** Sends one request to a collection and reads its answer. */
export type Send = (recorded: Recorded, collection: string) => Promise<unknown>;

interface Server {
  url: string;
  apiKey: string;
}

/** Each request as soon as those are answered that it came after. */
export async function replay(recorded: Recorded[], collection: string, send: Send): Promise<void> {
  const answers: Promise<unknown>[] = [];
  for (const entry of recorded) {
    const before = Promise.all(entry.after.map((index) => answers[index]));
    answers.push(before.then(() => send(entry, collection)));
  }
  await Promise.all(answers);
}

const PATH = /^\/collections\/[^/]+\/([^?]+)/;
const operationOf = ({ method, path }: Recorded): string => `${method} ${PATH.exec(path)?.[1] ?? path}`;

/** The official client with the options that the engine uses, and nothing of the engine. */
export function bareClient({ url, apiKey }: Server): Send {
  const { hostname, port } = new URL(url);
  const client = new QdrantClient({
    ...{ url: `http://${hostname}`, port: Number(port), timeout: 60_000, checkCompatibility: false },
    headers: { 'api-key': apiKey, 'accept-encoding': 'identity' },
    maxConnections: 16,
  });
  type Body = Record<string, never>;
  const operations: Record<string, (collection: string, body: Body) => Promise<unknown>> = {
    'POST points/query/batch': (collection, body) => client.queryBatch(collection, { searches: [], ...body }),
    'POST points/scroll': (collection, body) => client.scroll(collection, body),
    'POST points/count': (collection, body) => client.count(collection, body),
    'POST points': (collection, body) => client.retrieve(collection, { ids: [], ...body }),
    'POST facet': (collection, body) => client.facet(collection, { key: '', ...body }),
    'POST points/batch': (collection, body) =>
      client.batchUpdate(collection, { operations: [], ...body, wait: true }),
  };
  return (recorded, collection) => {
    const operation = operations[operationOf(recorded)];
    if (!operation) throw new Error(`no bare form of ${operationOf(recorded)}`);
    return operation(collection, recorded.body as Body);
  };
}

/** fetch and JSON alone: less than what any client does. */
export function bareFetch({ url, apiKey }: Server): Send {
  const headers = { 'api-key': apiKey, 'accept-encoding': 'identity', 'content-type': 'application/json' };
  return async ({ method, path, body }, collection) => {
    const at = path.replace(/^\/collections\/[^/]+/, `/collections/${collection}`);
    const response = await fetch(`${url}${at}`, { method, headers, body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status}`);
    return answer;
  };
}

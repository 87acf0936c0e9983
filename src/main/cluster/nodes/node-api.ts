import type { ZodType } from 'zod';
import {
  type ClusterFacts,
  type CollectionFacts,
  clusterSchema,
  collectionSchema,
  identitySchema,
  type Metric,
  optimizationsSchema,
  parseMetrics,
  type ShardFacts,
  shardsSchema,
  type TelemetryFacts,
  telemetrySchema,
} from './node-facts.ts';
import { type Answer, faultOf, faultOfStatus } from './node-fault.ts';

/**
 * What one Qdrant server says of itself over HTTP, beside the client that searches: facts, or the
 * fault in the way. Nothing here throws, as a server that does not answer is what is looked for.
 */
export interface NodeApi {
  /** Base URL, without secrets and without a slash at its end. */
  readonly url: string;
  /** Its clock less ours, half the way of the answer taken off; null when it does not say. */
  clock(): Promise<Answer<number | null>>;
  /** Whether it has loaded what it stores and takes queries. Needs no key. */
  ready(): Promise<Answer<boolean>>;
  /** Null: something answers there that is not Qdrant. Needs no key. */
  identity(): Promise<Answer<{ version: string } | null>>;
  cluster(): Promise<Answer<ClusterFacts>>;
  /** Null: there is no such collection. */
  collection(name: string): Promise<Answer<CollectionFacts | null>>;
  /** Which replicas of its shards lie where; null: there is no such collection. */
  shards(collection: string): Promise<Answer<ShardFacts | null>>;
  /** Optimisations at work, in words of Qdrant. */
  optimizing(collection: string): Promise<Answer<string[]>>;
  /** Whether it serves its own dashboard. */
  dashboard(): Promise<Answer<boolean>>;
  telemetry(): Promise<Answer<TelemetryFacts>>;
  metrics(): Promise<Answer<Metric[]>>;
}

const TIMEOUT_MS = 5000;

export function createNodeApi(deps: { url: string; apiKey: string | null; timeoutMs?: number }): NodeApi {
  const url = deps.url.replace(/\/+$/, '');
  // Qdrant takes 4 s longer to stop while a connection is kept for a next request (measured).
  const headers = { connection: 'close', ...(deps.apiKey === null ? {} : { 'api-key': deps.apiKey }) };

  async function get<T>(
    path: string,
    read: (response: Response) => T | Promise<T>,
    others: readonly number[] = [],
  ): Promise<Answer<T>> {
    try {
      const response = await fetch(`${url}${path}`, {
        headers,
        // The key must not follow to where a server points.
        redirect: 'manual',
        signal: AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS),
      });
      if (response.ok || others.includes(response.status))
        return { fault: null, facts: await read(response) };
      await response.body?.cancel();
      return faultOfStatus(response.status, url);
    } catch (error) {
      return faultOf(error, url);
    }
  }

  const result =
    <T>(schema: ZodType<T>) =>
    async (response: Response) =>
      schema.parse(((await response.json()) as { result?: unknown }).result);
  const resultOrNull =
    <T>(schema: ZodType<T>) =>
    async (response: Response) =>
      response.status === 404 ? drop(response) : result(schema)(response);

  return {
    url,
    clock: () => {
      const asked = Date.now();
      return get('/', (response) => clockOffset(response, asked), [301, 302, 307, 308, 400, 404, 405]);
    },
    ready: () => get('/readyz', isReady, [503]),
    identity: () => get('/', identityOf, [301, 302, 307, 308, 400, 404, 405]),
    cluster: () => get('/cluster', result(clusterSchema)),
    collection: (name) => get(collectionPath(name), resultOrNull(collectionSchema), [404]),
    shards: (name) => get(`${collectionPath(name)}/cluster`, resultOrNull(shardsSchema), [404]),
    optimizing: async (name) => {
      const answer = await get(
        `${collectionPath(name)}/optimizations`,
        resultOrNull(optimizationsSchema),
        [404],
      );
      return answer.fault === null ? { fault: null, facts: answer.facts ?? [] } : answer;
    },
    dashboard: () => get('/dashboard', isServed, [301, 302, 307, 308, 404]),
    telemetry: () => get('/telemetry?details_level=1', result(telemetrySchema)),
    metrics: () => get('/metrics', async (response) => parseMetrics(await response.text())),
  };
}

async function isReady(response: Response): Promise<boolean> {
  await drop(response);
  return response.status === 200;
}

/** The header has whole seconds: half of one is added. */
async function clockOffset(response: Response, asked: number): Promise<number | null> {
  const date = Date.parse(response.headers.get('date') ?? '');
  await drop(response);
  return Number.isNaN(date) ? null : date + 500 - (asked + Date.now()) / 2;
}

async function isServed(response: Response): Promise<boolean> {
  await drop(response);
  return response.status < 400;
}

const collectionPath = (name: string) => `/collections/${encodeURIComponent(name)}`;

async function identityOf(response: Response): Promise<{ version: string } | null> {
  if (!response.ok) return drop(response);
  const body = await response.json().catch(ignoreSyntax);
  const parsed = identitySchema.safeParse(body);
  return parsed.success ? { version: parsed.data.version } : null;
}

/** Another kind of page than JSON: not Qdrant. A broken connection is still a fault. */
function ignoreSyntax(error: unknown): null {
  if (error instanceof SyntaxError) return null;
  throw error;
}

async function drop(response: Response): Promise<null> {
  await response.body?.cancel();
  return null;
}

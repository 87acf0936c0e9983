import {
  type ClientRequest,
  type IncomingMessage,
  Agent as PlainAgent,
  request as plainRequest,
} from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';

/**
 * The requests that searches and writes are made of, over node:http with JSON as it is. The official
 * client passes every number through a function, in case it is larger than JavaScript's, and goes
 * through fetch: of a hybrid search's 24 ms that was 10 (measured with 20,000 vectors, two cores).
 * None of these requests has such numbers.
 */
export interface PlainApiOptions {
  /** With the path below which Qdrant lies, without a slash at its end. */
  baseUrl: string;
  headers: Record<string, string>;
  timeoutMs: number;
  /** Kept open at most. */
  sockets: number;
}

/** By the name of the client's own function that it stands in for. */
const OPERATIONS = {
  getPoints: 'points',
  scrollPoints: 'points/scroll',
  countPoints: 'points/count',
  facet: 'facet',
  queryBatchPoints: 'points/query/batch',
  batchUpdate: 'points/batch',
} as const;

/** What the client hands to its functions beside the body: the collection, and what the address takes. */
interface Payload {
  collection_name: string;
  consistency?: unknown;
  ordering?: unknown;
  timeout?: unknown;
  wait?: unknown;
}

type Operation = (payload: Payload) => Promise<{ data: unknown }>;

/** Rejects with `HttpError`, `UnreachableError` or `TimedOutError`. */
export function createPlainApi(options: PlainApiOptions): Record<keyof typeof OPERATIONS, Operation> {
  const send = createSender(options);
  const operation =
    (path: string): Operation =>
    async ({ collection_name, consistency, ordering, timeout, wait, ...body }) => {
      const query = queryOf({ consistency, ordering, timeout, wait });
      const at = `/collections/${encodeURIComponent(collection_name)}/${path}${query}`;
      return { data: await send(at, JSON.stringify(body)) };
    };
  const entries = Object.entries(OPERATIONS).map(([name, path]) => [name, operation(path)]);
  return Object.fromEntries(entries) as Record<keyof typeof OPERATIONS, Operation>;
}

function queryOf(values: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) query.set(key, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}

/** The server answered with something else than success; `data` is what it said. */
export class HttpError extends Error {
  readonly status: number;
  readonly data: unknown;
  constructor(status: number, data: unknown) {
    super(`HTTP ${status}`);
    this.status = status;
    this.data = data;
  }
}
/** Refused, reset, unknown name, certificate: `cause` says which. */
export class UnreachableError extends Error {}
export class TimedOutError extends Error {}

type Send = (path: string, body: string) => Promise<unknown>;

function createSender({ baseUrl, headers, timeoutMs, sockets }: PlainApiOptions): Send {
  const isTls = baseUrl.startsWith('https:');
  const kept = { keepAlive: true, maxSockets: sockets };
  const agent = isTls ? new TlsAgent(kept) : new PlainAgent(kept);
  const open = isTls ? tlsRequest : plainRequest;
  const common = { agent, method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };

  function exchange(path: string, body: string): Promise<Answer> {
    const request = open(`${baseUrl}${path}`, common);
    const timer = setTimeout(() => request.destroy(new TimedOutError()), timeoutMs);
    const answer = answerTo(request).finally(() => clearTimeout(timer));
    request.end(body);
    return answer;
  }

  return async (path, body) => {
    // The server may close a connection that was kept open just when it is used again.
    const { status, text } = await exchange(path, body).catch((error: unknown) => {
      if (error instanceof StaleError) return exchange(path, body);
      throw error;
    });
    if (status === 200) return JSON.parse(text);
    throw new HttpError(status, parsedOr(text));
  };
}

interface Answer {
  status: number;
  text: string;
}

class StaleError extends UnreachableError {}

function answerTo(request: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answered = false;
    const fail = (cause: Error) => {
      if (cause instanceof TimedOutError) reject(cause);
      else if (request.reusedSocket && !answered) reject(new StaleError('not answered', { cause }));
      else reject(new UnreachableError('not answered', { cause }));
    };
    request.on('error', fail);
    request.on('response', (response: IncomingMessage) => {
      answered = true;
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', fail);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
      );
    });
  });
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

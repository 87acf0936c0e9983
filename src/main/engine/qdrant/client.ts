import { QdrantClient, type Schemas } from '@qdrant/js-client-rest';
import { AppError } from '../../../shared/errors.ts';
import type { Log } from '../../log.ts';
import { createPlainApi, TimedOutError, UnreachableError } from './plain-api.ts';

export type { QdrantClient, Schemas };

/** Calls to Qdrant over HTTP at whichever of its addresses answers. All errors are AppErrors. */
export interface QdrantCalls {
  read<T>(work: (client: QdrantClient) => Promise<T>): Promise<T>;
  /** Writes are idempotent (deterministic ids), so they too are repeated at the next address. */
  write<T>(work: (client: QdrantClient) => Promise<T>): Promise<T>;
}

export interface QdrantConnection {
  urls: string[];
  apiKey: string | null;
}

interface QdrantCallsDeps {
  connection(): QdrantConnection;
  log: Log;
  /** Of a read and of a write; 10 s and 60 s when left out. */
  timeoutMs?: number;
}

const READ_TIMEOUT_MS = 10_000;
const WRITE_TIMEOUT_MS = 60_000;
/** An address that failed is tried last for so long. */
const AVOIDED_MS = 5_000;
/**
 * Qdrant compresses in pieces, and the last of them waits for the acknowledgement of the one before:
 * 44 ms for a thousand ids, 1.3 ms without (measured on one machine).
 */
const UNCOMPRESSED = { 'accept-encoding': 'identity' };
/** Sockets kept open to an address: a search asks a dozen things at once. */
const SOCKETS = 16;

/** Of the library, to be compared with that of the servers. */
export const CLIENT_VERSION = '1.19.0';

/** `connection` is asked before each call: addresses change when servers are restarted. */
export function createQdrantCalls({ connection, log, timeoutMs }: QdrantCallsDeps): QdrantCalls {
  const clients = new Map<string, QdrantClient>();
  const avoidedUntil = new Map<string, number>();

  function clientOf(url: string, apiKey: string | null, timeout: number): QdrantClient {
    const key = `${timeout} ${url} ${apiKey ?? ''}`;
    const known = clients.get(key);
    if (known) return known;
    // Given as a header: the client's own option prints a warning for every http address.
    const headers = { ...UNCOMPRESSED, ...(apiKey === null ? {} : { 'api-key': apiKey }) };
    const { origin, pathname, protocol, port } = new URL(url);
    const at = { url: origin, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
    const prefix = pathname.replace(/\/+$/, '');
    const options = { ...at, prefix, timeout, checkCompatibility: false, maxConnections: SOCKETS };
    const client = new QdrantClient({ ...options, headers });
    const baseUrl = `${origin}${prefix}`;
    Object.assign(client.api(), createPlainApi({ baseUrl, headers, timeoutMs: timeout, sockets: SOCKETS }));
    clients.set(key, client);
    return client;
  }

  function inOrder(urls: string[]): string[] {
    const now = performance.now();
    const avoided = (url: string) => (avoidedUntil.get(url) ?? 0) > now;
    return [...urls.filter((url) => !avoided(url)), ...urls.filter(avoided)];
  }

  async function call<T>(limitMs: number, work: (client: QdrantClient) => Promise<T>): Promise<T> {
    const { urls, apiKey } = connection();
    let failure = new AppError('engine_unavailable', 'The search engine is not running.');
    for (const url of inOrder(urls)) {
      try {
        const result = await work(clientOf(url, apiKey, limitMs));
        avoidedUntil.delete(url);
        return result;
      } catch (error) {
        failure = failureOf(error, new URL(url).host, limitMs);
        if (!MAY_WORK_ELSEWHERE.has(failure.code)) throw failure;
        if (!avoidedUntil.has(url)) log.error('engine.unreachable', failure);
        avoidedUntil.set(url, performance.now() + AVOIDED_MS);
      }
    }
    throw failure;
  }

  return {
    read: (work) => call(timeoutMs ?? READ_TIMEOUT_MS, work),
    write: (work) => call(timeoutMs ?? WRITE_TIMEOUT_MS, work),
  };
}

const MAY_WORK_ELSEWHERE: ReadonlySet<string> = new Set(['engine_unavailable', 'timeout']);

/** What the client throws, in our words. Qdrant's own text may quote a query, so it stays in `cause`. */
export function failureOf(error: unknown, host: string, timeoutMs: number): AppError {
  if (error instanceof AppError) return error;
  const cause = { cause: error };
  const { name, status, data } = error as { name?: string; status?: number; data?: unknown };
  if (typeof status === 'number') return answered({ status, text: JSON.stringify(data ?? ''), host, cause });
  if (error instanceof TimedOutError || name === 'QdrantClientTimeoutError' || name === 'AbortError') {
    return new AppError(
      'timeout',
      `The search engine took longer than ${timeoutMs / 1000} seconds (${host}).`,
      cause,
    );
  }
  if (name === 'QdrantClientResourceExhaustedError') return answered({ status: 429, text: '', host, cause });
  // How fetch reports everything between here and the server: refused, reset, unknown name, certificate.
  if (error instanceof UnreachableError || error instanceof TypeError) {
    return new AppError('engine_unavailable', `The search engine can't be reached at ${host}.`, cause);
  }
  return AppError.from(error);
}

interface Answer {
  status: number;
  text: string;
  host: string;
  cause: { cause: unknown };
}

const UNAVAILABLE_STATUS: ReadonlySet<number> = new Set([502, 503, 504]);
/** Another machine of the cluster is away, or a shard moves: it says so with 500. */
const UNAVAILABLE_TEXT =
  /operations failed|transport error|not enough (?:active )?replicas|no active|connection refused|shutting down|starting up/i;
const NO_SPACE =
  /no space left|out of disk|disk (?:is )?full|insufficient storage|disk usage|WAL buffer size exceeds/i;

function answered({ status, text, host, cause }: Answer): AppError {
  if (status === 401 || status === 403) {
    return new AppError('permission', `The search engine at ${host} refused the API key.`, cause);
  }
  if (status === 507 || NO_SPACE.test(text)) {
    return new AppError('disk_full', `The disk of the search engine at ${host} is full.`, cause);
  }
  if (status === 404)
    return new AppError('not_found', 'The search engine does not have what was asked for.', cause);
  if (status === 409) return new AppError('conflict', 'The search engine has this already.', cause);
  if (status === 400 && /dimension/i.test(text)) {
    return new AppError('collection_mismatch', 'Vectors of this length do not fit the collection.', cause);
  }
  if (status === 429) return new AppError('busy', `The search engine at ${host} has too much to do.`, cause);
  if (status === 408) return new AppError('timeout', `The search engine at ${host} gave up on time.`, cause);
  if (UNAVAILABLE_STATUS.has(status) || (status === 500 && UNAVAILABLE_TEXT.test(text))) {
    return new AppError('engine_unavailable', `The search engine at ${host} can't answer now.`, cause);
  }
  return new AppError('internal', `The search engine at ${host} reported an error (HTTP ${status}).`, cause);
}

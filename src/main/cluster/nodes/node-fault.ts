import type { Fault } from '../backend.ts';

/** Facts, or why there are none. `cause` is the code or status that says it more exactly than the fault. */
export type Answer<T> = { fault: null; facts: T } | { fault: Fault; cause: string };

type Unreachable = Extract<Fault, { kind: 'unreachable' }>['cause'];

const BY_CODE: Readonly<Record<string, Unreachable>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  EAI_NODATA: 'name',
  ETIMEDOUT: 'timeout',
  TimeoutError: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  HOSTNAME_MISMATCH: 'tls',
};

/** What a failed `fetch` says about the way to a server. */
export function faultOf(error: unknown, url: string): { fault: Fault; cause: string } {
  const code = codeOf(error);
  return { fault: { kind: 'unreachable', url, cause: causeOf(code) }, cause: code };
}

/** What an answer's status says; the key was refused, or the server can't do it now. */
export function faultOfStatus(status: number, url: string): { fault: Fault; cause: string } {
  const cause = `HTTP ${status}`;
  if (status === 401 || status === 403) return { fault: { kind: 'api_key', url }, cause };
  return { fault: { kind: 'unreachable', url, cause: 'other' }, cause };
}

function causeOf(code: string): Unreachable {
  const known = BY_CODE[code];
  if (known) return known;
  return /^(CERT_|ERR_TLS_|ERR_SSL_)/.test(code) ? 'tls' : 'other';
}

/** `fetch` wraps the system's error, which itself may hold one a tried address. */
function codeOf(error: unknown): string {
  for (let each = error, depth = 0; each instanceof Error && depth < 4; depth += 1) {
    const code = (each as { code?: unknown }).code;
    if (typeof code === 'string') return code;
    if (each.name === 'TimeoutError') return each.name;
    each = each.cause ?? (each instanceof AggregateError ? each.errors[0] : undefined);
  }
  return error instanceof Error ? error.name : 'unknown';
}

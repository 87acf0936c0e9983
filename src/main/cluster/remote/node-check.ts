import { AppError } from '../../../shared/errors.ts';
import type { Fault } from '../backend.ts';
import type { NodeApi } from '../nodes/node-api.ts';

/** The first version whose API the engine and the snapshots are written for. */
export const OLDEST_VERSION = '1.15';

/**
 * Whether a server can be used: it answers, is Qdrant, is new enough, and takes the key. Rejects
 * with an AppError in a sentence for an admin.
 */
export async function checkNode(
  api: Pick<NodeApi, 'url' | 'identity' | 'cluster'>,
): Promise<{ version: string }> {
  const identity = await api.identity();
  if (identity.fault) throw faultError(identity.fault, identity.cause);
  if (!identity.facts) {
    throw new AppError('engine_unavailable', `What answers at ${api.url} is not a Qdrant server.`);
  }
  const { version } = identity.facts;
  if (!isNewEnough(version)) {
    throw new AppError(
      'engine_unavailable',
      `The server at ${api.url} is Qdrant ${version}; version ${OLDEST_VERSION} or newer is needed.`,
    );
  }
  const cluster = await api.cluster();
  if (cluster.fault) throw faultError(cluster.fault, cluster.cause);
  return { version };
}

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [needMajor = 0, needMinor = 0] = OLDEST_VERSION.split('.').map(Number);
  return major > needMajor || (major === needMajor && minor >= needMinor);
}

function faultError(fault: Fault, cause: string): AppError {
  if (fault.kind === 'api_key') {
    return new AppError('permission', `The server at ${fault.url} does not accept the API key.`);
  }
  if (fault.kind !== 'unreachable')
    throw new TypeError(`A server's answer can't be a fault of kind ${fault.kind}.`);
  return new AppError('engine_unavailable', unreachableSentence(fault, cause));
}

function unreachableSentence(fault: Extract<Fault, { kind: 'unreachable' }>, cause: string): string {
  const { host, hostname } = new URL(fault.url);
  if (fault.cause === 'name') return `There is no host with the name ${hostname} in this network.`;
  if (fault.cause === 'refused') return `Nothing accepts connections at ${host}.`;
  if (fault.cause === 'timeout') return `The server at ${host} does not answer in time.`;
  if (fault.cause === 'tls') return tlsSentence(host, cause);
  if (cause === 'ZodError' || cause === 'SyntaxError') {
    return `The server at ${host} gives an answer that this application does not understand.`;
  }
  return `The server at ${host} can't be reached (${cause}).`;
}

function tlsSentence(host: string, cause: string): string {
  if (cause === 'CERT_HAS_EXPIRED') return `The certificate of ${host} has expired.`;
  if (cause === 'ERR_TLS_CERT_ALTNAME_INVALID' || cause === 'HOSTNAME_MISMATCH') {
    return `The certificate of ${host} was made for another name.`;
  }
  if (cause === 'EPROTO' || cause.startsWith('ERR_SSL_')) {
    return `The server at ${host} does not speak TLS there; its address may have to start with http://.`;
  }
  return `The certificate of ${host} is not trusted here; if your organisation has a certificate authority of its own, choose its file.`;
}

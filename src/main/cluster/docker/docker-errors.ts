import { AppError } from '../../../shared/errors.ts';
import { type DockerFault, LimitRefusedError, PortTakenError } from './docker-api.ts';

/** Why a socket could not be used: nothing there, nobody answering, or not allowed. */
export type DockerReason = DockerFault['reason'];

const SENTENCES: Readonly<Record<DockerReason, string>> = {
  missing: 'Docker is not installed on this machine; install Docker or Podman, or choose another engine.',
  stopped: 'Docker is installed but does not answer; start it and try again.',
  permission: 'This user may not use Docker; add the user to the group docker, or run Docker without root.',
};

export class DockerUnavailableError extends AppError {
  readonly reason: DockerReason;

  constructor(reason: DockerReason, cause?: unknown) {
    super('docker_unavailable', SENTENCES[reason], { cause });
    this.reason = reason;
  }
}

/** Of several sockets the most telling: one that is forbidden, then one that is there and silent. */
export function worstReason(failures: readonly unknown[], installed: boolean): DockerReason {
  const codes = failures.map(codeOf);
  if (codes.some((code) => code === 'EACCES' || code === 'EPERM')) return 'permission';
  if (codes.some((code) => code !== 'ENOENT')) return 'stopped';
  return installed ? 'stopped' : 'missing';
}

const LOST = new Set(['ECONNREFUSED', 'ENOENT', 'EACCES', 'EPERM', 'EPIPE', 'ECONNRESET', 'ETIMEDOUT']);

/** Whether the connection to Docker itself failed, so that another socket may be tried. */
export function isConnectionError(error: unknown): boolean {
  return statusOf(error) === null && LOST.has(codeOf(error));
}

/** What Docker has refused, as the application says it. Its messages quote no environment. */
export function dockerError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new AppError('cancelled', 'Cancelled.', { cause: error });
  }
  if (isConnectionError(error)) {
    return new DockerUnavailableError(worstReason([error], true), error);
  }
  return refusal(reasonOf(error), statusOf(error), error);
}

function refusal(text: string, status: number | null, cause: unknown): AppError {
  if (/port is already allocated|address already in use|ports? (is|are) not available/i.test(text)) {
    return new PortTakenError(portIn(text), { cause });
  }
  if (/setting rlimit/i.test(text)) return new LimitRefusedError({ cause });
  if (/no space left on device/i.test(text)) {
    return new AppError('disk_full', 'The disk that Docker keeps its data on is full.', { cause });
  }
  if (status === 404) return new AppError('not_found', `Docker does not have it: ${text}.`, { cause });
  if (status === 409) return new AppError('conflict', `Docker refuses it: ${text}.`, { cause });
  if (status === 403) return new AppError('permission', `Docker does not allow it: ${text}.`, { cause });
  return new AppError('internal', `Docker could not do it: ${text}.`, { cause });
}

/** e.g. "Bind for 127.0.0.1:6333 failed: port is already allocated". */
export function portIn(text: string): number | null {
  const found = /(?:\d+\.\d+\.\d+\.\d+|\]|localhost|::):(\d{2,5})/.exec(text)?.[1];
  return found ? Number(found) : null;
}

export function statusOf(error: unknown): number | null {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : null;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Docker's own words without what the library puts around them. */
function reasonOf(error: unknown): string {
  const json = (error as { json?: { message?: unknown } | null } | null)?.json;
  if (typeof json?.message === 'string') return json.message.trim().replace(/\.$/, '');
  const text = error instanceof Error ? error.message : 'no reason given';
  return text
    .replace(/^\(HTTP code \d+\) .*? - /, '')
    .trim()
    .replace(/\.$/, '');
}

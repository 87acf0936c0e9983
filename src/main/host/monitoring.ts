import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What programs that watch the host ask for; no screens, no cookie. */
export interface Monitored {
  /** `ok` false answers with 503. Codes and counts only: anybody who reaches the port may ask. */
  health(): Promise<{ ok: boolean }>;
  metrics(): Promise<{ contentType: string; text: string }>;
}

export interface MonitoringOptions {
  monitored: Monitored;
  /** Lets another machine ask for /metrics, as `Authorization: Bearer …`; this machine needs none. */
  metricsToken: string | null;
}

export const MONITORING_PATHS = ['/healthz', '/metrics'] as const;

/** Answers; the status of a refusal when it may not. */
export async function answerMonitoring(
  path: string,
  { monitored, metricsToken }: MonitoringOptions,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<number | null> {
  if (path === '/healthz') {
    const health = await monitored.health();
    send(response, health.ok ? 200 : 503, 'application/json', `${JSON.stringify(health)}\n`);
    return null;
  }
  if (!isLocal(request) && !hasToken(request, metricsToken)) return 401;
  const { contentType, text } = await monitored.metrics();
  send(response, 200, contentType, text);
  return null;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

function isLocal({ socket }: IncomingMessage): boolean {
  return /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(socket.remoteAddress ?? '');
}

function hasToken({ headers }: IncomingMessage, token: string | null): boolean {
  if (token === null) return false;
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

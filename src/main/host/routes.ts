import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { DocumentFormat } from '../../shared/model.ts';
import type { RpcService } from '../../shared/rpc/server.ts';
import type { Access } from './access.ts';
import { FILE_ROUTE } from './host.ts';
import { answerMonitoring, MONITORING_PATHS, type MonitoringOptions } from './monitoring.ts';
import { notice } from './notice.ts';
import { openOriginal } from './original-file.ts';
import { inertHeaders } from './security-headers.ts';
import { findStaticFile } from './static-files.ts';

export interface HostedApp extends RpcService {
  /** Where the original of a document lies; null when it is not known or gone. */
  documentFile(documentId: string): Promise<{ path: string; format: DocumentFormat } | null>;
}

/** What the routes of one running host share. */
export interface Site {
  app: HostedApp;
  rendererDir: string;
  access: Access;
  headers: Record<string, string>;
  monitoring: MonitoringOptions | null;
}

/** Answers one request of the screens; never throws. */
export async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const refusal = await route(site, request, response);
    if (refusal) notice(response, refusal, site.headers);
  } catch (error) {
    // The other side hanging up while a file is sent is not an error of ours.
    if (response.headersSent) response.destroy();
    else notice(response, 500, site.headers);
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') {
      site.app.onInternalError?.(error);
    }
  }
}

/** The status of a refusal, for which nothing has been sent yet; null once answered. */
type Refusal = number | null;

async function route(site: Site, request: IncomingMessage, response: ServerResponse): Promise<Refusal> {
  const { access } = site;
  if (!access.hostAllowed(request) || !access.originAllowed(request, { required: false })) return 403;
  if (request.method !== 'GET' && request.method !== 'HEAD') return 405;
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  if (site.monitoring && MONITORING_PATHS.some((known) => known === path)) {
    return answerMonitoring(path, site.monitoring, { request, response });
  }
  const token = path === '/' ? new URLSearchParams(query).get('token') : null;
  if (token !== null) return enter(site, { token, request, response });
  if (!access.hasSession(request)) return 401;
  if (path.startsWith(FILE_ROUTE)) return await sendOriginal(site, path.slice(FILE_ROUTE.length), response);
  return await sendScreen(site, path, response);
}

interface Entry {
  token: string;
  request: IncomingMessage;
  response: ServerResponse;
}

/** The token leaves the address at once, so that it is in no history and no screenshot. */
function enter({ access, headers }: Site, { token, request, response }: Entry): Refusal {
  // A browser that prefetches what is typed would use the token up before the page is opened.
  if (request.headers['sec-purpose'] || request.method === 'HEAD') return 503;
  const known = access.hasSession(request);
  const cookie = known ? null : access.exchange(token);
  if (!known && !cookie) return 401;
  response.writeHead(303, {
    ...headers,
    location: '/',
    'cache-control': 'no-store',
    ...(cookie && { 'set-cookie': cookie }),
  });
  response.end();
  return null;
}

async function sendScreen(site: Site, path: string, response: ServerResponse): Promise<Refusal> {
  const file = await findStaticFile(site.rendererDir, path);
  if (!file) return 404;
  response.writeHead(200, {
    ...site.headers,
    'content-type': file.type,
    'content-length': String(file.sizeBytes),
    'cache-control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
  await pipeline(file.stream(), response);
  return null;
}

async function sendOriginal(site: Site, documentId: string, response: ServerResponse): Promise<Refusal> {
  const known = /^[\w-]{1,128}$/.test(documentId) ? await site.app.documentFile(documentId) : null;
  const file = known && (await openOriginal(known.path, known.format));
  if (!file) return 404;
  response.writeHead(200, { ...inertHeaders(), ...file.headers });
  await pipeline(file.stream(), response);
  return null;
}

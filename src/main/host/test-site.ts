import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Handlers, TopicSources } from '../../shared/contract.ts';
import type { DocumentFormat } from '../../shared/model.ts';
import { startNodeHost } from './node.ts';

/** For the tests of the Node host: a running one over a temporary folder, and requests as raw as an attacker's. */
export interface TestSite {
  origin: string;
  cookie: string;
  get(path: string, headers?: OutgoingHttpHeaders, method?: string): Promise<Answer>;
  signedIn(path: string, headers?: OutgoingHttpHeaders): Promise<Answer>;
  /** Path and query of a new one-time address. */
  tokenPath(): string;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

export const cookieOf = (answer: Answer) => String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? '';

export async function startTestSite(): Promise<TestSite> {
  const dir = await mkdtemp(join(tmpdir(), 'cvi-host-'));
  const { rendererDir, documents } = await writeSite(dir);
  const host = await startNodeHost({
    rendererDir,
    heartbeatMs: 20,
    app: {
      handlers: { 'folders.sample': () => ({ path: '/sample' }) } as Partial<Handlers> as Handlers,
      topics: {} as TopicSources,
      documentFile: async (id) => documents.get(id) ?? null,
    },
  });
  const { origin } = new URL(host.url);
  const get: TestSite['get'] = (path, headers = {}, method = 'GET') =>
    rawRequest(origin, { path, headers, method });
  const tokenPath = () => {
    const { pathname, search } = new URL(host.newUrl());
    return pathname + search;
  };
  const cookie = cookieOf(await get(tokenPath()));
  return {
    origin,
    cookie,
    get,
    signedIn: (path, headers = {}) => get(path, { cookie, ...headers }),
    tokenPath,
    close: async () => {
      await host.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function writeSite(dir: string) {
  const rendererDir = join(dir, 'renderer');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Screens</title>');
  await writeFile(join(rendererDir, 'assets', 'index-1a2b.js'), 'export {}');
  await writeFile(join(dir, 'secret.html'), 'secret');
  const documents = new Map<string, { path: string; format: DocumentFormat }>();
  for (const [id, name, format] of [
    ['pdf', 'ana.pdf', 'pdf'],
    ['html', 'Ană “Pop”.html', 'html'],
    ['docx', 'ana.docx', 'docx'],
  ] as const) {
    documents.set(id, { path: join(dir, name), format });
    await writeFile(join(dir, name), `bytes of ${id}`);
  }
  documents.set('gone', { path: join(dir, 'gone.pdf'), format: 'pdf' });
  return { rendererDir, documents };
}

interface RawRequest {
  path: string;
  headers: OutgoingHttpHeaders;
  method: string;
}

/** The raw path as it stands: `fetch` would tidy up the very things these tests are about. */
function rawRequest(origin: string, options: RawRequest): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, ...options }, async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
    });
    request.on('error', reject);
    request.end();
  });
}

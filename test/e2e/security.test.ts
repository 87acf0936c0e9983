import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { requireBuiltScreens } from '../helpers/browser.ts';
import { cliJson } from '../helpers/cli.ts';
import { type RunningServer, startServer } from '../helpers/server.ts';
import { writePeople } from './people.ts';

/** The real application as an attacker in the same network, or on another site, meets it. */

const folder = temporaryFolder();
let server: RunningServer;
let origin: string;
let cookie: string;

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
}

/** The path goes out as it stands. */
function get(path: string, headers: OutgoingHttpHeaders = {}, hostname = '127.0.0.1'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(origin);
    const request = httpRequest({ hostname, port, path, headers, timeout: 2000 }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
    request.end();
  });
}

beforeAll(async () => {
  requireBuiltScreens();
  const dataDir = join(folder.path, 'data');
  writePeople(join(folder.path, 'people'));
  await cliJson(dataDir, 'ingest', join(folder.path, 'people'), '--text-only');
  server = await startServer(dataDir);
  const { pathname, search, origin: own } = new URL(server.url);
  origin = own;
  const entered = await get(pathname + search);
  cookie = String(entered.headers['set-cookie']?.[0]).split(';')[0] ?? '';
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

describe('the running application', () => {
  it('lets in whoever has the cookie', async () => {
    expect((await get('/', { cookie })).status).toBe(200);
  });

  it('refuses a second use of the one-time address', async () => {
    const { pathname, search } = new URL(server.url);
    expect((await get(pathname + search)).status).toBe(401);
  });

  it('refuses everything without the cookie', async () => {
    for (const path of ['/', '/icon.svg', '/socket', '/files/1']) {
      expect((await get(path)).status, path).toBe(401);
    }
  });

  it('refuses other names and other sites even with the cookie', async () => {
    expect((await get('/', { cookie, host: 'rebound.example' })).status).toBe(403);
    expect((await get('/', { cookie, origin: 'https://rebound.example' })).status).toBe(403);
    const upgrade = { cookie, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const key = { 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
    expect((await get('/socket', { ...upgrade, ...key, origin: 'https://rebound.example' })).status).toBe(
      403,
    );
    expect((await get('/socket', { ...upgrade, ...key })).status).toBe(403);
  });

  it('gives no file but its own screens and indexed documents', async () => {
    for (const path of [
      '/../../package.json',
      '/%2e%2e/%2e%2e/package.json',
      '/assets/..%2f..%2f..%2fpackage.json',
      '/files/..%2f..%2fpackage.json',
      '/files/%2fetc%2fpasswd',
      '//etc/passwd',
    ]) {
      expect((await get(path, { cookie })).status, path).toBe(404);
    }
  });

  it('listens on this computer only', async () => {
    const elsewhere = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of elsewhere) await expect(get('/', {}, address)).rejects.toThrow();
  });
});

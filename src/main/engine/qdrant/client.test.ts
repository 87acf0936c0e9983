import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../log.ts';
import { CLIENT_VERSION, createQdrantCalls } from './client.ts';

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (status: number, body: unknown): Promise<string> =>
  serve((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
const healthy = () => answering(200, { result: { exists: true }, status: 'ok', time: 0 });
const saying = (status: number, error: string) => answering(status, { status: { error }, time: 0 });

const callsTo = (urls: string[], timeoutMs = 2_000) =>
  createQdrantCalls({ connection: () => ({ urls, apiKey: 'secret' }), log: silentLog, timeoutMs });
const exists = (urls: string[], timeoutMs?: number) =>
  callsTo(urls, timeoutMs).read((client) => client.collectionExists('c'));
/** One of the frequent requests, which go their own way (see plain-api.ts). */
const counted = (urls: string[], timeoutMs?: number) =>
  callsTo(urls, timeoutMs).read((client) => client.count('c'));
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('calls to Qdrant', () => {
  it('send the key as a header, below the path that the address has', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push([request.url, request.headers['api-key']]);
      response.setHeader('content-type', 'application/json').end('{"result":{"exists":true}}');
    });
    await exists([`${url}/qdrant`]);
    expect(seen).toEqual([['/qdrant/collections/c/exists', 'secret']]);
  });

  it.each([
    [401, 'Invalid API key', 'permission'],
    [403, 'Forbidden', 'permission'],
    [404, 'Collection `c` does not exist', 'not_found'],
    [409, 'already exists', 'conflict'],
    [400, 'Wrong input: Vector dimension error: expected dim: 4, got 3', 'collection_mismatch'],
    [400, 'Format error', 'internal'],
    [500, 'No space left on device: WAL buffer size exceeds available disk space', 'disk_full'],
    [500, 'Service internal error: 1 of 1 read operations failed', 'engine_unavailable'],
    [500, 'panicked', 'internal'],
    [503, 'Service is starting', 'engine_unavailable'],
    [429, 'Too many', 'busy'],
  ])('say of %i (%s): %s', async (status, error, expected) => {
    const url = await saying(status, error);
    await expect(exists([url])).rejects.toEqual(code(expected));
    await expect(counted([url])).rejects.toEqual(code(expected));
  });

  it('never repeat what the server quotes', async () => {
    const failure = await exists([await saying(400, 'bad value Jane Doe')]).catch((error: Error) => error);
    expect(String(failure)).not.toContain('Jane');
  });

  it('go to the next address when one refuses, resets, can not answer or takes too long', async () => {
    const silent = await serve(() => {});
    const resets = await serve((request) => request.socket.destroy());
    const good = await healthy();
    for (const bad of ['http://127.0.0.1:1', resets, await saying(502, ''), silent]) {
      expect(await exists([bad, good], 300)).toEqual({ exists: true });
      expect(await counted([bad, good], 300)).toEqual({ exists: true });
    }
  });

  it('avoid an address that failed, for a while', async () => {
    let asked = 0;
    const bad = await serve((request) => {
      asked++;
      request.socket.destroy();
    });
    const calls = callsTo([bad, await healthy()]);
    for (let time = 0; time < 5; time++) await calls.read((client) => client.collectionExists('c'));
    expect(asked).toBe(1);
  });

  it('do not go to the next address with what is wrong anywhere', async () => {
    const refusing = await saying(401, 'Invalid API key');
    await expect(exists([refusing, await healthy()])).rejects.toEqual(code('permission'));
  });

  it('say that nothing answers, or not in time', async () => {
    await expect(exists(['http://127.0.0.1:1'])).rejects.toEqual(code('engine_unavailable'));
    await expect(exists([])).rejects.toEqual(code('engine_unavailable'));
    await expect(counted(['http://127.0.0.1:1'])).rejects.toEqual(code('engine_unavailable'));
    const silent = await serve(() => {});
    await expect(exists([silent], 100)).rejects.toEqual(code('timeout'));
    await expect(counted([silent], 100)).rejects.toEqual(code('timeout'));
  });
});

it('says the version that is installed', () => {
  const { dependencies } = JSON.parse(
    readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
  );
  expect(dependencies['@qdrant/js-client-rest']).toBe(CLIENT_VERSION);
});

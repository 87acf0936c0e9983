import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPlainApi, HttpError, TimedOutError, UnreachableError } from './plain-api.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function apiOn(listener: RequestListener, timeoutMs = 2_000) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/below`;
  return createPlainApi({ baseUrl, headers: { 'api-key': 'secret' }, timeoutMs, sockets: 2 });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const count = { collection_name: 'a b', filter: { must: [] }, exact: true };

describe('the plain requests', () => {
  it('send what the address takes in the address and the rest as JSON', async () => {
    const seen: unknown[] = [];
    const api = await apiOn(async (request, response) => {
      seen.push(request.method, request.url, request.headers['api-key'], JSON.parse(await bodyOf(request)));
      response.end('{"result":{"count":3}}');
    });
    const answer = await api.scrollPoints({ ...count, consistency: 'majority', timeout: undefined });
    expect(answer).toEqual({ data: { result: { count: 3 } } });
    const { collection_name: _, ...body } = count;
    expect(seen).toEqual([
      ...['POST', '/below/collections/a%20b/points/scroll?consistency=majority', 'secret', body],
    ]);
  });

  it('bear letters of any script both ways, whole', async () => {
    const api = await apiOn(async (request, response) => response.end(await bodyOf(request)));
    const said = { text: 'Ștefan 王 ✓'.repeat(20_000) };
    const { data } = await api.facet({ collection_name: 'c', ...said } as never);
    expect((data as typeof said).text === said.text).toBe(true);
  });

  it('reject with the status and what the server says, in JSON or not', async () => {
    const api = await apiOn((request, response) => {
      response.statusCode = request.url?.includes('facet') ? 502 : 404;
      response.end(request.url?.includes('facet') ? '<html>' : '{"status":{"error":"gone"}}');
    });
    const failure = (error: unknown) => error;
    expect(await api.countPoints(count).catch(failure)).toMatchObject({
      status: 404,
      data: { status: { error: 'gone' } },
    });
    const other = await api.facet(count).catch(failure);
    expect(other).toBeInstanceOf(HttpError);
    expect(other).toMatchObject({ status: 502, data: '<html>' });
  });

  it('reject when the answer breaks off', async () => {
    const api = await apiOn((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"result":', () => response.destroy());
    });
    await expect(api.countPoints(count)).rejects.toBeInstanceOf(UnreachableError);
  });

  it('give up in time, also in the middle of an answer', async () => {
    const api = await apiOn((_, response) => {
      response.write('{');
    }, 100);
    await expect(api.countPoints(count)).rejects.toBeInstanceOf(TimedOutError);
  });

  it('are sent again when a connection that was kept open is closed at that moment', async () => {
    let asked = 0;
    const api = await apiOn((request, response) => {
      asked += 1;
      if (asked === 2) request.socket.destroy();
      else response.end('{"result":{}}');
    });
    await api.countPoints(count);
    expect(await api.countPoints(count)).toEqual({ data: { result: {} } });
    expect(asked).toBe(3);
  });
});

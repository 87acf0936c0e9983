import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Handlers, TopicSources } from '../../shared/contract.ts';
import { startNodeHost } from './node.ts';
import { startTestSite, type TestSite } from './test-site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site.close());

describe('the socket', () => {
  const open = (headers: Record<string, string>, path = '/socket') =>
    new Promise<WebSocket>((resolve, reject) => {
      const socket = new WebSocket(`${site.origin.replace('http', 'ws')}${path}`, { headers });
      socket.on('open', () => resolve(socket));
      socket.on('error', reject);
    });
  const closing = (socket: WebSocket) => new Promise<number>((done) => socket.on('close', done));

  it('answers the screens', async () => {
    const socket = await open({ cookie: site.cookie, origin: site.origin });
    const message = new Promise<string>((done) => socket.on('message', (data) => done(String(data))));
    socket.send(JSON.stringify({ type: 'call', id: 1, command: 'folders.sample', input: {} }));
    expect(JSON.parse(await message)).toEqual({ type: 'result', id: 1, value: { path: '/sample' } });
    socket.terminate();
  });

  it('refuses whoever lacks the cookie, the Origin or the right name', async () => {
    for (const headers of [
      { origin: site.origin },
      { cookie: site.cookie },
      { cookie: site.cookie, origin: 'http://evil.example' },
      { cookie: site.cookie, origin: 'http://evil.example', host: 'evil.example' },
    ]) {
      await expect(open(headers as Record<string, string>)).rejects.toThrow('403');
    }
    await expect(open({ cookie: site.cookie, origin: site.origin }, '/other')).rejects.toThrow('403');
  });

  it.each([
    ['not JSON', 'hello'],
    ['not a frame', '[1]'],
    ['bytes', Buffer.from([1, 2, 3])],
    ['a frame beyond a megabyte', 'x'.repeat(1024 * 1024 + 1)],
  ])('cuts off a page that sends %s', async (_what, data) => {
    const socket = await open({ cookie: site.cookie, origin: site.origin });
    const closed = closing(socket);
    socket.send(data);
    expect(await closed).not.toBe(1000);
  });

  it('drops a page that no longer answers', async () => {
    const socket = await open({ cookie: site.cookie, origin: site.origin });
    // As after a sleep: what arrives is no longer answered.
    socket.pong = () => {};
    expect(await closing(socket)).toBe(1006);
  });
});

it('refuses a port that is taken, in a sentence', async () => {
  const port = Number(new URL(site.origin).port);
  const second = startNodeHost({
    rendererDir: tmpdir(),
    port,
    app: { handlers: {} as Handlers, topics: {} as TopicSources, documentFile: async () => null },
  });
  await expect(second).rejects.toMatchObject({
    code: 'in_use',
    message: expect.stringContaining(String(port)),
  });
});

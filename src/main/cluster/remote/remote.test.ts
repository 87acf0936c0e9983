import { expect, it, vi } from 'vitest';
import { makeCertificates } from '../../../../test/helpers/certificates.ts';
import { serveHttp } from '../../../../test/helpers/http-answer.ts';
import { scratchFolder, testPorts } from '../../../../test/helpers/qdrant.ts';
import { startTlsProxy } from '../../../../test/helpers/tls-proxy.ts';
import { createRemoteBackend } from './remote.ts';

const never = new AbortController().signal;
const silent = () => {};
const up = (url: string, apiKey: string | null = null) =>
  createRemoteBackend({ urls: [url], apiKey }).up(silent, never);

/** Answers with JSON by path, and 404 for the rest. */
const serveJson = (answers: Record<string, unknown>) =>
  serveHttp((request, response) => {
    const path = request.url ?? '';
    response.writeHead(path in answers ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answers[path] ?? {}));
  });

const identity = (version: string) => ({ title: 'qdrant - vector search engine', version });

it('says that nothing listens there', async () => {
  const { httpPort } = await testPorts();
  await expect(up(`http://127.0.0.1:${httpPort}`)).rejects.toMatchObject({
    code: 'engine_unavailable',
    message: `Nothing accepts connections at 127.0.0.1:${httpPort}.`,
  });
});

it('says that there is no such host', async () => {
  await expect(up('http://no-such-host.invalid:6333')).rejects.toThrow(
    'no host with the name no-such-host.invalid',
  );
});

it('says that it is not Qdrant, whatever it answers', async () => {
  await using json = await serveJson({ '/': { name: 'another', version: '8.1.0' } });
  await using page = await serveHttp((_, response) => response.end('<html>Welcome</html>'));
  await using moved = await serveHttp((_, response) => response.writeHead(302, { location: '/login' }).end());
  for (const { url } of [json, page, moved]) await expect(up(url)).rejects.toThrow('is not a Qdrant server');
});

it('says that it is too old', async () => {
  await using old = await serveJson({ '/': identity('1.9.7') });
  await expect(up(old.url)).rejects.toThrow('is Qdrant 1.9.7; version 1.15 or newer is needed');
});

it('says that it does not speak TLS', async () => {
  await using plain = await serveJson({});
  await expect(up(plain.url.replace('http:', 'https:'))).rejects.toThrow('does not speak TLS');
});

it('says that the certificate is not trusted, or was made for another name', async (context) => {
  using folder = scratchFolder();
  const certificates = makeCertificates(folder.path, context);
  await using target = await serveJson({
    '/': identity('1.18.3'),
    '/cluster': { result: { status: 'disabled' } },
  });
  await using proxy = await startTlsProxy(certificates, target.url);
  await expect(up(proxy.url)).rejects.toThrow('is not trusted here; if your organisation');
  const { caFile } = certificates;
  const other = createRemoteBackend({
    urls: [proxy.url.replace('127.0.0.1', 'localhost')],
    apiKey: null,
    caFile,
  });
  await expect(other.up(silent, never)).rejects.toThrow('was made for another name');
  await other.close();
  const right = createRemoteBackend({ urls: [proxy.url], apiKey: null, caFile });
  await right.up(silent, never);
  expect((await right.observe()).nodes).toMatchObject([{ state: 'running' }]);
  await right.close();
});

it('does not hand the key on to where a server points', async () => {
  const seen: (string | string[] | undefined)[] = [];
  await using thief = await serveHttp((request, response) => {
    seen.push(request.headers['api-key']);
    response.end();
  });
  await using server = await serveHttp((_, response) =>
    response.writeHead(307, { location: thief.url }).end(),
  );
  await expect(up(server.url, 'the-key')).rejects.toThrow('is not a Qdrant server');
  expect(seen).toEqual([]);
});

it('is there with one of its servers, names the other, and knows peers that have no address', async () => {
  const { httpPort } = await testPorts();
  const down = `http://127.0.0.1:${httpPort}`;
  await using server = await serveJson({
    '/': identity('1.18.3'),
    '/cluster': {
      result: {
        status: 'enabled',
        peer_id: 1,
        peers: {
          1: { uri: 'http://10.0.0.1:6335/' },
          2: { uri: 'http://10.0.0.2:6335/' },
          3: { uri: 'http://10.0.0.3:6335/' },
        },
        message_send_failures: { 'http://10.0.0.3:6335/': { count: 8 } },
      },
    },
    '/telemetry?details_level=1': { result: { memory: { resident_bytes: 5000 } } },
  });
  const backend = createRemoteBackend({ urls: [down, server.url], apiKey: null });
  expect(backend.connection()).toEqual({ urls: [], apiKey: null });
  const report = vi.fn();
  await backend.up(report, never);
  expect(report.mock.calls).toEqual([[`Nothing accepts connections at 127.0.0.1:${httpPort}.`]]);
  expect(backend.connection().urls).toEqual([server.url, down]);
  expect(await backend.observe()).toMatchObject({
    nodes: [
      { url: down, state: 'unreachable', memoryBytes: null },
      { url: server.url, state: 'running', memoryBytes: 5000 },
      { name: '10.0.0.2:6335', state: 'running' },
      { name: '10.0.0.3:6335', state: 'unreachable' },
    ],
    faults: [{ kind: 'unreachable', url: down, cause: 'refused' }],
  });
  await backend.close();
});

it('warns that a key goes unencrypted to another host', async () => {
  const report = vi.fn();
  const backend = createRemoteBackend({ urls: ['http://no-such-host.invalid:6333'], apiKey: 'the-key' });
  await expect(backend.up(report, never)).rejects.toThrow('no host');
  expect(report.mock.calls).toEqual([
    [expect.stringContaining('goes to no-such-host.invalid:6333 without encryption')],
  ]);
  expect(report.mock.calls.flat().join()).not.toContain('the-key');
});

it('refuses to stop, restart or remove what it does not run', async () => {
  const backend = createRemoteBackend({ urls: ['http://127.0.0.1:1'], apiKey: null });
  const refused = { code: 'conflict', message: expect.stringContaining('not run by this application') };
  await expect(backend.down(silent)).rejects.toMatchObject(refused);
  await expect(backend.restart(null, silent)).rejects.toMatchObject(refused);
  await expect(backend.remove({ withData: true }, silent)).rejects.toMatchObject(refused);
  expect(await backend.logs({ node: null, since: 0, lines: 5 })).toEqual([]);
  expect(await backend.dataBytes()).toBeNull();
});

it('refuses an address with a secret in it, and no address at all', () => {
  const make = (urls: string[]) => () => createRemoteBackend({ urls, apiKey: null });
  expect(make(['https://user:secret@qdrant.example'])).toThrow(
    expect.objectContaining({ code: 'invalid_input' }),
  );
  expect(make([])).toThrow(expect.objectContaining({ code: 'invalid_input' }));
});

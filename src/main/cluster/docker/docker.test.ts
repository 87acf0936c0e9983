import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { containerSpec, DEFAULT_CONTAINER_SETTINGS, nodeSpec } from '../containers/spec.ts';
import { createDocker } from './docker.ts';

const SECRET = 'a-key-that-nobody-guesses';

/** What goes over the wire: a socket that answers as Docker does is enough for that. (Windows has pipes instead.) */
describe.skipIf(process.platform === 'win32')('the connection to Docker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cvi-docker-'));
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function listen(name: string, answer: RequestListener): Promise<string> {
    const server = createServer(answer).listen(join(folder, name));
    servers.push(server);
    await once(server, 'listening');
    return join(folder, name);
  }
  const open = (...paths: string[]) =>
    createDocker({ endpoints: () => paths.map((socketPath) => ({ socketPath })), installed: () => false });

  it('never has a secret in a request line, only in a body', async () => {
    const lines: string[] = [];
    let body = '';
    const socket = await listen('docker.sock', (request, response) => {
      lines.push(`${request.method} ${request.url}`);
      request.on('data', (part) => {
        body += String(part);
      });
      request.on('end', () => {
        const created = request.url?.startsWith('/containers/create');
        response.writeHead(created ? 201 : 200, { 'content-type': 'application/json' });
        response.end(created ? '{"Id":"abc"}' : 'OK');
      });
    });
    const made = { apiKey: SECRET, join: null, ports: { http: 1, grpc: 2 }, openFiles: null };
    const spec = containerSpec(
      DEFAULT_CONTAINER_SETTINGS,
      nodeSpec(DEFAULT_CONTAINER_SETTINGS, 1, true),
      made,
    );
    expect(await open(socket).createContainer(spec)).toBe('abc');
    expect(lines).toContain('POST /containers/create?name=cv-intelligence-qdrant');
    expect(lines.join()).not.toContain(SECRET);
    expect(JSON.parse(body)).toMatchObject({
      Env: expect.arrayContaining([`QDRANT__SERVICE__API_KEY=${SECRET}`]),
      HostConfig: { PortBindings: { '6333/tcp': [{ HostIp: '127.0.0.1', HostPort: '1' }] } },
    });
  });

  it('is made to the first engine that answers', async () => {
    const socket = await listen('second.sock', (_request, response) => response.end('OK'));
    const docker = open(join(folder, 'first.sock'), socket);
    expect(await docker.fault()).toBeNull();
  });

  it('tells a missing engine from one that is stopped or does not answer', async () => {
    expect(await open(join(folder, 'nowhere.sock')).fault()).toEqual({ kind: 'docker', reason: 'missing' });
    const installed = createDocker({ endpoints: () => [], installed: () => true });
    expect(await installed.fault()).toEqual({ kind: 'docker', reason: 'stopped' });
    const silent = await listen('silent.sock', () => {});
    await expect(open(silent).containers({})).rejects.toMatchObject({
      code: 'docker_unavailable',
      reason: 'stopped',
      message: expect.stringContaining('does not answer'),
    });
  });

  it('is made again after the engine was restarted', async () => {
    const answer: RequestListener = (_request, response) => response.end('OK');
    const socket = await listen('again.sock', answer);
    const docker = open(socket);
    expect(await docker.fault()).toBeNull();
    const [server] = servers.splice(0);
    server?.closeAllConnections();
    await new Promise((closed) => server?.close(closed));
    expect(await docker.fault()).toMatchObject({ kind: 'docker' });
    await listen('again.sock', answer);
    expect(await docker.fault()).toBeNull();
  });
});

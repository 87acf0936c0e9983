import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ContainerBackend,
  createContainerBackend,
} from '../../src/main/cluster/containers/containers.ts';
import { API_KEY_VARIABLE, type ContainerSettings, LABELS } from '../../src/main/cluster/containers/spec.ts';
import type { Docker } from '../../src/main/cluster/docker/docker-api.ts';
import { isFree } from '../../src/main/cluster/free-port.ts';
import { waitFor } from '../../src/main/cluster/wait-for.ts';
import { execIn, findDocker, rawDocker, removeProject, testSettings } from '../helpers/docker.ts';
import { ensureQdrantImage, findQdrant } from '../helpers/qdrant-image.ts';
import { createRest } from '../helpers/qdrant-rest.ts';

const KEY = 'a-key-that-nobody-guesses';
const signal = new AbortController().signal;

/** One container goes through all of it: each test starts where the one before has left it. */
describe('a single container', () => {
  let docker: Docker;
  let missing: string | null = null;
  let settings: ContainerSettings;
  let backend: ContainerBackend;
  let key = KEY;
  const listeners: Server[] = [];
  const sentences: string[] = [];
  const report = (sentence: string) => sentences.push(sentence);
  const rest = () => createRest(key, () => backend.connection().urls);
  const open = (changes: Partial<ContainerSettings> = {}) => {
    settings = { ...settings, ...changes };
    return createContainerBackend({ docker, settings, apiKey: () => key, graceMs: 500 });
  };
  const containers = () => docker.containers({ [LABELS.project]: settings.project });

  beforeAll(async () => {
    const [found, binary] = [await findDocker(), findQdrant()];
    missing = found.missing ?? binary.missing;
    if (!found.docker || !binary.path) return;
    docker = found.docker;
    settings = await testSettings({ kind: 'single', image: await ensureQdrantImage(docker, binary.path) });
    backend = open();
  });
  afterAll(async () => {
    for (const listener of listeners) listener.close();
    await backend?.close();
    if (settings) await removeProject(docker, settings.project);
  });

  const itWithDocker = (name: string, test: () => Promise<void>) =>
    it(name, { timeout: 60_000 }, async (context) => {
      if (missing !== null) context.skip(missing);
      await test();
    });

  async function occupy(port: number): Promise<void> {
    const server = createServer().listen(port, '127.0.0.1');
    listeners.push(server);
    await once(server, 'listening');
  }

  itWithDocker('comes up as the settings say, on the loopback address only, with its key', async () => {
    expect(backend.connection()).toEqual({ urls: [], apiKey: null });
    await backend.up(report, signal);
    expect(backend.connection()).toEqual({ urls: [`http://127.0.0.1:${settings.httpPort}`], apiKey: KEY });
    await rest().createCollection('people', { shards: 1, replicas: 1 });
    await rest().upsert('people', 50);
    await expect(createRest('another', () => backend.connection().urls).count('people')).rejects.toThrow(
      '401',
    );

    const raw = await rawDocker().getContainer(`${settings.project}-qdrant`).inspect();
    expect(raw.HostConfig.PortBindings).toMatchObject({
      '6333/tcp': [{ HostIp: '127.0.0.1' }],
      '6334/tcp': [{ HostIp: '127.0.0.1' }],
    });
    expect(raw.HostConfig).toMatchObject({
      Memory: settings.memoryMb * 1024 * 1024,
      MemoryReservation: settings.reservationMb * 1024 * 1024,
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '5' } },
    });
    expect(JSON.stringify([raw.Config.Labels, raw.Args])).not.toContain(KEY);
    expect(await execIn(raw.Id, raw.Config.Healthcheck?.Test?.slice(1) ?? [])).toBe(0);
  });

  itWithDocker('is adopted by another process, and never made twice by two at once', async () => {
    const [before] = await containers();
    const others = [open(), open()];
    await Promise.all(others.map((other) => other.up(report, signal)));
    expect((await containers()).map(({ id }) => id)).toEqual([before?.id]);
    await Promise.all(others.map((other) => other.remove({ withData: false }, report)));
    expect(await containers()).toEqual([]);
    await Promise.all(others.map((other) => other.up(report, signal)));
    expect(await containers()).toHaveLength(1);
    await Promise.all(others.map((other) => other.close()));
    await backend.up(report, signal);
    expect(await rest().count('people')).toBe(50);
  });

  itWithDocker('is observed from outside: state, memory, disk', async () => {
    const { nodes, faults } = await backend.observe();
    expect(faults).toEqual([]);
    const [node] = nodes;
    expect(node).toMatchObject({
      name: 'qdrant',
      state: 'running',
      restarts: 0,
      exitCode: null,
      lastLines: [],
    });
    expect(node?.memoryLimitBytes).toBe(settings.memoryMb * 1024 * 1024);
    expect(node?.memoryBytes).toBeGreaterThan(1024 * 1024);
    expect(node?.diskBytes).toBeGreaterThan(1024);
    expect(Math.abs(Date.now() - (node?.startedAt ?? 0))).toBeLessThan(60_000);
    expect(await backend.dataBytes()).toBeGreaterThan(1024);
  });

  itWithDocker('gives its log with times, from a time on', async () => {
    const all = await backend.logs({ node: 'qdrant', since: 0, lines: 1000 });
    expect(all.some(({ text }) => text.includes('Qdrant HTTP listening'))).toBe(true);
    const middle = all[Math.floor(all.length / 2)]?.at ?? 0;
    const rest = await backend.logs({ node: null, since: middle, lines: 1000 });
    expect(rest).toEqual(all.filter(({ at }) => at >= middle));
    expect(await backend.logs({ node: null, since: 0, lines: 2 })).toEqual(all.slice(-2));
    expect(JSON.stringify(all)).not.toContain(KEY);
    await expect(backend.logs({ node: 'qdrant-7', since: 0, lines: 1 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  itWithDocker('keeps its data over a stop, changed settings and another key', async () => {
    await backend.down(report);
    expect((await backend.observe()).nodes[0]).toMatchObject({ state: 'stopped', exitCode: 0 });
    await backend.up(report, signal);
    const [first] = await containers();
    expect(await rest().count('people')).toBe(50);

    await backend.close();
    backend = open({ memoryMb: 768, logLevel: 'WARN' });
    await backend.up(report, signal);
    const [second] = await containers();
    expect(second?.id).not.toBe(first?.id);
    expect(second?.memoryLimitBytes).toBe(768 * 1024 * 1024);

    key = 'another-key';
    await backend.up(report, signal);
    const [third] = await containers();
    expect(third?.env[API_KEY_VARIABLE]).toBe('another-key');
    expect(third?.labels[LABELS.spec]).toBe(second?.labels[LABELS.spec]);
    expect(await rest().count('people')).toBe(50);
  });

  itWithDocker('takes the next free port when its own was taken meanwhile, and says so', async () => {
    await backend.down(report);
    await occupy(settings.httpPort);
    sentences.length = 0;
    await backend.up(report, signal);
    const [url = ''] = backend.connection().urls;
    expect(Number(new URL(url).port)).toBeGreaterThan(settings.httpPort);
    expect(sentences.join('\n')).toMatch(
      new RegExp(
        `Port ${settings.httpPort} is in use by \\S+.*, so qdrant has ${new URL(url).port} for HTTP`,
      ),
    );
    expect(await rest().count('people')).toBe(50);

    const another = open();
    await another.up(report, signal);
    expect(another.connection().urls).toEqual([url]);
    await another.close();
  });

  itWithDocker('is brought back when somebody has taken its container away', async () => {
    const changes: string[] = [];
    const stop = backend.watch(({ kind }) => changes.push(kind));
    await rawDocker().getContainer(`${settings.project}-qdrant`).remove({ force: true });
    await waitFor(async () => (changes.includes('brought_back') ? true : null), {
      timeoutMs: 30_000,
      late: () => `It was not brought back: ${changes}`,
    });
    stop();
    expect(await rest().count('people')).toBe(50);
  });

  itWithDocker('goes with its data when told so, and nothing else does', async () => {
    await backend.up(report, signal);
    expect(await rest().count('people')).toBe(50);
    const other = await testSettings({ kind: 'single', image: settings.image });
    const neighbour = createContainerBackend({ docker, settings: other, apiKey: () => KEY });
    await neighbour.up(report, signal);
    const { freedBytes } = await backend.remove({ withData: true }, report);
    expect(freedBytes).toBeGreaterThan(1024);
    expect(await containers()).toEqual([]);
    expect(await docker.volumes({ [LABELS.project]: settings.project })).toEqual([]);
    expect(backend.connection().urls).toEqual([]);
    expect((await neighbour.observe()).nodes[0]?.state).toBe('running');
    await neighbour.remove({ withData: true }, report);
    await neighbour.close();
    expect(await isFree(other.httpPort)).toBe(true);
  });
});

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, vi } from 'vitest';
import type { Backend } from '../../src/main/cluster/backend.ts';
import { isFree } from '../../src/main/cluster/free-port.ts';
import { createNodeApi } from '../../src/main/cluster/nodes/node-api.ts';
import {
  itWithQdrant,
  notedPid,
  scratchFolder,
  startOwner,
  TEST_KEY,
  testBackend,
  testPorts,
} from '../helpers/qdrant.ts';

const never = new AbortController().signal;
const silent = () => {};

const at = (backend: Backend) => backend.connection().urls[0] ?? '';
const api = (backend: Backend) => createNodeApi({ url: at(backend), apiKey: TEST_KEY });

async function put(backend: Backend, path: string, body: unknown): Promise<void> {
  const headers = { 'api-key': TEST_KEY, 'content-type': 'application/json' };
  const response = await fetch(`${at(backend)}${path}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

async function fill(backend: Backend): Promise<void> {
  await put(backend, '/collections/people', { vectors: { size: 4, distance: 'Cosine' } });
  const points = Array.from({ length: 10 }, (_, id) => ({ id, vector: [id + 1, 1, 0, 0] }));
  await put(backend, '/collections/people/points?wait=true', { points });
}

describe('Qdrant run from its executable', () => {
  itWithQdrant('keeps its data over stop, crash and restart, and tells what it has', async (binPath) => {
    using folder = scratchFolder();
    const deps = { binPath, dataDir: folder.path, settings: { ...(await testPorts()), memoryMb: 2048 } };
    await using backend = testBackend(deps);
    await backend.up(silent, never);
    await fill(backend);
    await backend.restart(null, silent);
    expect(await api(backend).collection('people')).toMatchObject({ facts: { points: 10, status: 'green' } });
    const pid = notedPid(folder.path);
    process.kill(pid, 'SIGKILL');
    await vi.waitUntil(() => ![0, pid].includes(notedPid(folder.path)), { timeout: 20_000 });
    await vi.waitUntil(async () => (await backend.observe()).nodes[0]?.state === 'running', {
      timeout: 20_000,
    });
    expect(await api(backend).collection('people')).toMatchObject({
      facts: { points: 10, shards: 1, replicas: 1 },
    });
    const { nodes, faults } = await backend.observe();
    expect(faults).toEqual([]);
    expect(nodes).toMatchObject([
      { state: 'running', restarts: 1, memoryLimitBytes: 2 ** 31, oomKilled: false },
    ]);
    if (process.platform === 'linux') expect(nodes[0]?.memoryBytes).toBeGreaterThan(10_000_000);
    expect(nodes[0]?.diskBytes).toBeGreaterThan(1000);
    const lines = await backend.logs({ node: null, since: 0, lines: 500 });
    expect(lines.some((line) => line.text.includes('Telemetry reporting disabled'))).toBe(true);
    expect(lines.some((line) => line.text.includes(TEST_KEY))).toBe(false);
    expect(lines.some((line) => line.text.includes('GET /collections'))).toBe(false);
    expect((await backend.remove({ withData: true }, silent)).freedBytes).toBeGreaterThan(1000);
    expect(existsSync(join(folder.path, 'storage'))).toBe(false);
  });

  itWithQdrant('answers what the application asks of a node', async (binPath) => {
    using folder = scratchFolder();
    await using backend = testBackend({ binPath, dataDir: folder.path, settings: await testPorts() });
    await backend.up(silent, never);
    await fill(backend);
    const node = api(backend);
    expect(await node.ready()).toEqual({ fault: null, facts: true });
    expect(await node.identity()).toMatchObject({
      facts: { version: expect.stringMatching(/^1\.\d+\.\d+/) },
    });
    expect(await node.cluster()).toMatchObject({
      facts: { enabled: false, peers: [], consensusError: null },
    });
    expect(await node.collection('nobody')).toEqual({ fault: null, facts: null });
    expect(await node.shards('people')).toMatchObject({
      facts: { replicas: [{ shard: 0, state: 'active', points: 10 }], transfers: [] },
    });
    expect(await node.telemetry()).toMatchObject({ facts: { memoryBytes: expect.any(Number) } });
    const metrics = await node.metrics();
    expect(
      metrics.fault === null && metrics.facts.find(({ name }) => name === 'collections_total')?.value,
    ).toBe(1);
    const stranger = createNodeApi({ url: at(backend), apiKey: 'another' });
    expect(await stranger.cluster()).toEqual({
      fault: { kind: 'api_key', url: at(backend) },
      cause: 'HTTP 401',
    });
  });

  itWithQdrant('goes on without an application that crashed, and is taken over', async (binPath) => {
    using folder = scratchFolder();
    const deps = { binPath, dataDir: folder.path, settings: await testPorts() };
    await using owner = await startOwner(deps);
    const pid = notedPid(folder.path);
    await owner.crash();
    await using backend = testBackend(deps);
    await backend.up(silent, never);
    expect(notedPid(folder.path)).toBe(pid);
    await fill(backend);
    await backend.close();
    expect(await isFree(deps.settings.httpPort)).toBe(true);
  });

  itWithQdrant('moves to other ports beside another Qdrant', async (binPath) => {
    using one = scratchFolder();
    using two = scratchFolder();
    const settings = await testPorts();
    await using first = testBackend({ binPath, dataDir: one.path, settings });
    await first.up(silent, never);
    await using second = testBackend({ binPath, dataDir: two.path, settings });
    const report = vi.fn();
    await second.up(report, never);
    expect(at(second)).not.toBe(at(first));
    const who =
      process.platform === 'linux' ? `qdrant \\(process ${notedPid(one.path)}\\)` : 'another program';
    expect(report).toHaveBeenCalledWith(
      expect.stringMatching(new RegExp(`^Port ${settings.httpPort} is taken by ${who}, so \\d+ is used\\.$`)),
    );
  });

  itWithQdrant('says why it can’t use its folder', async (binPath) => {
    using folder = scratchFolder();
    const deps = { binPath, dataDir: folder.path, settings: await testPorts() };
    writeFileSync(join(folder.path, 'storage'), 'a file where the folder should be');
    await using backend = testBackend(deps);
    await expect(backend.up(silent, never)).rejects.toMatchObject({
      code: 'engine_unavailable',
      message: expect.stringMatching(/^The server ended at its start: .*storage/),
    });
  });
});

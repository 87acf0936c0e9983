import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ContainerBackend,
  createContainerBackend,
} from '../../src/main/cluster/containers/containers.ts';
import type { ContainerSettings } from '../../src/main/cluster/containers/spec.ts';
import type { NodeChange } from '../../src/main/cluster/containers/watch.ts';
import type { Docker } from '../../src/main/cluster/docker/docker-api.ts';
import { waitFor } from '../../src/main/cluster/wait-for.ts';
import { findDocker, rawDocker, removeProject, testSettings } from '../helpers/docker.ts';
import { ensureQdrantImage, findQdrant } from '../helpers/qdrant-image.ts';
import { createRest, type Rest, searchAllTheTime } from '../helpers/qdrant-rest.ts';

const API_KEY = 'a key of this test';
const COLLECTION = 'people';
const POINTS = 300;

/** One cluster goes through all of it: each test starts where the one before has left it. */
describe('a cluster of three nodes', () => {
  let docker: Docker;
  let backend: ContainerBackend;
  let rest: Rest;
  let image: string;
  let settings: ContainerSettings;
  let missing: string | null = null;
  const sentences: string[] = [];
  const report = (sentence: string) => sentences.push(sentence);
  const signal = new AbortController().signal;

  beforeAll(async () => {
    const [found, binary] = [await findDocker(), findQdrant()];
    missing = found.missing ?? binary.missing;
    if (!found.docker || !binary.path) return;
    docker = found.docker;
    image = await ensureQdrantImage(docker, binary.path);
    settings = await testSettings({ kind: 'cluster', image });
    backend = open();
    rest = createRest(API_KEY, () => backend.connection().urls);
  });
  afterAll(async () => {
    await backend?.close();
    if (docker && settings) await removeProject(docker, settings.project);
  });

  const open = () => createContainerBackend({ docker, settings, apiKey: () => API_KEY, graceMs: 1000 });
  const itInCluster = (name: string, timeout: number, test: () => Promise<void>) =>
    it(name, { timeout }, async (context) => {
      if (missing !== null) context.skip(missing);
      await test();
    });

  itInCluster('comes up node by node, with three peers that know each other', 120_000, async () => {
    await backend.up(report, signal);
    const { urls } = backend.connection();
    expect(new Set(urls).size).toBe(3);
    for (const url of urls) expect(Object.keys((await rest.cluster(url)).peers)).toHaveLength(3);
    const { nodes, faults } = await backend.observe();
    expect(faults).toEqual([]);
    expect(nodes.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'qdrant-1 running',
      'qdrant-2 running',
      'qdrant-3 running',
    ]);
    await rest.createCollection(COLLECTION, { shards: 3, replicas: 2 });
    await rest.upsert(COLLECTION, POINTS);
    expect(await rest.count(COLLECTION)).toBe(POINTS);
  });

  itInCluster('is adopted after the application has gone, without a second set', 60_000, async () => {
    const ids = await containerIds();
    await backend.close();
    backend = open();
    expect(backend.connection().urls).toEqual([]);
    await backend.up(report, signal);
    expect(await containerIds()).toEqual(ids);
    expect(await rest.count(COLLECTION)).toBe(POINTS);
  });

  itInCluster('goes on answering when a node is killed, tells which and brings it back', 90_000, async () => {
    const changes: NodeChange[] = [];
    const stop = backend.watch((change) => changes.push(change));
    const searching = searchAllTheTime(rest, COLLECTION);
    await rawDocker().getContainer(`${settings.project}-qdrant-2`).kill();
    await until(() => changes.some(({ kind }) => kind === 'brought_back'), 60_000);
    stop();
    expect(changes.map(({ node, kind }) => `${node} ${kind}`)).toEqual([
      'qdrant-2 died',
      'qdrant-2 brought_back',
    ]);
    expect(changes[0]?.message).toContain('exit code 137');
    const { searches, failures } = await searching.end();
    expect(searches).toBeGreaterThan(10);
    expect(failures).toEqual([]);
    expect(await rest.count(COLLECTION)).toBe(POINTS);
  });

  itInCluster('is restarted node by node without one search failing', 120_000, async () => {
    const searching = searchAllTheTime(rest, COLLECTION);
    await backend.restart(null, report);
    const { searches, failures } = await searching.end();
    expect(failures).toEqual([]);
    expect(searches).toBeGreaterThan(20);
    expect(await rest.count(COLLECTION)).toBe(POINTS);
  });

  itInCluster(
    'takes a fourth node, which gets shards, and lets it go again with its shards moved',
    120_000,
    async () => {
      expect(await backend.addNode(report, signal)).toBe('qdrant-4');
      expect(await rest.shardsByHost(COLLECTION)).toMatchObject({ 'qdrant-4': expect.any(Number) });
      await expect(backend.drainNode('qdrant-9', report, signal)).rejects.toMatchObject({
        code: 'not_found',
      });

      await backend.drainNode('qdrant-4', report, signal);
      const shards = await rest.shardsByHost(COLLECTION);
      expect(Object.keys(shards).sort()).toEqual(['qdrant-1', 'qdrant-2', 'qdrant-3']);
      expect(Object.values(shards).reduce((sum, count) => sum + count, 0)).toBe(6);
      expect(await rest.count(COLLECTION)).toBe(POINTS);
      await expect(backend.drainNode('qdrant-3', report, signal)).rejects.toMatchObject({ code: 'conflict' });
    },
  );

  itInCluster(
    'takes back a node that has lost its volume, as the only peer of its name',
    120_000,
    async () => {
      const name = `${settings.project}-qdrant-1`;
      const before = await rest.cluster(backend.connection().urls[0] ?? '');
      await rawDocker().getContainer(name).remove({ force: true });
      await rawDocker().getVolume(`${name}-storage`).remove();
      await rawDocker().getVolume(`${name}-snapshots`).remove();
      await backend.up(report, signal);
      const after = await rest.cluster(backend.connection().urls[0] ?? '');
      expect(Object.keys(after.peers)).toHaveLength(3);
      expect(new Set(Object.values(after.peers).map(({ uri }) => uri)).size).toBe(3);
      expect(Object.keys(after.peers).sort()).not.toEqual(Object.keys(before.peers).sort());
      const shards = await rest.shardsByHost(COLLECTION);
      expect(shards).toEqual({ 'qdrant-1': 2, 'qdrant-2': 2, 'qdrant-3': 2 });
      expect(await rest.count(COLLECTION)).toBe(POINTS);
    },
  );

  itInCluster('gets another image node by node', 120_000, async () => {
    const other = await ensureQdrantImage(docker, findQdrant().path ?? '', 'b');
    const wanted = await docker.imageId(other);
    const searching = searchAllTheTime(rest, COLLECTION);
    await backend.upgrade(other, report, signal);
    expect((await searching.end()).failures).toEqual([]);
    const containers = await docker.containers({ 'com.cv-intelligence.project': settings.project });
    expect(containers.map(({ imageId }) => imageId)).toEqual([wanted, wanted, wanted]);
    expect(await rest.count(COLLECTION)).toBe(POINTS);
  });

  itInCluster('stops, comes up again with all of its data, and goes with it', 120_000, async () => {
    await backend.down(report);
    const { nodes } = await backend.observe();
    expect(nodes.map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped']);
    await backend.up(report, signal);
    expect(await rest.count(COLLECTION)).toBe(POINTS);
    const { freedBytes } = await backend.remove({ withData: true }, report);
    expect(freedBytes).toBeGreaterThan(0);
    expect(await docker.volumes({ 'com.cv-intelligence.project': settings.project })).toEqual([]);
    expect(await docker.networks({ 'com.cv-intelligence.project': settings.project })).toEqual([]);
  });

  async function containerIds(): Promise<string[]> {
    const found = await docker.containers({ 'com.cv-intelligence.project': settings.project });
    return found.map(({ id }) => id).sort();
  }

  async function until(holds: () => boolean, timeoutMs: number): Promise<void> {
    await waitFor(async () => (holds() ? true : null), { timeoutMs, late: () => 'It did not happen.' });
  }
});

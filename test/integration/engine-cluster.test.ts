import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestApp } from '../helpers/app.ts';
import { rawDocker } from '../helpers/docker.ts';
import { type ContainerApp, counted, openContainerApp, takeIn } from '../helpers/engine-app.ts';
import { writePeopleFolder } from '../helpers/people-folder.ts';

const PEOPLE = 70;
const MORE = 140;
const SEARCHES = 1000;

/** One cluster goes through all of it: each test starts where the one before has left it. */
describe('the application on a cluster of three nodes', () => {
  let on: ContainerApp;
  let app: TestApp;
  let expected = PEOPLE;

  beforeAll(async () => {
    on = await openContainerApp();
    app = on.app;
    if (on.missing === null) await app.call('engine.use', { mode: 'cluster' });
  }, 120_000);
  afterAll(() => on.close());

  const itOnCluster = (name: string, test: () => Promise<void>) =>
    it(name, { timeout: 240_000 }, async (context) => {
      if (on.missing !== null) context.skip(on.missing);
      await test();
    });

  async function containerOf(node: string) {
    const [id = ''] = await on.containersOf(node);
    return rawDocker().getContainer(id);
  }

  /** Every node answers, every shard has all of its copies, and nobody is missing or there twice. */
  async function expectWhole(): Promise<void> {
    await expect
      .poll(async () => (await app.call('cluster.status', {})).problems.map(({ code }) => code), {
        timeout: 120_000,
        interval: 500,
      })
      .toEqual([]);
    const { status, people, points } = await counted(app);
    expect(people).toBe(expected);
    expect(points).toBe(status.documents + status.chunks);
  }

  itOnCluster('keeps three shards in two copies each, and every copy on another node', async () => {
    await takeIn(app, writePeopleFolder(join(on.data.path, 'people'), PEOPLE));
    const { nodes, peers, collection } = await app.call('cluster.status', {});
    expect(peers).toBe(3);
    expect(collection).toMatchObject({ shards: 3, replicas: 2, status: 'green' });
    expect(nodes.map(({ shards }) => shards.length)).toEqual([2, 2, 2]);
    await expectWhole();
  });

  itOnCluster('answers a thousand searches while a node is killed, none of them failed', async () => {
    const victim = await containerOf('qdrant-2');
    let failed = 0;
    let answered = 0;
    for (let search = 0; search < SEARCHES; search += 10) {
      if (search === 200) await victim.kill();
      const queries = Array.from({ length: 10 }, (_, index) => `welder ${search + index}`);
      const answers = await Promise.allSettled(
        queries.map((query) => app.call('search.query', { query, limit: 3 })),
      );
      failed += answers.filter(({ status }) => status === 'rejected').length;
      answered += answers.filter((one) => one.status === 'fulfilled' && one.value.total > 0).length;
    }
    expect({ failed, answered }).toEqual({ failed: 0, answered: SEARCHES });
    await expectWhole();
  });

  itOnCluster('ends an intake during which a node is killed, with exact counts', async () => {
    const { jobId } = await app.call('ingest.start', {
      folders: [writePeopleFolder(join(on.data.path, 'more'), MORE, 'more')],
    });
    await (await containerOf('qdrant-3')).kill();
    expect(await app.call('ingest.receipt', { jobId })).toMatchObject({ found: MORE, indexed: MORE });
    expected += MORE;
    await expectWhole();
  });

  itOnCluster('heals a node that was cut off from the others, and counts everybody once', async () => {
    const container = await containerOf('qdrant-2');
    const { NetworkSettings } = await container.inspect();
    const [network = ''] = Object.keys(NetworkSettings.Networks);
    await rawDocker().getNetwork(network).disconnect({ Container: container.id, Force: true });
    await takeIn(app, writePeopleFolder(join(on.data.path, 'meanwhile'), 40, 'meanwhile'));
    expected += 40;
    await rawDocker()
      .getNetwork(network)
      .connect({ Container: container.id, EndpointConfig: { Aliases: ['qdrant-2'] } });
    await expectWhole();
  });

  itOnCluster('loses nothing when all three are killed at once', async () => {
    const all = await Promise.all(['qdrant-1', 'qdrant-2', 'qdrant-3'].map(containerOf));
    await Promise.all(all.map((container) => container.kill()));
    await expectWhole();
  });
});

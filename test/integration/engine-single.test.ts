import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestApp } from '../helpers/app.ts';
import { rawDocker } from '../helpers/docker.ts';
import { type ContainerApp, counted, openContainerApp, takeIn } from '../helpers/engine-app.ts';
import { writePeopleFolder } from '../helpers/people-folder.ts';

const PEOPLE = 60;
const MORE = 240;

describe('the application on one container', () => {
  let on: ContainerApp;
  let app: TestApp;

  beforeAll(async () => {
    on = await openContainerApp();
    app = on.app;
  });
  afterAll(() => on.close());

  const itOnContainer = (name: string, test: () => Promise<void>) =>
    it(name, { timeout: 180_000 }, async (context) => {
      if (on.missing !== null) context.skip(on.missing);
      await test();
    });

  itOnContainer(
    'carries what the embedded engine has, words and vectors, without embedding again',
    async () => {
      await takeIn(app, writePeopleFolder(join(on.data.path, 'people'), PEOPLE));
      const before = await app.call('search.query', { query: 'welder who writes reports', limit: 5 });
      expect(await app.call('engine.use', { mode: 'single' })).toEqual({ mode: 'single', healthy: true });
      await app.call('engine.settled', {});
      const { status, people, points } = await counted(app);
      expect(people).toBe(PEOPLE);
      expect(status.embedded).toBe(status.chunks);
      expect(points).toBe(status.documents + status.chunks);
      const after = await app.call('search.query', { query: 'welder who writes reports', limit: 5 });
      expect(after.hits.map((hit) => hit.candidateId)).toEqual(before.hits.map((hit) => hit.candidateId));
    },
  );

  itOnContainer(
    'waits when the container is killed during an intake, and ends with everything once',
    async () => {
      const { jobId } = await app.call('ingest.start', {
        folders: [writePeopleFolder(join(on.data.path, 'more'), MORE, 'more')],
      });
      const [id = ''] = await on.containersOf();
      await rawDocker().getContainer(id).kill();
      const receipt = await app.call('ingest.receipt', { jobId });
      expect(receipt).toMatchObject({ found: MORE, indexed: MORE, failed: 0 });
      const { status, people, points } = await counted(app);
      expect(people).toBe(PEOPLE + MORE);
      expect(status).toMatchObject({ documents: PEOPLE + MORE, pending: 0, processing: 0 });
      expect(points).toBe(status.documents + status.chunks);
    },
  );

  itOnContainer('says in a sentence that it is stopped, and goes on when it is started', async () => {
    await app.call('cluster.down', {});
    await expect(app.call('search.query', { query: 'welder' })).rejects.toMatchObject({
      code: 'engine_unavailable',
    });
    expect((await app.call('cluster.status', {})).problems).toMatchObject([{ code: 'node_stopped' }]);
    await app.call('cluster.up', {});
    expect((await app.call('search.query', { query: 'welder', limit: 0 })).total).toBeGreaterThan(0);
  });

  itOnContainer(
    'removes data only when the word is typed, and carries everything again afterwards',
    async () => {
      await expect(app.call('cluster.remove', { withData: true })).rejects.toMatchObject({
        code: 'invalid_input',
      });
      const { confirm } = await app.call('cluster.size', {});
      const { freedBytes } = await app.call('cluster.remove', { withData: true, confirm });
      expect(freedBytes).toBeGreaterThan(0);
      await app.call('cluster.up', {});
      await app.call('engine.settled', {});
      expect((await counted(app)).people).toBe(PEOPLE + MORE);
    },
  );
});

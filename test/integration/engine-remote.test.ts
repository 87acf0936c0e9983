import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestApp } from '../helpers/app.ts';
import { counted, openEngineApp, takeIn } from '../helpers/engine-app.ts';
import { writePeopleFolder } from '../helpers/people-folder.ts';
import { type QdrantServer, qdrantExecutable, startQdrant } from '../helpers/qdrant-server.ts';

const PEOPLE = 120;

describe('two machines that feed one server', () => {
  let server: QdrantServer;
  let one: { app: TestApp; data: { path: string; remove(): void } };
  let two: typeof one;
  let folder: string;
  const missing = qdrantExecutable() === null ? 'Qdrant is missing; set QDRANT_BIN' : null;

  beforeAll(async () => {
    const executable = qdrantExecutable();
    if (executable === null) return;
    server = await startQdrant(executable);
    one = await openEngineApp();
    two = await openEngineApp();
    folder = writePeopleFolder(join(one.data.path, 'people'), PEOPLE);
  });
  afterAll(async () => {
    for (const machine of [one, two]) {
      await machine?.app.close();
      machine?.data.remove();
    }
    await server?.stop();
  });

  const itOnServer = (name: string, test: () => Promise<void>) =>
    it(name, async (context) => {
      if (missing !== null) context.skip(missing);
      await test();
    });

  itOnServer(
    'are told in a sentence what is wrong with the key or the address, and keep their engine',
    async () => {
      const use = (urls: string[], apiKey: string) =>
        one.app.call('engine.use', { mode: 'remote', urls, apiKey });
      await expect(use([server.url], 'a wrong key')).rejects.toMatchObject({ code: 'permission' });
      await expect(use(['http://127.0.0.1:9'], server.apiKey)).rejects.toMatchObject({
        code: 'engine_unavailable',
      });
      expect((await one.app.call('engine.get', {})).mode).toBe('embedded');
      expect((await one.app.call('app.status', {})).engine).toMatchObject({
        mode: 'embedded',
        healthy: true,
      });
    },
  );

  itOnServer('do no document twice, and both find everybody', async () => {
    const choice = { mode: 'remote' as const, urls: [server.url], apiKey: server.apiKey };
    await one.app.call('engine.use', choice);
    await two.app.call('engine.use', choice);
    const [first, second] = await Promise.all([takeIn(one.app, folder), takeIn(two.app, folder)]);
    expect(first.indexed + second.indexed).toBe(PEOPLE);
    expect(first.indexed + first.duplicate).toBe(PEOPLE);
    expect(second.indexed + second.duplicate).toBe(PEOPLE);
    expect(Math.min(first.indexed, second.indexed)).toBeGreaterThan(0);

    const ofOne = await counted(one.app);
    const ofTwo = await counted(two.app);
    expect([ofOne.people, ofTwo.people]).toEqual([PEOPLE, PEOPLE]);
    expect(ofOne.points).toBe(PEOPLE + ofOne.status.chunks + ofTwo.status.chunks);
    expect([ofOne.status.documents, ofTwo.status.documents]).toEqual([PEOPLE, PEOPLE]);
  });

  itOnServer('show documents that only the other one has read', async () => {
    const { hits } = await two.app.call('search.query', { query: '', limit: PEOPLE });
    const texts = await Promise.all(
      hits.map(({ documents }) =>
        two.app.call('documents.show', { documentId: documents[0]?.documentId ?? '' }),
      ),
    );
    expect(new Set(texts.map(({ text }) => text)).size).toBe(PEOPLE);
  });

  itOnServer('find nothing left to do the next time', async () => {
    const again = await takeIn(two.app, folder);
    expect(again.indexed).toBe(0);
    expect(again.duplicate + again.unchanged).toBe(PEOPLE);
  });
});

describe('a change of engine', () => {
  itWhereQdrantIs('copies vectors that only a server has, and embeds nothing again', async (executable) => {
    const server = await startQdrant(executable);
    const { app, data } = await openEngineApp();
    try {
      await app.call('engine.use', { mode: 'remote', urls: [server.url], apiKey: server.apiKey });
      await takeIn(app, writePeopleFolder(join(data.path, 'people'), PEOPLE));
      const before = await app.call('search.query', { query: 'welder who writes reports', limit: 5 });
      await app.call('engine.use', { mode: 'embedded' });
      const { status, people } = await counted(app);
      expect(people).toBe(PEOPLE);
      expect(status.embedded).toBe(status.chunks);
      const after = await app.call('search.query', { query: 'welder who writes reports', limit: 5 });
      expect(after.hits.map(({ candidateId }) => candidateId)).toEqual(
        before.hits.map(({ candidateId }) => candidateId),
      );
    } finally {
      await app.close();
      data.remove();
      await server.stop();
    }
  });
});

function itWhereQdrantIs(name: string, test: (executable: string) => Promise<void>): void {
  it(name, async (context) => {
    const executable = qdrantExecutable();
    if (executable === null) context.skip('Qdrant is missing; set QDRANT_BIN');
    else await test(executable);
  });
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { vectorOf } from '../helpers/people-index.ts';
import { idOf, invented, newModel, openQdrant, put } from '../helpers/qdrant-engine.ts';
import { type QdrantServer, qdrantExecutable, startQdrant } from '../helpers/qdrant-server.ts';

const executable = qdrantExecutable();
let server: QdrantServer;
beforeAll(async () => {
  if (executable) server = await startQdrant(executable);
});
afterAll(() => server?.stop());
beforeEach((context) => {
  if (!executable) context.skip('Qdrant is missing: QDRANT_BIN does not name it');
});

const code = (expected: string) => expect.objectContaining({ code: expected });
const people = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => invented(from + n, `Person ${from + n}\nwelder number ${n}`));

/** What the server itself says, without the engine. */
async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${server.url}${path}`, {
    headers: { 'api-key': server.apiKey, connection: 'close' },
  });
  return ((await response.json()) as { result: T }).result;
}
const aliases = async () =>
  (await ask<{ aliases: { alias_name: string; collection_name: string }[] }>('/aliases')).aliases;
const thresholdOf = async (name: string) =>
  (await ask<{ config: { optimizer_config: { indexing_threshold: number } } }>(`/collections/${name}`)).config
    .optimizer_config.indexing_threshold;

describe('a server that goes away', () => {
  it('has lost nothing of what was flushed, and answers again', async () => {
    const engine = await openQdrant(server);
    await put(engine, people(1, 251));
    const before = await engine.stats();
    await server.kill();
    const asked = { query: 'welder', filters: {}, limit: 300 };
    await expect(engine.words(asked)).rejects.toEqual(code('engine_unavailable'));
    await expect(engine.putText([invented(1, 'A').indexable])).rejects.toEqual(code('engine_unavailable'));
    await server.start();
    expect(await engine.stats()).toEqual({ ...before, documents: 250, vectors: 750 });
    expect((await engine.words(asked)).hits).toHaveLength(250);
    expect((await engine.nearest({ vector: vectorOf('welder'), filters: {}, limit: 250 })).length).toBe(250);
    expect((await engine.hasComplete(people(1, 251).map(({ key }) => key.documentId))).size).toBe(250);
  });

  it('breaks off the searches that run, which go on working when it is back', async () => {
    const engine = await openQdrant(server);
    await put(engine, people(1, 101));
    let stop = false;
    const failures: unknown[] = [];
    const search = async () => {
      while (!stop) {
        await engine
          .nearest({ vector: vectorOf('welder'), filters: {}, limit: 50 })
          .catch((error: unknown) => failures.push(error));
      }
    };
    const searching = [search(), search(), search()];
    await server.kill();
    await expect.poll(() => failures.length).toBeGreaterThan(0);
    stop = true;
    await Promise.all(searching);
    expect(failures).toEqual(failures.map(() => code('engine_unavailable')));
    await server.start();
    expect((await engine.words({ query: 'welder', filters: {}, limit: 200 })).hits).toHaveLength(100);
  });

  it('is replaced by another address that answers', async () => {
    const connection = () => ({ ...server.connection(), urls: ['http://127.0.0.1:1', server.url] });
    const engine = await openQdrant({ connection });
    await put(engine, people(1, 3));
    expect((await engine.stats()).documents).toBe(2);
  });
});

describe('a collection', () => {
  it('is refused with a wrong key', async () => {
    const connection = () => ({ urls: [server.url], apiKey: 'wrong' });
    await expect(openQdrant({ connection })).rejects.toEqual(code('permission'));
    await expect(openQdrant({ connection: () => ({ urls: [server.url], apiKey: null }) })).rejects.toEqual(
      code('permission'),
    );
  });

  it('of other vectors is refused with a sentence, and so are other vectors', async () => {
    const model = newModel();
    const engine = await openQdrant(server, model);
    await expect(openQdrant(server, { ...model, dimensions: 64 })).rejects.toEqual(
      code('collection_mismatch'),
    );
    const { indexable, embedded } = invented(1, 'A\nb');
    await engine.putText([indexable]);
    const wrong = { ...embedded, head: { ...embedded.head, vector: new Float32Array(64) } };
    await expect(engine.putVectors([wrong])).rejects.toEqual(code('collection_mismatch'));
    await expect(engine.nearest({ vector: new Float32Array(64), filters: {}, limit: 1 })).rejects.toEqual(
      code('collection_mismatch'),
    );
    expect(engine.storedModel()).toEqual({
      name: model.model,
      revision: model.revision,
      dimensions: model.dimensions,
    });
  });

  it('is opened by two at once, and is another one when it was made anew', async () => {
    const model = newModel();
    const [one, two] = await Promise.all([openQdrant(server, model), openQdrant(server, model)]);
    expect(one.identity).toBe(two.identity);
    await fetch(`${server.url}/collections/${one.collection}`, {
      method: 'DELETE',
      headers: { 'api-key': server.apiKey, connection: 'close' },
    });
    expect((await openQdrant(server, model)).identity).not.toBe(one.identity);
  });

  it('is put behind the alias at once', async () => {
    const [one, two] = [await openQdrant(server), await openQdrant(server)];
    await one.switchAlias();
    await two.switchAlias();
    expect(await aliases()).toEqual([{ alias_name: 'cvi', collection_name: two.collection }]);
  });

  it('builds no graph while much is loaded, then all of it; what a crash left is put right', async () => {
    const model = newModel();
    const engine = await openQdrant(server, model);
    await engine.beginBulk();
    expect(await thresholdOf(engine.collection)).toBe(0);
    await put(engine, people(1, 201));
    await engine.endBulk(AbortSignal.timeout(60_000));
    expect(await thresholdOf(engine.collection)).toBe(50_000);
    expect(await engine.collectionInfo()).toMatchObject({
      status: 'green',
      queued: 0,
      points: 600,
      shards: 1,
    });
    await engine.beginBulk();
    await openQdrant(server, model);
    expect(await thresholdOf(engine.collection)).toBe(50_000);
    await expect(engine.endBulk(AbortSignal.abort())).rejects.toThrow();
    await engine.heal('optimize');
    await expect.poll(async () => (await engine.collectionInfo()).status).toBe('green');
  });
});

describe('two machines that feed one server', () => {
  const ids = Array.from({ length: 200 }, (_, n) => idOf(n + 1));
  const mine = (states: Map<string, string>) =>
    [...states].filter(([, state]) => state === 'mine').map(([id]) => id);

  it('never take the same document', async () => {
    const model = newModel();
    const engines = await Promise.all([openQdrant(server, model), openQdrant(server, model)]);
    // Crosswise and in small pieces, so that they meet.
    const work = engines.map(async (engine, machine) => {
      const order = machine === 0 ? ids : [...ids].reverse();
      const taken: string[] = [];
      for (let at = 0; at < order.length; at += 7) {
        taken.push(...mine(await engine.claim(order.slice(at, at + 7), `machine-${machine}`, 60_000)));
      }
      return taken;
    });
    const [first = [], second = []] = await Promise.all(work);
    expect(first.length + second.length).toBe(200);
    expect(new Set([...first, ...second]).size).toBe(200);
    expect(Math.min(first.length, second.length)).toBeGreaterThan(0);
  });

  it('ask for everything at the same moment, and one of them gets each', async () => {
    const engine = await openQdrant(server);
    const states = await Promise.all(['a', 'b', 'c'].map((claimant) => engine.claim(ids, claimant, 60_000)));
    expect(states.flatMap(mine).sort()).toEqual([...ids].sort());
  });

  it('keep what they have, take over what ran out or was given back, and see what is done', async () => {
    const engine = await openQdrant(server);
    await put(engine, people(1, 3));
    expect([...(await engine.claim(ids.slice(0, 4), 'a', 60_000)).values()]).toEqual([
      'done',
      'done',
      'mine',
      'mine',
    ]);
    expect(mine(await engine.claim(ids.slice(2, 4), 'a', 60_000))).toEqual(ids.slice(2, 4));
    expect(mine(await engine.claim(ids.slice(2, 4), 'b', 60_000))).toEqual([]);
    await engine.release([idOf(3)], 'b');
    expect(mine(await engine.claim([idOf(3)], 'b', 60_000))).toEqual([]);
    await engine.release([idOf(3)], 'a');
    expect(mine(await engine.claim([idOf(3)], 'b', -1))).toEqual([idOf(3)]);
    expect(mine(await engine.claim([idOf(3)], 'a', 60_000))).toEqual([idOf(3)]);
    // Half written is not done.
    await engine.putText([invented(9, 'A\nb').indexable]);
    expect(await engine.hasComplete([idOf(1), idOf(9)])).toEqual(new Set([idOf(1)]));
  });
});

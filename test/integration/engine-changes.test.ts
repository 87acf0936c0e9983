import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApp, type TestApp } from '../helpers/app.ts';
import { counted, openEngineApp, takeIn } from '../helpers/engine-app.ts';
import { writePeopleFolder } from '../helpers/people-folder.ts';
import { qdrantExecutable } from '../helpers/qdrant-server.ts';

const PEOPLE = 60;

describe('changes of the engine in an open application', () => {
  let app: TestApp;
  let data: { path: string; remove(): void };

  beforeEach(async () => {
    ({ app, data } = await openEngineApp());
  });
  afterEach(async () => {
    await app.close();
    data.remove();
  });

  const itWithQdrant = (name: string, test: (bin: string) => Promise<void>) =>
    it(name, { timeout: 120_000 }, async (context) => {
      const bin = qdrantExecutable();
      if (bin === null) context.skip('Qdrant is missing; set QDRANT_BIN');
      else await test(bin);
    });
  const people = (prefix: string) => writePeopleFolder(join(data.path, prefix), PEOPLE, prefix);

  itWithQdrant('keep every document of an intake that was paused while the engine was away', async (bin) => {
    await app.call('engine.use', { mode: 'binary', bin });
    const folder = people('paused');
    await app.call('cluster.down', {});
    const { jobId } = await app.call('ingest.start', { folders: [folder] });
    await expect
      .poll(() => app.topics['ingest.progress'].current()?.problem ?? null, { timeout: 10_000 })
      .not.toBeNull();
    await app.call('ingest.pause', { jobId });
    await expect.poll(() => app.topics['ingest.progress'].current()?.state).toBe('paused');
    await app.call('cluster.up', {});
    await app.call('ingest.resume', { jobId });
    await app.call('ingest.receipt', { jobId });
    writeFileSync(join(folder, 'paused-0.txt'), 'Paused Number0\nChanged meanwhile, now a welder.');
    await takeIn(app, folder);
    const { status, people: found, points } = await counted(app);
    expect([status.documents, found]).toEqual([PEOPLE, PEOPLE]);
    expect(points).toBe(status.documents + status.chunks);
  });

  itWithQdrant('let an intake end when servers are brought up anew under it', async (bin) => {
    await app.call('engine.use', { mode: 'binary', bin });
    const { jobId } = await app.call('ingest.start', { folders: [people('under')] });
    await app.call('settings.set', { key: 'engine.batch', value: 50 });
    await app.call('cluster.up', {});
    expect(await app.call('ingest.receipt', { jobId })).toMatchObject({ indexed: PEOPLE });
    expect((await counted(app)).people).toBe(PEOPLE);
  });

  itWithQdrant(
    'asked for at the same time come one after the other, and the last one is used',
    async (bin) => {
      await takeIn(app, people('both'));
      const [, last] = await Promise.all([
        app.call('engine.use', { mode: 'binary', bin }),
        app.call('engine.use', { mode: 'embedded' }),
      ]);
      expect(last).toEqual({ mode: 'embedded', healthy: true });
      expect((await app.call('engine.get', {})).mode).toBe('embedded');
      expect((await counted(app)).people).toBe(PEOPLE);
    },
  );

  itWithQdrant('leave a good server alone when a bad program is named', async (bin) => {
    await app.call('engine.use', { mode: 'binary', bin });
    await takeIn(app, people('good'));
    const bad = join(data.path, 'bad');
    writeFileSync(bad, 'no program');
    await expect(app.call('engine.use', { mode: 'binary', bin: bad })).rejects.toMatchObject({
      code: 'engine_unavailable',
    });
    expect((await counted(app)).people).toBe(PEOPLE);
    expect((await app.call('engine.get', {})).bin).toBe(bin);
  });

  itWithQdrant('know where files lie that were moved while another engine was used', async (bin) => {
    const folder = people('moved');
    await takeIn(app, folder);
    await app.call('engine.use', { mode: 'binary', bin });
    await app.call('engine.use', { mode: 'embedded' });
    mkdirSync(join(folder, 'later'));
    renameSync(join(folder, 'moved-7.txt'), join(folder, 'later', 'seven.txt'));
    await takeIn(app, folder);
    await app.call('engine.use', { mode: 'binary', bin });
    const { hits } = await app.call('search.query', { query: 'moved.7@example.com', limit: 1 });
    expect(hits[0]?.documents.map(({ path }) => path)).toEqual([join(folder, 'later', 'seven.txt')]);
  });

  itWithQdrant(
    'tell that an engine that was stopped is not healthy, and start it with a restart',
    async (bin) => {
      await app.call('engine.use', { mode: 'binary', bin });
      await app.call('cluster.down', {});
      expect((await app.call('app.status', {})).engine.healthy).toBe(false);
      expect(await app.monitored.health()).toMatchObject({ ok: false });
      await app.call('cluster.restart', {});
      expect((await app.call('search.query', { query: '', limit: 0 })).total).toBe(0);
      expect((await app.call('app.status', {})).engine.healthy).toBe(true);
    },
  );

  it('do not lock anybody out when what was chosen can’t be had at the next start', async () => {
    await app.close();
    const { openDatabase } = await import('../../src/main/store/database.ts');
    const db = openDatabase(data.path);
    db.prepare("INSERT OR REPLACE INTO settings VALUES ('engine.choice', ?)").run(
      JSON.stringify({ mode: 'remote', urls: [], bin: null, caFile: null, running: true }),
    );
    db.close();
    app = await openApp(data.path);
    expect((await app.call('app.status', {})).engine).toMatchObject({ mode: 'remote', healthy: false });
    await app.call('engine.use', { mode: 'embedded' });
    expect((await app.call('app.status', {})).engine).toMatchObject({ mode: 'embedded', healthy: true });
  });
});

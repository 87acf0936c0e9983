import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApp, temporaryFolder } from '../helpers/app.ts';

describe('a language model that can’t be had', () => {
  const data = temporaryFolder();
  const source = temporaryFolder();
  beforeEach(async () => {
    writeFileSync(join(source.path, 'ion.txt'), 'Ion Radu\nWelder of ships in Constanța for ten years.');
    const app = await openApp(data.path);
    await app.call('settings.set', { key: 'model', value: 'no-such-model' });
    await app.close();
  });
  afterEach(() => {
    data.remove();
    source.remove();
  });

  it('leaves the words working, says what is wrong, and costs nothing once it is there', async () => {
    let app = await openApp(data.path);
    const first = await app.call('ingest.start', { folders: [source.path] });
    expect(await app.call('ingest.receipt', first)).toMatchObject({ indexed: 1 });
    expect(app.topics['ingest.progress'].current()?.problem).toMatch(/model/i);
    expect(await app.call('search.query', { query: 'welder' })).toMatchObject({ total: 1, mode: 'words' });
    expect(await app.call('app.doctor', {})).toContainEqual(
      expect.objectContaining({ name: 'model', ok: false }),
    );
    await app.call('settings.set', { key: 'model', value: 'all-MiniLM-L6-v2' });
    await app.close();

    app = await openApp(data.path);
    const second = await app.call('ingest.start', { folders: [source.path] });
    expect(await app.call('ingest.receipt', second)).toMatchObject({ unchanged: 1 });
    const { chunks, embedded } = await app.call('app.status', {});
    expect(embedded).toBe(chunks);
    await app.close();
  });
});

import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../src/shared/model.ts';
import { openApp, type TestApp, temporaryFolder, until } from '../helpers/app.ts';

const cv = (name: string, job = 'Nurse in intensive care') =>
  `${name}\n${job}\n\nExperience\n2015 - 2020 ${job} at the General Hospital, caring for ventilated patients.\n`;

const sum = (receipt: Receipt) =>
  receipt.indexed +
  receipt.duplicate +
  receipt.unchanged +
  receipt.needsOcr +
  receipt.failed +
  receipt.skipped;

describe('an intake', () => {
  let data: ReturnType<typeof temporaryFolder>;
  let source: ReturnType<typeof temporaryFolder>;
  let app: TestApp;

  beforeEach(async () => {
    data = temporaryFolder();
    source = temporaryFolder();
    app = await openApp(data.path);
  });
  afterEach(async () => {
    await app.close();
    data.remove();
    source.remove();
  });

  const put = (name: string, text: string) => {
    mkdirSync(join(source.path, name, '..'), { recursive: true });
    writeFileSync(join(source.path, name), text);
  };
  const ingest = async (options: { limit?: number } = {}): Promise<Receipt> => {
    const { jobId } = await app.call('ingest.start', { folders: [source.path], textOnly: true, ...options });
    const receipt = await app.call('ingest.receipt', { jobId });
    expect(sum(receipt)).toBe(receipt.found);
    return receipt;
  };
  const names = async (query: string) => {
    const { hits } = await app.call('search.query', { query });
    return hits.map((hit) => hit.name);
  };

  it('makes people of a folder of files', async () => {
    put('ana.txt', cv('Ana Popescu'));
    put('below/ion.txt', cv('Ion Radu', 'Welder of ships'));
    expect(await ingest()).toMatchObject({ found: 2, indexed: 2 });
    expect(await names('welder')).toEqual(['Ion Radu']);
  });

  it('does a second copy once', async () => {
    put('ana.txt', cv('Ana Popescu'));
    put('copy of ana.txt', cv('Ana Popescu'));
    expect(await ingest()).toMatchObject({ found: 2, indexed: 1, duplicate: 1 });
    expect(await app.call('app.status', {})).toMatchObject({ documents: 1 });
  });

  it('costs a quick scan when nothing has changed, and says so', async () => {
    put('ana.txt', cv('Ana Popescu'));
    put('broken.pdf', '%PDF-1.7 and nothing more');
    expect(await ingest()).toMatchObject({ indexed: 1, failed: 1 });
    expect(await ingest()).toMatchObject({
      found: 2,
      unchanged: 2,
      indexed: 0,
      failed: 0,
      unchangedFailed: 1,
    });
  });

  it('knows a file that was moved', async () => {
    put('ana.txt', cv('Ana Popescu'));
    await ingest();
    mkdirSync(join(source.path, 'archive'));
    renameSync(join(source.path, 'ana.txt'), join(source.path, 'archive', 'ana.txt'));
    expect(await ingest()).toMatchObject({ found: 1, unchanged: 1, indexed: 0, duplicate: 0 });
    const { hits } = await app.call('search.query', { query: 'Ana Popescu' });
    expect(hits[0]?.documents.map((document) => document.path)).toEqual([
      join(source.path, 'archive', 'ana.txt'),
    ]);
  });

  it('knows a file that was only touched', async () => {
    put('ana.txt', cv('Ana Popescu'));
    await ingest();
    utimesSync(join(source.path, 'ana.txt'), new Date(), new Date(Date.now() + 60_000));
    expect(await ingest()).toMatchObject({ unchanged: 1, indexed: 0 });
  });

  it('replaces the old version of a changed file', async () => {
    put('ana.txt', cv('Ana Popescu', 'Nurse'));
    await ingest();
    put('ana.txt', cv('Ana Popescu', 'Astronaut on long missions'));
    expect(await ingest()).toMatchObject({ indexed: 1 });
    expect(await app.call('app.status', {})).toMatchObject({ documents: 1 });
    expect(await names('astronaut')).toEqual(['Ana Popescu']);
  });

  it('keeps the old version while the new one can’t be read', async () => {
    put('ana.txt', cv('Ana Popescu'));
    await ingest();
    writeFileSync(join(source.path, 'ana.txt'), '%PDF-1.7 half written');
    expect(await ingest()).toMatchObject({ failed: 1 });
    expect(await names('Ana Popescu')).toEqual(['Ana Popescu']);
  });

  it('keeps the document of a copy when the other copy changes', async () => {
    put('one.txt', cv('Ana Popescu'));
    put('two.txt', cv('Ana Popescu'));
    await ingest();
    put('one.txt', cv('Ana Popescu', 'Astronaut'));
    await ingest();
    expect(await app.call('app.status', {})).toMatchObject({ documents: 2 });
  });

  it('skips what is no document and fails what is broken, each with one reason', async () => {
    put('ana.txt', cv('Ana Popescu'));
    put('program.bin', '\u0000\u0001\u0002\u0003'.repeat(50));
    put('broken.pdf', '%PDF-1.7 and nothing more');
    put('empty.docx', '');
    put('nonsense.pdf', 'not what its name says');
    const receipt = await ingest();
    expect(receipt).toMatchObject({ found: 5, indexed: 1, skipped: 1, failed: 3 });
    const { failures, byReason } = await app.call('ingest.failures', {});
    expect(failures.map((failure) => failure.reason)).toEqual(['corrupt', 'corrupt', 'corrupt']);
    expect(failures.every((failure) => failure.message.endsWith('.'))).toBe(true);
    expect(byReason).toEqual({ corrupt: 3 });
  });

  it('tries failures again when asked', async () => {
    put('ana.txt', '%PDF-1.7 and nothing more');
    await ingest();
    put('ana.txt', cv('Ana Popescu'));
    const { retried, jobId } = await app.call('ingest.retry', {});
    expect(retried).toBe(1);
    expect(await app.call('ingest.receipt', { jobId: jobId ?? '' })).toMatchObject({ indexed: 1, failed: 0 });
    expect(await app.call('ingest.failures', {})).toMatchObject({ total: 0 });
  });

  it('stops after a limit', async () => {
    for (let index = 0; index < 5; index += 1)
      put(`${index}.txt`, cv(`Person Number${index}`, `Job ${index}`));
    expect(await ingest({ limit: 3 })).toMatchObject({ found: 3, indexed: 3 });
    expect(await ingest()).toMatchObject({ found: 5, indexed: 2, unchanged: 3 });
  });

  it('refuses a folder that is not there', async () => {
    await expect(app.call('ingest.start', { folders: [join(source.path, 'nowhere')] })).rejects.toMatchObject(
      { code: 'not_found' },
    );
  });

  it('can be paused, goes on in the next run, and ends whole', async () => {
    for (let index = 0; index < 60; index += 1)
      put(`${index}.txt`, cv(`Person Number${index}`, `Job ${index}`));
    const { jobId } = await app.call('ingest.start', { folders: [source.path], textOnly: true });
    const paused = until(app, (progress) => progress.state === 'paused');
    await until(app, (progress) => progress.text.done > 0);
    await app.call('ingest.pause', { jobId });
    await paused;
    await app.close();

    app = await openApp(data.path);
    const receipt = await ingest();
    expect(receipt).toMatchObject({ jobId, found: 60, indexed: 60, unchanged: 0 });
    expect(await app.call('app.status', {})).toMatchObject({ documents: 60, processing: 0, pending: 0 });
  });

  it('can be cancelled; what was done stays and the rest is done by the next intake', async () => {
    for (let index = 0; index < 60; index += 1)
      put(`${index}.txt`, cv(`Person Number${index}`, `Job ${index}`));
    const { jobId } = await app.call('ingest.start', { folders: [source.path], textOnly: true });
    await until(app, (progress) => progress.text.done > 0);
    await app.call('ingest.cancel', { jobId });
    const cancelled = await app.call('ingest.receipt', { jobId });
    expect(sum(cancelled)).toBe(cancelled.found);
    const rest = await ingest();
    expect(rest.indexed + rest.unchanged).toBe(60);
    expect(await app.call('app.status', {})).toMatchObject({ documents: 60 });
  });

  it('takes in what is added to a watched folder', async () => {
    put('ana.txt', cv('Ana Popescu'));
    const { jobId } = await app.call('ingest.start', { folders: [source.path], textOnly: true, watch: true });
    await app.call('ingest.receipt', { jobId });
    const grown = until(app, (progress) => progress.jobId !== jobId && progress.counts.indexed === 1);
    copyFileSync(join(source.path, 'ana.txt'), join(source.path, 'ion.txt'));
    appendFileSync(join(source.path, 'ion.txt'), 'and one line more');
    await grown;
    expect(await app.call('app.status', {})).toMatchObject({ documents: 2 });
    await app.call('ingest.unwatch', { folder: source.path });
    expect(await app.call('ingest.watched', {})).toEqual([]);
  });

  it('counts a folder before any work', async () => {
    put('ana.txt', cv('Ana Popescu'));
    put('copy.txt', cv('Ana Popescu'));
    put('program.bin', '\u0000\u0001\u0002\u0003'.repeat(50));
    put('empty.docx', '');
    const audit = await app.call('ingest.audit', { folders: [source.path] });
    expect(audit).toMatchObject({
      found: 4,
      byType: { txt: { count: 2 } },
      unsupported: 1,
      unreadable: [{ path: join(source.path, 'empty.docx'), reason: 'corrupt' }],
    });
    expect(audit.estimate.seconds).toBeGreaterThan(0);
    expect(audit.estimate.diskBytes).toBeGreaterThan(0);
    expect(await app.call('app.status', {})).toMatchObject({ documents: 0, pending: 0 });
  });

  it('finds nothing in a folder that is empty, and says so', async () => {
    expect(await ingest()).toMatchObject({ found: 0 });
    expect(await app.call('ingest.audit', { folders: [source.path] })).toMatchObject({
      found: 0,
      estimate: { seconds: 0 },
    });
  });

  it('keeps a document in the index when its file is deleted', async () => {
    put('ana.txt', cv('Ana Popescu'));
    put('ion.txt', cv('Ion Radu', 'Welder'));
    await ingest();
    rmSync(join(source.path, 'ana.txt'));
    expect(await ingest()).toMatchObject({ found: 1, unchanged: 1 });
    expect(await names('Ana Popescu')).toEqual(['Ana Popescu']);
  });
});

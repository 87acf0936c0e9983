import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Db, openDatabase } from './database.ts';
import { createFileLedger } from './files.ts';
import { createJobStore } from './jobs.ts';

let db: Db;
beforeEach(() => {
  db = openDatabase(null);
});
afterEach(() => db.close());

const manyFiles = Array.from({ length: 5000 }, (_, index) => ({
  path: `/people/candidate ${index}/cv.pdf`,
  sizeBytes: 1,
  mtimeMs: 1,
}));

it('says that the disk is full where a ledger can’t grow', () => {
  const files = createFileLedger(db);
  db.pragma('max_page_count = 60');
  expect(() => files.seen('a', manyFiles)).toThrow(
    expect.objectContaining({ code: 'disk_full', message: 'The disk is full.' }),
  );
  expect(files.counts('a').found).toBe(0);
});

it('says that the data folder can’t be written where it can’t', () => {
  const jobs = createJobStore(db);
  const { jobId } = jobs.create(['/people'], { textOnly: true });
  db.pragma('query_only = 1');
  expect(() => jobs.addActiveMs(jobId, 5)).toThrow(expect.objectContaining({ code: 'permission' }));
  expect(jobs.find(jobId)).toMatchObject({ activeMs: 0 });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Db, openDatabase } from './database.ts';
import { createFileLedger, type FileLedger, type SeenFile } from './files.ts';

const LEASE_MS = 60_000;
const file = (path: string, change: Partial<SeenFile> = {}): SeenFile => ({
  path,
  sizeBytes: 10,
  mtimeMs: 1000,
  ...change,
});

describe('the ledger of files', () => {
  let db: Db;
  let files: FileLedger;

  beforeEach(() => {
    db = openDatabase(null);
    files = createFileLedger(db);
  });
  afterEach(() => db.close());

  const settleAll = (jobId: string) => {
    for (const leased of files.lease(jobId, 100, LEASE_MS)) {
      files.settle({ fileNo: leased.fileNo, outcome: 'skipped' });
    }
  };

  it('hands each seen file out once', () => {
    files.seen('a', [file('/1'), file('/2'), file('/3')]);
    const first = files.lease('a', 2, LEASE_MS);
    const second = files.lease('a', 2, LEASE_MS);
    expect([...first, ...second].map((leased) => leased.path).sort()).toEqual(['/1', '/2', '/3']);
    expect(files.lease('a', 2, LEASE_MS)).toEqual([]);
  });

  it('gives a file out again when its lease has ended', () => {
    files.seen('a', [file('/1')]);
    expect(files.lease('a', 1, -1)).toHaveLength(1);
    expect(files.lease('a', 1, LEASE_MS)).toHaveLength(1);
  });

  it('takes back the claims of a process that died', () => {
    files.seen('a', [file('/1'), file('/2')]);
    files.lease('a', 2, LEASE_MS);
    files.recover();
    expect(files.lease('a', 2, LEASE_MS)).toHaveLength(2);
  });

  it('gives up a file during whose reading the process died every time', () => {
    files.seen('a', [file('/poison')]);
    for (let death = 0; death <= 20; death += 1) {
      expect(files.lease('a', 1, LEASE_MS)).toHaveLength(1);
      files.recover();
    }
    expect(files.lease('a', 1, LEASE_MS)).toHaveLength(0);
    expect(files.failures({ limit: 10 })).toMatchObject([{ path: '/poison', reason: 'parser_crash' }]);
  });

  it('counts a file that a later job meets as it was as unchanged', () => {
    files.seen('a', [file('/1')]);
    settleAll('a');
    expect(files.seen('b', [file('/1')])).toBe(1);
    expect(files.counts('b')).toMatchObject({ found: 1, open: 0, outcomes: { unchanged: 1 } });
  });

  it.each([
    ['size', { sizeBytes: 11 }],
    ['time', { mtimeMs: 2000 }],
  ])('works on a file again when its %s has changed', (_what, change) => {
    files.seen('a', [file('/1')]);
    settleAll('a');
    files.seen('b', [file('/1', change)]);
    expect(files.lease('b', 1, LEASE_MS)).toMatchObject([{ path: '/1' }]);
  });

  it('keeps what a job has done when its scan meets the file again after an interruption', () => {
    files.seen('a', [file('/1'), file('/2')]);
    const [first] = files.lease('a', 1, LEASE_MS);
    files.settle({ fileNo: first?.fileNo ?? 0, outcome: 'failed', reason: 'corrupt', message: 'Damaged.' });
    files.recover();
    files.seen('a', [file('/1'), file('/2')]);
    expect(files.counts('a')).toMatchObject({ found: 2, open: 1, outcomes: { failed: 1 } });
  });

  it('does not hand out a postponed file before its time, and says when that is', () => {
    files.seen('a', [file('/1')]);
    const [leased] = files.lease('a', 1, LEASE_MS);
    const before = Date.now();
    files.postpone(leased?.fileNo ?? 0, 60_000);
    expect(files.lease('a', 1, LEASE_MS)).toEqual([]);
    expect(files.nextTryAt('a')).toBeGreaterThanOrEqual(before + 60_000);
  });

  it('lists failures by path, page after page, and by reason', () => {
    files.seen('a', [file('/1'), file('/2'), file('/3')]);
    for (const [index, leased] of files.lease('a', 3, LEASE_MS).entries()) {
      const reason = index === 0 ? 'encrypted' : 'corrupt';
      files.settle({ fileNo: leased.fileNo, outcome: 'failed', reason, message: 'No.' });
    }
    expect(files.failures({ limit: 2 }).map((failure) => failure.path)).toEqual(['/1', '/2']);
    expect(files.failures({ limit: 2, after: '/2' }).map((failure) => failure.path)).toEqual(['/3']);
    expect(files.failures({ limit: 9, reason: 'encrypted' })).toHaveLength(1);
    expect(files.failuresByReason()).toEqual({ corrupt: 2, encrypted: 1 });
  });

  it('moves failures into a job of their own to be tried again', () => {
    files.seen('a', [file('/1')]);
    const [leased] = files.lease('a', 1, LEASE_MS);
    files.settle({ fileNo: leased?.fileNo ?? 0, outcome: 'failed', reason: 'corrupt', message: 'No.' });
    expect(files.retry('b', 'encrypted')).toBe(0);
    expect(files.retry('b', 'corrupt')).toBe(1);
    expect(files.lease('b', 1, LEASE_MS)).toMatchObject([{ path: '/1', attempts: 0 }]);
  });

  it('forgets the open files of a cancelled job and keeps its results', () => {
    files.seen('a', [file('/1'), file('/2')]);
    const [leased] = files.lease('a', 1, LEASE_MS);
    files.settle({ fileNo: leased?.fileNo ?? 0, outcome: 'skipped' });
    files.dropOpen('a');
    expect(files.counts('a')).toMatchObject({ found: 1, open: 0 });
    files.seen('b', [file('/2')]);
    expect(files.lease('b', 1, LEASE_MS)).toHaveLength(1);
  });
});

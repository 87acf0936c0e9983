import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../shared/model.ts';
import { type Db, openDatabase } from './database.ts';
import { createFileLedger, type FileLedger, type SeenFile } from './files.ts';
import { createJobStore } from './jobs.ts';

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
    for (const leased of files.lease(jobId, 100)) {
      files.settle({ fileNo: leased.fileNo, outcome: 'skipped' });
    }
  };

  it('hands each seen file out once', () => {
    files.seen('a', [file('/1'), file('/2'), file('/3')]);
    const first = files.lease('a', 2);
    const second = files.lease('a', 2);
    expect([...first, ...second].map((leased) => leased.path).sort()).toEqual(['/1', '/2', '/3']);
    expect(files.lease('a', 2)).toEqual([]);
  });

  it('gives a claimed file out again only when it was handed back', () => {
    files.seen('a', [file('/1')]);
    expect(files.lease('a', 1)).toHaveLength(1);
    expect(files.lease('a', 1)).toEqual([]);
    expect(files.handBackAll()).toBe(1);
    expect(files.lease('a', 1)).toMatchObject([{ path: '/1', attempts: 0 }]);
  });

  it('takes back the claims of a process that died', () => {
    files.seen('a', [file('/1'), file('/2')]);
    files.lease('a', 2);
    files.recover();
    expect(files.lease('a', 2)).toHaveLength(2);
  });

  it('gives up a file during whose reading the process died every time', () => {
    files.seen('a', [file('/poison')]);
    for (let death = 0; death <= 20; death += 1) {
      expect(files.lease('a', 1)).toHaveLength(1);
      files.recover();
    }
    expect(files.lease('a', 1)).toHaveLength(0);
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
    expect(files.lease('b', 1)).toMatchObject([{ path: '/1' }]);
  });

  it('keeps what a job has done when its scan meets the file again after an interruption', () => {
    files.seen('a', [file('/1'), file('/2')]);
    const [first] = files.lease('a', 1);
    files.settle({ fileNo: first?.fileNo ?? 0, outcome: 'failed', reason: 'corrupt', message: 'Damaged.' });
    files.recover();
    files.seen('a', [file('/1'), file('/2')]);
    expect(files.counts('a')).toMatchObject({ found: 2, open: 1, outcomes: { failed: 1 } });
  });

  it('does not hand out a postponed file before its time, and says when that is', () => {
    files.seen('a', [file('/1')]);
    const [leased] = files.lease('a', 1);
    const before = Date.now();
    files.postpone(leased?.fileNo ?? 0, 60_000);
    expect(files.lease('a', 1)).toEqual([]);
    expect(files.nextTryAt('a')).toBeGreaterThanOrEqual(before + 60_000);
  });

  it('lists failures by path, page after page, and by reason', () => {
    files.seen('a', [file('/1'), file('/2'), file('/3')]);
    for (const [index, leased] of files.lease('a', 3).entries()) {
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
    const [leased] = files.lease('a', 1);
    files.settle({ fileNo: leased?.fileNo ?? 0, outcome: 'failed', reason: 'corrupt', message: 'No.' });
    expect(files.retry('b', 'encrypted')).toBe(0);
    expect(files.retry('b', 'corrupt')).toBe(1);
    expect(files.lease('b', 1)).toMatchObject([{ path: '/1', attempts: 0 }]);
  });

  it('forgets the open files of a cancelled job and keeps its results', () => {
    files.seen('a', [file('/1'), file('/2')]);
    const [leased] = files.lease('a', 1);
    files.settle({ fileNo: leased?.fileNo ?? 0, outcome: 'skipped' });
    files.dropOpen('a');
    expect(files.counts('a')).toMatchObject({ found: 1, open: 0 });
    files.seen('b', [file('/2')]);
    expect(files.lease('b', 1)).toHaveLength(1);
  });

  const failAs = (jobId: string, reason: 'corrupt' | 'encrypted' = 'corrupt') => {
    for (const { fileNo } of files.lease(jobId, 100)) {
      files.settle({ fileNo, outcome: 'failed', reason, message: 'No.' });
    }
  };

  it('makes retried files failures again, with their reasons, when the retry is cancelled', () => {
    files.seen('a', [file('/1'), file('/2')]);
    failAs('a');
    expect(files.retry('b', null)).toBe(2);
    const [leased] = files.lease('b', 1);
    files.settle({ fileNo: leased?.fileNo ?? 0, outcome: 'skipped' });
    files.dropOpen('b');
    expect(files.counts('b')).toMatchObject({ open: 0, outcomes: { failed: 1, skipped: 1 } });
    expect(files.failures({ limit: 9 })).toMatchObject([{ reason: 'corrupt', message: 'No.' }]);
  });

  it('leaves failures of a job that is not finished where they are', () => {
    const jobs = createJobStore(db);
    const { jobId } = jobs.create(['/'], { textOnly: true });
    files.seen(jobId, [file('/1')]);
    failAs(jobId);
    expect(files.countRetryable(null)).toBe(0);
    expect(files.retry('b', null)).toBe(0);
    db.prepare("UPDATE jobs SET state = 'completed'").run();
    expect(files.countRetryable('encrypted')).toBe(0);
    expect(files.countRetryable(null)).toBe(1);
    expect(files.retry('b', null)).toBe(1);
  });

  describe('of which some could not be looked at', () => {
    const denied = (path: string): Failure => ({ path, reason: 'no_permission', message: 'No.' });
    const failedPaths = () => files.failures({ limit: 9 }).map((failure) => failure.path);

    it('counts each once a job', () => {
      expect(files.seenUnreadable('a', denied('/f/1'))).toBe(true);
      expect(files.seenUnreadable('a', denied('/f/1'))).toBe(false);
      expect(files.seenUnreadable('b', denied('/f/1'))).toBe(true);
      expect(files.counts('b')).toMatchObject({ found: 1, outcomes: { failed: 1 } });
    });

    it('leaves what the same job has met to its reader', () => {
      files.seen('a', [file('/f/1')]);
      expect(files.seenUnreadable('a', denied('/f/1'))).toBe(false);
      expect(files.lease('a', 1)).toHaveLength(1);
    });

    it('takes the next sighting of such a file for a change', () => {
      files.seen('a', [file('/f/1')]);
      settleAll('a');
      files.seenUnreadable('b', denied('/f/1'));
      expect(files.seen('c', [file('/f/1')])).toBe(0);
      expect(files.lease('c', 1)).toMatchObject([{ path: '/f/1' }]);
    });

    it('forgets those that a later scan of their folder does not meet any more', () => {
      for (const path of ['/f', '/f/1', '/f/2', '/fg', '/g/3']) files.seenUnreadable('a', denied(path));
      files.seenUnreadable('b', denied('/f/2'));
      files.endScan('b', '/f', '/');
      expect(failedPaths()).toEqual(['/f/2', '/fg', '/g/3']);
      files.endScan('c', '/', '/');
      expect(failedPaths()).toEqual([]);
    });

    it('keeps the document of such a file, without the failure, and failures of what was read', () => {
      db.prepare("INSERT INTO candidates VALUES ('c', 'Ana')").run();
      db.prepare(
        `INSERT INTO documents (document_id, sha256, candidate_id, format, size_bytes, created_at)
         VALUES ('d', 'd', 'c', 'txt', 1, 0)`,
      ).run();
      files.seen('a', [file('/f/1'), file('/f/2')]);
      const [first, second] = files.lease('a', 2);
      files.settle({ fileNo: first?.fileNo ?? 0, outcome: 'indexed', docNo: 1 });
      files.settle({ fileNo: second?.fileNo ?? 0, outcome: 'failed', reason: 'corrupt', message: 'No.' });
      files.seenUnreadable('b', denied('/f/1'));
      expect(failedPaths()).toEqual(['/f/1', '/f/2']);
      files.endScan('c', '/f', '/');
      expect(failedPaths()).toEqual(['/f/2']);
      expect(files.othersOf(1, 0)).toMatchObject([{ path: '/f/1' }]);
    });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { migrate, openDatabase } from './database.ts';
import { lockDataFolder } from './lock.ts';

const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return AppError.from(error).code;
  }
  return 'nothing thrown';
};

describe('a data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cvi-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps what was written when it is opened again', () => {
    const first = openDatabase(folder);
    first.prepare(`INSERT INTO settings VALUES ('a', '1')`).run();
    first.close();
    const second = openDatabase(folder);
    expect(second.prepare('SELECT * FROM settings').all()).toEqual([{ key: 'a', value: '1' }]);
    second.close();
  });

  it('applies a migration once, whole or not at all', () => {
    const db = openDatabase(null);
    const had = db.pragma('user_version', { simple: true }) as number;
    const before: string[] = Array.from({ length: had }, () => '');
    const broken = 'CREATE TABLE half (a); CREATE TABLE half (a);';
    expect(() => migrate(db, [...before, broken])).toThrow();
    migrate(db, [...before, 'CREATE TABLE half (a)']);
    migrate(db, [...before, 'CREATE TABLE half (a)']);
    expect(db.pragma('user_version', { simple: true })).toBe(had + 1);
    db.close();
  });

  it('refuses a database of a newer version', () => {
    const db = openDatabase(folder);
    db.pragma('user_version = 999');
    db.close();
    expect(codeOf(() => openDatabase(folder))).toBe('conflict');
  });

  it('says that a damaged database is damaged', () => {
    writeFileSync(join(folder, 'cvi.db'), 'this is no database, whatever its name says'.repeat(100));
    expect(codeOf(() => openDatabase(folder))).toBe('conflict');
  });

  it('is locked for a second user, who is told who the first is', () => {
    const first = lockDataFolder(folder, 'cvi ingest');
    expect(() => lockDataFolder(folder, 'cvi search')).toThrow(/cvi ingest, process \d+/);
    expect(codeOf(() => lockDataFolder(folder, 'cvi search'))).toBe('in_use');
    first.release();
    lockDataFolder(folder, 'cvi search').release();
  });
});

import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { ledger } from './migrations/0001-ledger.ts';
import { engineTables } from './migrations/0002-engine.ts';
import { engines } from './migrations/0003-engines.ts';
import { claims } from './migrations/0004-claims.ts';
import { wordedWhole } from './migrations/0005-worded.ts';

/** The only importer of better-sqlite3; everything else uses these types. */
export type Db = Database.Database;
export type Statement<P extends unknown[] = unknown[], R = unknown> = Database.Statement<P, R>;

/** In order; a database's user_version is how many of them it has had. Never edited once released. */
const MIGRATIONS: readonly string[] = [ledger, engineTables, engines, claims, wordedWhole];

/** Opens (or makes) the database file of a data folder; `dataDir` null is the in-memory mode. */
export function openDatabase(dataDir: string | null): Db {
  try {
    const db = new Database(dataDir === null ? ':memory:' : join(dataDir, 'cvi.db'));
    db.pragma('journal_mode = WAL');
    // NORMAL in WAL keeps the file consistent over a power loss; the last commits may be lost, in order, and are redone.
    db.pragma('synchronous = NORMAL');
    db.pragma('busy_timeout = 5000');
    // Small, and no memory map: an intake's memory must not grow with the index. The system's page cache serves reads.
    db.pragma('cache_size = -16384');
    db.pragma('temp_store = MEMORY');
    // Making a table anew would remove what refers to it.
    db.pragma('foreign_keys = OFF');
    migrate(db, MIGRATIONS);
    db.pragma('foreign_keys = ON');
    return db;
  } catch (error) {
    throw databaseError(error);
  }
}

/** Applies the migrations that the database has not had, each in a transaction of its own. */
export function migrate(db: Db, migrations: readonly string[]): void {
  const had = db.pragma('user_version', { simple: true }) as number;
  if (had > migrations.length) {
    throw new AppError('conflict', 'This data folder was written by a newer version of CV Intelligence.');
  }
  migrations.slice(had).forEach((sql, index) => {
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${had + index + 1}`);
    })();
  });
}

/** Runs work in one transaction; its errors come in the application's words. */
export function inTransaction<T>(db: Db, work: () => T): T {
  try {
    return db.transaction(work).immediate();
  } catch (error) {
    throw databaseError(error);
  }
}

/** SQLite's own errors in the words and codes of the application. */
export function databaseError(error: unknown): AppError {
  const code = (error as { code?: string }).code ?? '';
  if (error instanceof AppError) return error;
  if (code === 'SQLITE_FULL') return new AppError('disk_full', 'The disk is full.', { cause: error });
  if (code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY' || code.startsWith('SQLITE_IOERR')) {
    return new AppError('permission', 'The data folder can’t be written.', { cause: error });
  }
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB') {
    return new AppError('conflict', 'The data folder’s database is damaged.', { cause: error });
  }
  return AppError.from(error);
}

/**
 * Locks a file for the life of this process (or until release), across processes; null when another has it.
 * SQLite's own exclusive lock is used because it is one on every platform and dies with its process.
 */
export function holdExclusively(file: string): { release(): void } | null {
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null;
    throw databaseError(error);
  }
  return { release: () => db.close() };
}

import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { type Db, openDatabase } from './database.ts';
import { lockDataFolder } from './lock.ts';

export interface DataFolder {
  db: Db;
  close(): void;
}

/** Claims a data folder and opens its database; null is the in-memory mode, which needs neither. */
export function openDataFolder(dataDir: string | null, command: string): DataFolder {
  if (dataDir === null) {
    const db = openDatabase(null);
    return { db, close: () => db.close() };
  }
  makeFolder(dataDir);
  const lock = lockDataFolder(dataDir, command);
  try {
    const db = openDatabase(dataDir);
    return {
      db,
      close() {
        db.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AppError('permission', 'The data folder can’t be made there.', { cause: error });
  }
}

/** Bytes of the files in the data folder. */
export function folderSize(dataDir: string | null): number {
  if (dataDir === null) return 0;
  return readdirSync(dataDir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) => sum + (statSync(join(dataDir, entry.name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}

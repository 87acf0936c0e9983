import { basename } from 'node:path';
import { watch } from 'chokidar';
import type { Db } from '../store/database.ts';
import { isLitter } from './scan.ts';

/** Folders whose changes are taken in by themselves; remembered over restarts. */
export interface Watcher {
  add(folder: string): void;
  remove(folder: string): Promise<void>;
  list(): { path: string; addedAt: number }[];
  /** Watches all remembered folders and has each looked through once for what changed meanwhile. */
  resume(): void;
  close(): Promise<void>;
}

export interface WatcherDeps {
  db: Db;
  /** A folder has changed and is quiet again. */
  onChange(folder: string): void;
  exclude: string | null;
}

/** A copy of many files ends in one look, not in thousands. */
const QUIET_MS = 1500;

export function createWatcher(deps: WatcherDeps): Watcher {
  const open = new Map<string, { close(): Promise<void> }>();
  const timers = new Map<string, NodeJS.Timeout>();

  function begin(folder: string): void {
    if (open.has(folder)) return;
    const watcher = watch(folder, {
      ignoreInitial: true,
      followSymlinks: false,
      ignored: (path) => path === deps.exclude || (path !== folder && isLitter(basename(path))),
    });
    const changed = () => {
      clearTimeout(timers.get(folder));
      timers.set(
        folder,
        setTimeout(() => deps.onChange(folder), QUIET_MS),
      );
    };
    for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, changed);
    // A folder that can't be watched (limits of the system) is still looked through at each start.
    watcher.on('error', () => {});
    open.set(folder, watcher);
  }

  const list = () =>
    deps.db
      .prepare<[], { path: string; addedAt: number }>(
        'SELECT path, added_at AS addedAt FROM watched_folders ORDER BY path',
      )
      .all();

  return {
    add(folder) {
      deps.db.prepare('INSERT OR IGNORE INTO watched_folders VALUES (?, ?)').run(folder, Date.now());
      begin(folder);
    },
    async remove(folder) {
      deps.db.prepare('DELETE FROM watched_folders WHERE path = ?').run(folder);
      clearTimeout(timers.get(folder));
      const watcher = open.get(folder);
      open.delete(folder);
      await watcher?.close();
    },
    list,
    resume() {
      for (const { path } of list()) {
        begin(path);
        deps.onChange(path);
      }
    },
    async close() {
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all([...open.values()].map((watcher) => watcher.close()));
    },
  };
}

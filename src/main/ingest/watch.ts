import type { Db } from '../store/database.ts';
import { lookAtFolder } from './folder-looks.ts';
import { type FolderWatch, watchFolder } from './folder-watch.ts';

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
  const open = new Map<string, FolderWatch>();
  const timers = new Map<string, NodeJS.Timeout>();

  function begin(folder: string): void {
    if (open.has(folder)) return;
    const { exclude } = deps;
    const onEvent = () => {
      clearTimeout(timers.get(folder));
      const tell = () => {
        timers.delete(folder);
        deps.onChange(folder);
      };
      timers.set(folder, setTimeout(tell, QUIET_MS));
    };
    const onLost = () => open.set(folder, lookAtFolder(folder, { exclude, onEvent }));
    open.set(folder, watchFolder(folder, { exclude, onEvent, onLost }));
  }

  function end(folder: string): void {
    clearTimeout(timers.get(folder));
    timers.delete(folder);
    open.get(folder)?.close();
    open.delete(folder);
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
      end(folder);
    },
    list,
    resume() {
      for (const { path } of list()) {
        begin(path);
        deps.onChange(path);
      }
    },
    async close() {
      for (const folder of [...open.keys()]) end(folder);
    },
  };
}

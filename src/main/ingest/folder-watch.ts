import { type FSWatcher, type Stats, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { foldersIn, isLitter } from './scan.ts';

export interface FolderWatch {
  close(): void;
}

export interface FolderWatchOptions {
  /** A folder whose changes are of no interest: the application's own data. */
  exclude: string | null;
  /** Something in the folder may have changed; called often. */
  onEvent(): void;
  /** The folder can't be watched any more (it is gone, or the system refuses); the watch is closed. */
  onLost(): void;
}

/** About 3 KB each, and systems allow some 8000 for a person. */
const MOST_FOLDERS = 5000;

/**
 * Watches one folder and all below it. Where the system watches a whole tree by itself the cost is
 * the same whatever is in it; elsewhere (Linux) every folder is watched, never a file: memory grows
 * with the folders, up to a bound. Watching files (chokidar) took 180 bytes for each, 90 MB for 500,000.
 */
export function watchFolder(
  folder: string,
  options: FolderWatchOptions,
  wholeTree = process.platform === 'darwin' || process.platform === 'win32',
): FolderWatch {
  return wholeTree ? watchTree(folder, options) : watchEachFolder(folder, options);
}

function watchTree(folder: string, options: FolderWatchOptions): FolderWatch {
  let tree: FSWatcher | null = null;
  let closed = false;
  const close = () => {
    closed = true;
    tree?.close();
  };
  const lose = () => {
    if (closed) return;
    close();
    options.onLost();
  };

  const onEvent = (event: string, name: string | null) => {
    const path = name === null ? folder : join(folder, name);
    if (isIn(path, options.exclude) || name?.split(sep).some(isLitter)) return;
    void look(path, event);
  };
  async function look(path: string, event: string): Promise<void> {
    // Folders are told to have changed when they were only read.
    const isChange = event === 'rename' || !(await findStats(path))?.isDirectory();
    if (isChange && !closed) options.onEvent();
    if (event === 'rename' && !(await findStats(folder))) lose();
  }

  try {
    tree = watch(folder, { recursive: true }, onEvent).on('error', lose);
    // Not every system says so of a folder that is not there.
    void findStats(folder).then((found) => found ?? lose());
  } catch {
    // After the caller has what is returned here.
    queueMicrotask(lose);
  }
  return { close };
}

function watchEachFolder(folder: string, options: FolderWatchOptions): FolderWatch {
  const open = new Map<string, FSWatcher>();
  const stop = new AbortController();
  const since = Date.now();

  function close(): void {
    stop.abort();
    for (const watcher of open.values()) watcher.close();
    open.clear();
  }

  function lose(): void {
    if (stop.signal.aborted) return;
    close();
    options.onLost();
  }

  /** Watches a folder and those below it; one that is gone or closed to us can't be read either. */
  async function add(path: string): Promise<void> {
    if (stop.signal.aborted || open.has(path) || path === options.exclude) return;
    if (open.size >= MOST_FOLDERS) return lose();
    try {
      const watcher = watch(path, (event, name) => onEvent(path, event, name));
      open.set(
        path,
        watcher.on('error', () => (path === folder ? lose() : drop(path))),
      );
      // Changed while the folders before it were opened.
      if ((await stat(path)).mtimeMs >= since) options.onEvent();
      for await (const below of foldersIn(path, { signal: stop.signal })) await add(below);
    } catch (error) {
      if (isRefusal(error) || path === folder) lose();
    }
  }

  function onEvent(parent: string, event: string, name: string | null): void {
    const path = name === null ? parent : join(parent, name);
    if (path === options.exclude || (name !== null && isLitter(name))) return;
    options.onEvent();
    if (event === 'rename') void follow(parent, path);
  }

  /** Something came, went or was moved; a folder takes its watch with it. */
  async function follow(parent: string, path: string): Promise<void> {
    const found = await findStats(path);
    if (found?.isDirectory()) await add(path);
    else if (!found) drop(path);
    if (parent === folder && !(await findStats(folder))) lose();
  }

  function drop(path: string): void {
    if (!open.has(path)) return;
    for (const [other, watcher] of open) {
      if (!isIn(other, path)) continue;
      watcher.close();
      open.delete(other);
    }
  }

  queueMicrotask(() => void add(folder));
  return { close };
}

function findStats(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}

/** The system has no more watches to give. */
function isRefusal(error: unknown): boolean {
  return ['ENOSPC', 'EMFILE', 'ENFILE'].includes((error as { code?: string }).code ?? '');
}

function isIn(path: string, folder: string | null): boolean {
  return folder !== null && (path === folder || path.startsWith(folder + sep));
}

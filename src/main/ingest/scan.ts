import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { Failure } from '../../shared/model.ts';
import type { SeenFile } from '../store/files.ts';

export type Sighting = { kind: 'file'; file: SeenFile } | { kind: 'unreadable'; failure: Failure };

export interface ScanOptions {
  /** A folder never entered: the application's own data. */
  exclude?: string | null;
  signal?: AbortSignal | undefined;
}

/**
 * Walks folders (or single files) and yields every file once, in no promised order, one at a time:
 * memory is bounded by the depth, not by the count of files or folders. Links to folders are not
 * followed (loops); hidden files and the systems' and editors' own litter are not documents, and
 * neither are pipes, sockets and devices. A folder that can't be read to its end is one sighting.
 */
export async function* scan(roots: string[], options: ScanOptions = {}): AsyncGenerator<Sighting> {
  for (const root of withoutNested(roots.map((path) => resolve(path)))) {
    const seen = await look(root);
    if (seen.kind === 'folder') yield* walk(root, options);
    else if (seen.kind !== 'other') yield seen;
  }
}

async function* walk(folder: string, options: ScanOptions): AsyncGenerator<Sighting> {
  if (options.exclude && folder === options.exclude) return;
  const inside = { folders: false };
  try {
    yield* filesIn(folder, options, inside);
    // Read a second time instead of remembered: a folder may hold half a million folders.
    if (inside.folders) for await (const path of foldersIn(folder, options)) yield* walk(path, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    yield unreadable(folder, error);
  }
}

async function* filesIn(
  folder: string,
  options: ScanOptions,
  inside: { folders: boolean },
): AsyncGenerator<Sighting> {
  for await (const entry of entriesOf(folder, options)) {
    if (entry.isDirectory()) inside.folders = true;
    else if (entry.isFile() || entry.isSymbolicLink()) {
      const seen = await look(join(folder, entry.name));
      if (seen.kind !== 'folder' && seen.kind !== 'other') yield seen;
    }
  }
}

/** The folders right in a folder, as they are met. */
export async function* foldersIn(folder: string, options: ScanOptions): AsyncGenerator<string> {
  for await (const entry of entriesOf(folder, options)) {
    if (entry.isDirectory()) yield join(folder, entry.name);
  }
}

async function* entriesOf(folder: string, { signal }: ScanOptions): AsyncGenerator<Dirent> {
  for await (const entry of await opendir(folder, { bufferSize: 256 })) {
    signal?.throwIfAborted();
    if (!isLitter(entry.name)) yield entry;
  }
}

async function look(path: string): Promise<Sighting | { kind: 'folder' } | { kind: 'other' }> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { kind: 'folder' };
    // Opening a pipe waits for its other end, for ever perhaps.
    if (!found.isFile()) return { kind: 'other' };
    return { kind: 'file', file: { path, sizeBytes: found.size, mtimeMs: Math.floor(found.mtimeMs) } };
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): Sighting {
  const denied = ['EACCES', 'EPERM'].includes((error as { code?: string }).code ?? '');
  return {
    kind: 'unreadable',
    failure: denied
      ? { path, reason: 'no_permission', message: 'There is no permission to read this.' }
      : { path, reason: 'vanished', message: 'This could not be opened; it may have been moved or deleted.' },
  };
}

const LITTER = new Set(['thumbs.db', 'desktop.ini', '__macosx']);

/** Hidden files, lock files of open documents, and folder decoration. */
export function isLitter(name: string): boolean {
  return name.startsWith('.') || name.startsWith('~$') || LITTER.has(name.toLowerCase());
}

/** Roots that lie in another root would be met twice. */
export function withoutNested(roots: string[]): string[] {
  const unique = [...new Set(roots)].sort();
  return unique.filter(
    (path) =>
      !unique.some((other) => other !== path && path.startsWith(other.endsWith(sep) ? other : other + sep)),
  );
}

/** What a candidate is called until a name is found: the file's name without its ending. */
export function nameFromPath(path: string): string {
  return basename(path).replace(/\.[A-Za-z0-9]{1,5}$/, '');
}

import type { Dirent } from 'node:fs';
import { access, opendir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { FolderListing } from '../../shared/answers.ts';
import type { Handlers } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';

export interface FolderDeps {
  /** The native dialog; null where there is none or it was dismissed. */
  pickFolder(): Promise<string | null>;
  /** The folder of invented CVs that comes with the application. */
  sampleDir: string;
}

type FolderCommand = 'folders.browse' | 'folders.pick' | 'folders.sample';

export function createFolderCommands({ pickFolder, sampleDir }: FolderDeps): Pick<Handlers, FolderCommand> {
  return {
    'folders.browse': ({ path }, { signal }) => browse(toAbsolute(path), signal),
    'folders.pick': async () => {
      const path = await pickFolder();
      return path === null ? null : { path };
    },
    'folders.sample': async () => {
      await access(sampleDir).catch(() => {
        throw new AppError('not_found', 'The sample folder is not part of this installation.');
      });
      return { path: sampleDir };
    },
  };
}

/** `~` is the home folder, as people type it; anything relative would depend on where the host was started. */
function toAbsolute(path: string | undefined): string {
  const typed = path?.trim() || '~';
  const home = typed === '~' || typed.startsWith('~/') || typed.startsWith('~\\');
  const full = home ? join(homedir(), typed.slice(1)) : typed;
  if (!isAbsolute(full))
    throw new AppError('invalid_input', 'Type the whole path of the folder, from its root.');
  return resolve(full);
}

/** Hidden folders are left out; links to folders are shown, as people keep CVs behind them. */
async function browse(path: string, signal: AbortSignal): Promise<FolderListing> {
  try {
    const folders: FolderListing['folders'] = [];
    let files = 0;
    for await (const entry of await opendir(path)) {
      signal.throwIfAborted();
      const kind = await kindOf(path, entry);
      if (kind === 'file') files += 1;
      if (kind !== 'folder' || entry.name.startsWith('.')) continue;
      folders.push({ name: entry.name, path: join(path, entry.name) });
    }
    folders.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' }));
    const parent = dirname(path);
    return { path, parent: parent === path ? null : parent, folders, files };
  } catch (error) {
    throw folderError(error);
  }
}

async function kindOf(path: string, entry: Dirent): Promise<'file' | 'folder' | 'other'> {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (!entry.isSymbolicLink()) return 'other';
  const target = await stat(join(path, entry.name)).catch(() => null);
  if (target?.isDirectory()) return 'folder';
  return target?.isFile() ? 'file' : 'other';
}

function folderError(error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return new AppError('not_found', 'There is no such folder.', { cause: error });
  if (code === 'ENOTDIR') return new AppError('not_found', 'That is a file, not a folder.', { cause: error });
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('permission', 'This folder may not be read by you.', { cause: error });
  }
  return AppError.from(error);
}

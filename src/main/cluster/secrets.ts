import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';

/** API keys and the like, by name. They are never part of the settings, a log or a command line. */
export interface SecretStore {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
  /** How they are kept, in a sentence for the admin. */
  describe(): string;
}

/** The system's key store, e.g. Electron's safeStorage. */
export interface Sealer {
  /** False where the system has no key store, or one that protects nothing. */
  available(): boolean;
  seal(text: string): Buffer;
  open(sealed: Buffer): string;
}

const KEY_BYTES = 32;

/** A key that nobody guesses: 256 bits, 43 characters that are safe in any header, file or shell. */
export function generateApiKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/** Gone with the process, for the mode without a data folder. */
export function createMemorySecrets(): SecretStore {
  const values = new Map<string, string>();
  return {
    get: (name) => values.get(name) ?? null,
    set: (name, value) => void values.set(name, value),
    remove: (name) => void values.delete(name),
    describe: () => 'Keys are kept in memory only and are gone when the application closes.',
  };
}

/** `secrets.json` in the data folder, for the user who runs the application alone to read. */
export function createFileSecrets(dataDir: string): SecretStore {
  return createStore(join(dataDir, 'secrets.json'), null);
}

/** Sealed by the system's key store; where there is none, like createFileSecrets, and said so. */
export function createSealedSecrets(sealer: Sealer, file: string): SecretStore {
  return createStore(file, sealer);
}

const entry = z.union([z.object({ sealed: z.base64() }), z.object({ plain: z.string() })]);
const fileSchema = z.record(z.string(), entry);
type Entries = z.infer<typeof fileSchema>;

function createStore(file: string, sealer: Sealer | null): SecretStore {
  const sealing = () => sealer?.available() ?? false;

  function closed(value: string): Entries[string] {
    return sealer && sealing() ? { sealed: sealer.seal(value).toString('base64') } : { plain: value };
  }

  function open(sealed: string): string {
    try {
      if (sealer && sealing()) return sealer.open(Buffer.from(sealed, 'base64'));
    } catch (error) {
      throw sealedError(error);
    }
    throw sealedError(undefined);
  }

  return {
    get(name) {
      const entries = readEntries(file);
      const found = Object.hasOwn(entries, name) ? entries[name] : undefined;
      if (!found) return null;
      if ('sealed' in found) return open(found.sealed);
      // Kept plain while there was no key store; there is one now.
      if (sealing()) writeEntries(file, { ...entries, [name]: closed(found.plain) });
      return found.plain;
    },
    set: (name, value) => writeEntries(file, { ...readEntries(file), [name]: closed(value) }),
    remove(name) {
      const { [name]: removed, ...rest } = readEntries(file);
      if (removed) writeEntries(file, rest);
    },
    describe() {
      if (sealing()) return 'Keys are encrypted by the key store of the system.';
      const place = 'kept in a file that only this user can read.';
      return sealer ? `The system has no key store, so keys are ${place}` : `Keys are ${place}`;
    },
  };
}

const sealedError = (cause: unknown) =>
  new AppError(
    'permission',
    'The key is sealed by a key store that can’t be opened here, so it has to be entered again.',
    { cause },
  );

function readEntries(file: string): Entries {
  try {
    tighten(file);
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new AppError('internal', 'The file of stored keys can’t be read.', { cause: error });
  }
}

/** A copy or a backup may have come back readable for all. Windows has no such bits. */
function tighten(file: string): void {
  if (process.platform !== 'win32' && statSync(file).mode & 0o077) chmodSync(file, 0o600);
}

function writeEntries(file: string, entries: Entries): void {
  const next = `${file}.${process.pid}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // One that is left of a crash may have other rights, which writing would keep.
    rmSync(next, { force: true });
    writeFileSync(next, JSON.stringify(entries), { mode: 0o600, flag: 'wx', flush: true });
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw new AppError('internal', 'The file of stored keys can’t be written.', { cause: error });
  }
}

/** Where the keys of a data folder are kept: the system's own place for secrets, else a file of its owner. */
export function openSecrets(dataDir: string | null, sealer: Sealer | null): SecretStore {
  if (dataDir === null) return createMemorySecrets();
  return sealer ? createSealedSecrets(sealer, join(dataDir, 'secrets.sealed')) : createFileSecrets(dataDir);
}

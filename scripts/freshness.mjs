import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build is made from; a folder means all that is in it. */
const BUILD_INPUTS = [
  'src',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];
/** What a complete build has. */
const BUILD_OUTPUTS = ['main/cli.js', 'main/server.js', 'renderer/index.html'];

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its own record there last, so an
 * interrupted install counts as none. Where the lock file is newer than the record, the two are compared.
 * @param {string} root
 */
export function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (!existsSync(record)) return false;
  return statSync(record).mtimeMs >= statSync(lock).mtimeMs || recordMatches(record, lock);
}

/** @param {string} record @param {string} lock */
function recordMatches(record, lock) {
  const installed = packagesOf(record);
  return Object.entries(packagesOf(lock)).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    // Optional packages are there only on the platforms they are for.
    return found === undefined ? wanted.optional === true : found.version === wanted.version;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
}

/**
 * A fingerprint of all that the build is made from, by path, size and time of change: an edited, added,
 * removed or older file changes it. About 2 ms for 200 files.
 * @param {string} root
 */
export function sourceFingerprint(root) {
  const hash = createHash('sha256');
  for (const input of BUILD_INPUTS) addToFingerprint(hash, root, input);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} root @param {string} path */
function addToFingerprint(hash, root, path) {
  const stats = statSync(join(root, path));
  if (stats.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) addToFingerprint(hash, root, `${path}/${name}`);
    return;
  }
  if (path.includes('.test.')) return;
  hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
}

/** @param {string} root */
export function stampPath(root) {
  return join(root, 'out', '.built-from');
}

/** @param {string} root @param {string} fingerprint */
export function isBuilt(root, fingerprint) {
  if (!existsSync(stampPath(root)) || readFileSync(stampPath(root), 'utf8') !== fingerprint) return false;
  return BUILD_OUTPUTS.every((path) => existsSync(join(root, 'out', path)));
}

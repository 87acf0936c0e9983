import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt, isInstalled, sourceFingerprint, stampPath } from './freshness.mjs';
import { findNode } from './node-24.mjs';
import { withLock } from './one-at-a-time.mjs';

/**
 * Installs and builds what is missing or older than its sources; without anything to do it takes a few
 * milliseconds. Throws an Error with a sentence for a person.
 * @param {{ root: string, say: (line: string) => void, quiet?: boolean }} options
 *   `quiet` keeps stdout free: what npm and the build print is shown on stderr, and only if they fail.
 * @returns {Promise<string>} the Node to run the application with
 */
export async function prepare({ root, say, quiet = false }) {
  if (!isReady(root)) {
    await withLock(root, say, () => {
      if (!isInstalled(root)) install(root, say, quiet);
      const fingerprint = sourceFingerprint(root);
      if (!isBuilt(root, fingerprint)) build({ root, say, quiet, fingerprint });
    });
  }
  return findNode(root);
}

/** @param {string} root */
function isReady(root) {
  return isInstalled(root) && isBuilt(root, sourceFingerprint(root));
}

/** @param {string} root @param {(line: string) => void} say @param {boolean} quiet */
function install(root, say, quiet) {
  say('Installing packages (npm ci) ...');
  // Development packages too, whatever the environment says: they are what builds.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional'];
  const npm = process.env['npm_execpath'];
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  // npm runs on the Node that came with it: the project's own is among what it replaces.
  const result = run(command, [...first, ...args], {
    root,
    quiet,
    shell: process.platform === 'win32' && !npm,
  });
  if (result !== 0) throw new Error(`The packages could not be installed: npm ci ended with ${result}.`);
}

/** @param {{ root: string, say: (line: string) => void, quiet: boolean, fingerprint: string }} options */
function build({ root, say, quiet, fingerprint }) {
  say('Building ...');
  // Gone while it is half done, so that an interrupted build is done again.
  rmSync(stampPath(root), { force: true });
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const result = run(findNode(root), [vite, 'build', '--logLevel', 'warn'], { root, quiet, shell: false });
  if (result !== 0) throw new Error(`The build failed: electron-vite ended with ${result}.`);
  writeFileSync(stampPath(root), fingerprint);
}

/**
 * @param {string} command @param {string[]} args
 * @param {{ root: string, quiet: boolean, shell: boolean }} options
 * @returns {number | string} exit code, or the signal or error in words
 */
function run(command, args, { root, quiet, shell }) {
  const stdio = quiet ? 'pipe' : 'inherit';
  const result = spawnSync(command, args, { cwd: root, shell, stdio: ['ignore', stdio, stdio] });
  const outcome = result.status ?? result.signal ?? result.error?.message ?? 'no exit code';
  if (quiet && outcome !== 0) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  return outcome;
}

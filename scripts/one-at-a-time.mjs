import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 200;

/**
 * Runs `work` while no other process prepares the same checkout; waits for one that does.
 * @param {string} root @param {(line: string) => void} say @param {() => void} work
 */
export async function withLock(root, say, work) {
  const path = join(root, 'out', '.preparing');
  mkdirSync(join(root, 'out'), { recursive: true });
  for (let told = false; !take(path); told = true) {
    if (!told) say('Another process is installing or building here; waiting for it ...');
    await wait(POLL_MS);
  }
  try {
    work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  if (!ownerLives(path)) rmSync(path, { force: true });
  return false;
}

/** A process that was killed leaves its lock behind. @param {string} path */
function ownerLives(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // Empty: taken just now, its owner has not written its number yet.
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

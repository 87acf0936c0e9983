import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { memoryEnv } from './memory-env.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in this one's place: its input and output, its signals, its exit code.
 * @param {string} command @param {string[]} args
 * @param {{ dieTogether?: boolean, env?: NodeJS.ProcessEnv }} [options] `dieTogether` (Node programs only): killing
 *   this process with SIGKILL, which can't be passed on, ends the child as well.
 * @returns {Promise<number>}
 */
export function runChild(command, args, { dieTogether = false, env = process.env } = {}) {
  const wrapper = fileURLToPath(new URL('./die-with-parent.mjs', import.meta.url));
  const child = spawn(command, dieTogether ? [wrapper, ...args] : args, {
    stdio: ['inherit', 'inherit', 'inherit', ...(dieTogether ? /** @type {const} */ (['pipe']) : [])],
    env: dieTogether ? memoryEnv(env) : env,
  });
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // The terminal gives Ctrl-C to everyone in the foreground: the child has had it, and npm repeats it to us.
      if (signal === 'SIGINT' && isInForeground()) return;
      child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** Whether this process belongs to the group that its terminal's keys go to. */
function isInForeground() {
  try {
    // After the name in brackets: state, parent, group, session, terminal, the terminal's foreground group.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').pop()?.split(' ') ?? [];
    return fields[2] === fields[5];
  } catch {
    return process.stdin.isTTY === true;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { isAlive, memoryKills, processIdentity } from './identity.ts';

/** How a process ended; nulls for one that this process did not start. */
export interface Ending {
  exitCode: number | null;
  signal: string | null;
  /** The kernel killed it for want of memory. */
  outOfMemory: boolean;
}

export interface ServerProcess {
  readonly pid: number;
  readonly identity: string | null;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly ended: Promise<Ending>;
  signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Stops watching it; it goes on, and `ended` may never settle. */
  release(): void;
}

export interface ServerCommand {
  binPath: string;
  words: readonly string[];
  folder: string;
  environment: NodeJS.ProcessEnv;
  /** What it prints is added to this file. */
  log: string;
}

const WATCH_MS = 500;

/** Starts a process that outlives this one. Rejects with the system's error when it can't be started. */
export async function spawnServer(command: ServerCommand): Promise<ServerProcess> {
  const killsBefore = await memoryKills();
  const startedAt = Date.now();
  const child = await spawnDetached(command);
  const pid = child.pid ?? 0;
  const ended = Promise.withResolvers<Ending>();
  const onExit = async (exitCode: number | null, signal: string | null) => {
    const kills = signal === 'SIGKILL' ? await memoryKills() : null;
    const outOfMemory = kills !== null && killsBefore !== null && kills > killsBefore;
    ended.resolve({ exitCode, signal, outOfMemory });
  };
  child.once('exit', onExit);
  return {
    pid,
    identity: await processIdentity(pid),
    startedAt,
    ended: ended.promise,
    signal: async (name) => void child.kill(name),
    release: () => void child.off('exit', onExit),
  };
}

async function spawnDetached(command: ServerCommand): Promise<ChildProcess> {
  const log = openSync(command.log, 'a', 0o600);
  try {
    const child = spawn(command.binPath, command.words, {
      cwd: command.folder,
      env: command.environment,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log],
    });
    await once(child, 'spawn');
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** A process that another run of the application started. */
export function adoptProcess(found: {
  pid: number;
  identity: string | null;
  startedAt: number;
}): ServerProcess {
  const { pid, identity } = found;
  const ended = Promise.withResolvers<Ending>();
  const look = async () => {
    if (await isAlive(pid, identity)) return;
    clearInterval(timer);
    ended.resolve({ exitCode: null, signal: null, outOfMemory: false });
  };
  const timer = setInterval(() => void look(), WATCH_MS);
  return {
    ...found,
    ended: ended.promise,
    async signal(name) {
      // Asked again, as the number may be another process's by now.
      if (identity === null || (await processIdentity(pid)) !== identity) return;
      try {
        process.kill(pid, name);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
    release: () => clearInterval(timer),
  };
}

/** Asks it to end, kills it when it has not after the grace time; whether it had to be killed. */
export async function terminate(server: ServerProcess, graceMs: number): Promise<boolean> {
  await server.signal('SIGTERM');
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), graceMs);
  const first = await Promise.race([server.ended, late.promise]);
  clearTimeout(timer);
  if (first !== 'late') return false;
  await server.signal('SIGKILL');
  await server.ended;
  return true;
}

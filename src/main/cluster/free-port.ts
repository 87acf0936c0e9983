import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';

const HIGHEST_PORT = 65_535;
/** So many are tried after the wanted one. */
const TRIES = 500;

/** The wanted TCP port of 127.0.0.1 or the next free one, leaving some out; null when none is free. */
export async function freePort(wanted: number, except: readonly number[] = []): Promise<number | null> {
  const last = Math.min(wanted + TRIES, HIGHEST_PORT);
  for (let port = wanted; port <= last; port += 1) {
    if (!except.includes(port) && (await isFree(port))) return port;
  }
  return null;
}

/** Also false for a port that this user may not open. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

export interface Listener {
  pid: number;
  /** The program's name, as the system shortens it. */
  name: string;
}

/** Who listens on a TCP port; null where that can't be told (not Linux, or another user's process). */
export async function listenerOf(port: number): Promise<Listener | null> {
  const sockets = await listeningSockets(port);
  if (sockets.size === 0) return null;
  for (const pid of await processIds()) {
    if (await holdsOne(pid, sockets)) return { pid, name: await nameOf(pid) };
  }
  return null;
}

/** Lines of /proc/net/tcp: number, own address, other's address, state, ..., inode as the tenth. */
async function listeningSockets(port: number): Promise<Set<string>> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = tables.flatMap((table) => table.split('\n')).map((line) => line.trim().split(/\s+/));
  const listening = rows.filter((row) => row[1]?.endsWith(ending) && row[3] === '0A');
  return new Set(listening.map((row) => `socket:[${row[9]}]`));
}

async function holdsOne(pid: number, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const descriptor of await readdir(folder).catch(() => [])) {
    const target = await readlink(`${folder}/${descriptor}`).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}

async function nameOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim() || 'a program';
}

/** Of all processes, where the system shows them as folders. */
export async function processIds(): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

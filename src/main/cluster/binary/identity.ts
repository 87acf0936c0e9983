import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { processIds } from '../free-port.ts';

const run = promisify(execFile);
const ASK_TIMEOUT_MS = 5000;

/**
 * What tells a process from a later one that got the same number: when it was started. Null: there
 * is no such process (a dead one that nobody has waited for counts as none), or it can't be told.
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return linuxIdentity(pid);
  const [program, ...words] =
    process.platform === 'win32'
      ? ['powershell.exe', '-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]
      : ['ps', '-o', 'lstart=', '-p', String(pid)];
  const answer = await run(program ?? '', words, { timeout: ASK_TIMEOUT_MS, windowsHide: true }).catch(
    () => null,
  );
  return answer?.stdout.trim() || null;
}

/** Whether the process with this identity lives; cheap enough to be asked twice a second. */
export async function isAlive(pid: number, identity: string | null): Promise<boolean> {
  if (process.platform === 'linux') return identity !== null && (await linuxIdentity(pid)) === identity;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A process that was started with these words in a row among its arguments; Linux only, else null. */
export async function processWithWords(words: readonly string[]): Promise<number | null> {
  const wanted = `\0${words.join('\0')}\0`;
  for (const pid of await processIds()) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(wanted)) return pid;
  }
  return null;
}

/** Memory pages of a process that are in RAM, files it maps among them, in bytes; Linux only. */
export async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** How many processes the kernel has killed for want of memory since it started; Linux only. */
export async function memoryKills(): Promise<number | null> {
  const counters = await readFile('/proc/vmstat', 'utf8').catch(() => '');
  const kills = /^oom_kill (\d+)$/m.exec(counters)?.[1];
  return kills === undefined ? null : Number(kills);
}

async function linuxIdentity(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold anything; after it come the state and, 19 further, the start in ticks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X' || fields[19] === undefined) return null;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()}/${fields[19]}`;
}

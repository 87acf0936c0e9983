import { readdirSync, readFileSync } from 'node:fs';

/**
 * Memory of a process and all below it, in bytes: the proportional share (Pss), so that pages that
 * several share are counted once. Linux only; null elsewhere.
 */
export function treeMemory(rootPid: number): number | null {
  if (process.platform !== 'linux') return null;
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = pid > 0 ? read(`/proc/${pid}/stat`) : '';
    if (stat) parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (pid: number): boolean => pid === rootPid || (pid > 1 && isBelow(parents.get(pid) ?? 0));
  let kilobytes = 0;
  for (const pid of parents.keys()) {
    if (isBelow(pid)) kilobytes += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended meanwhile.
    return '';
  }
}

/** Samples a process tree until stopped; returns the peak. */
export function watchMemory(rootPid: number, everyMs = 200): () => number | null {
  let peak: number | null = null;
  const timer = setInterval(() => {
    const now = treeMemory(rootPid);
    if (now !== null) peak = Math.max(peak ?? 0, now);
  }, everyMs);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

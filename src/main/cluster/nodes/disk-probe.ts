import { randomBytes } from 'node:crypto';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

export interface DiskFacts {
  /** How long it takes until a small write is on the disk; null when it can't be written. */
  writeMs: number | null;
  freeDiskBytes: number | null;
}

const BYTES = 4096;
const WRITES = 3;
/** A look every two seconds would keep a disk from sleeping. */
const KEPT_MS = 60_000;

/** Measures the disk of a folder now and then; never fails. */
export function createDiskProbe(folder: string, now: () => number = Date.now): () => Promise<DiskFacts> {
  let kept: { facts: Promise<DiskFacts>; at: number } | null = null;
  return () => {
    if (!kept || now() - kept.at > KEPT_MS) kept = { facts: measure(folder), at: now() };
    return kept.facts;
  };
}

async function measure(folder: string): Promise<DiskFacts> {
  const free = await statfs(folder).catch(() => null);
  return {
    writeMs: await medianWrite(folder).catch(() => null),
    freeDiskBytes: free && free.bavail * free.bsize,
  };
}

/** The median: one write may have to wait for another program's. */
async function medianWrite(folder: string): Promise<number> {
  const path = join(folder, `.probe-${randomBytes(4).toString('hex')}`);
  const file = await open(path, 'wx', 0o600);
  try {
    const times: number[] = [];
    for (let write = 0; write < WRITES; write += 1) {
      const started = performance.now();
      await file.write(randomBytes(BYTES));
      await file.sync();
      times.push(performance.now() - started);
    }
    return times.sort((a, b) => a - b)[Math.floor(WRITES / 2)] ?? 0;
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FolderWatch } from './folder-watch.ts';
import { type Sighting, scan } from './scan.ts';

export interface FolderLooksOptions {
  exclude: string | null;
  onEvent(): void;
  everyMs?: number;
}

const EVERY_MS = 5 * 60_000;
/** A look at 500,000 files takes a while; looking takes at most a twentieth of the time. */
const REST = 20;
const SUM_BYTES = 6;

/**
 * Looks through a folder that can't be watched (too many folders in it, a drive that is unplugged) from
 * time to time. Only a sum over its files is kept, whatever their number. The first look always
 * tells: what happened before it is not known.
 */
export function lookAtFolder(folder: string, options: FolderLooksOptions): FolderWatch {
  const stop = new AbortController();
  const everyMs = options.everyMs ?? EVERY_MS;

  async function keepLooking(): Promise<void> {
    for (let last: string | null = null; ; ) {
      const startedAt = performance.now();
      const sum = await sumOf(folder, options.exclude, stop.signal);
      if (sum !== last) options.onEvent();
      last = sum;
      const tookMs = performance.now() - startedAt;
      await delay(Math.max(everyMs, tookMs * REST), undefined, { signal: stop.signal });
    }
  }

  // Ends by its signal only.
  keepLooking().catch(() => {});
  return { close: () => stop.abort() };
}

/** The same for the same paths, sizes and times, in whatever order they are met. */
async function sumOf(folder: string, exclude: string | null, signal: AbortSignal): Promise<string> {
  let sum = 0;
  let count = 0;
  for await (const sighting of scan([folder], { exclude, signal })) {
    signal.throwIfAborted();
    sum = (sum + markOf(sighting)) % 2 ** (8 * SUM_BYTES);
    count += 1;
  }
  return `${count} ${sum}`;
}

function markOf(sighting: Sighting): number {
  const { path, ...rest } = sighting.kind === 'file' ? sighting.file : sighting.failure;
  return hash('sha1', `${path}\n${Object.values(rest).join(' ')}`, 'buffer').readUIntBE(0, SUM_BYTES);
}

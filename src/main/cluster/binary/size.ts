import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const BLOCK_BYTES = 512;

/**
 * What a folder takes on the disk, in bytes; 0 when there is none. Files that go meanwhile are left
 * out. Sparse files (a log that is written ahead is one) count with what they really take.
 */
export async function folderBytes(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    total += entry.isDirectory() ? await folderBytes(path) : await fileBytes(path);
  }
  return total;
}

async function fileBytes(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  if (!found) return 0;
  return process.platform === 'win32' ? found.size : found.blocks * BLOCK_BYTES;
}

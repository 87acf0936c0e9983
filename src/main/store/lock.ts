import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { holdExclusively } from './database.ts';

/** Who works in a data folder; written beside the lock so that a second process can name the first. */
interface Holder {
  pid: number;
  command: string;
  since: number;
}

/**
 * Claims a data folder for this process. The claim is a lock of the operating system on an open
 * file, so that it ends with the process however it dies; `holder.json` only names it.
 * Throws `in_use` with a sentence that names the first.
 */
export function lockDataFolder(dataDir: string, command: string): { release(): void } {
  const hold = holdExclusively(join(dataDir, 'lock.db'));
  const holderFile = join(dataDir, 'holder.json');
  if (!hold) throw new AppError('in_use', inUseSentence(readHolder(holderFile)));
  const holder: Holder = { pid: process.pid, command, since: Date.now() };
  writeFileSync(holderFile, JSON.stringify(holder));
  return hold;
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function inUseSentence(holder: Holder | null): string {
  if (!holder) return 'The data folder is in use by another CV Intelligence.';
  const since = new Date(holder.since).toLocaleString();
  return `The data folder is in use by another CV Intelligence (${holder.command}, process ${holder.pid}, since ${since}).`;
}

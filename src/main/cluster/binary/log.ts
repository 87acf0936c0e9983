import { copyFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { LogLine } from '../../../shared/cluster.ts';
import type { BinaryFiles } from './files.ts';

type LogFiles = Pick<BinaryFiles, 'log' | 'oldLog'>;

const ROTATE_BYTES = 4 << 20;
/** While the server runs its file can't be changed for another, only emptied, so less often. */
const EMPTY_BYTES = 16 << 20;
const TAIL_BYTES = 1 << 20;
const EXPLANATION_CHARS = 300;

/** Before a start: a log that has grown becomes the old one. */
export function rotateLog({ log, oldLog }: LogFiles): void {
  if (sizeOf(log) < ROTATE_BYTES) return;
  rmSync(oldLog, { force: true });
  renameSync(log, oldLog);
}

/** Of a server that has run for months: its lines so far become the old log. It goes on writing at the start. */
export function emptyGrownLog({ log, oldLog }: LogFiles): void {
  if (sizeOf(log) < EMPTY_BYTES) return;
  copyFileSync(log, oldLog);
  truncateSync(log, 0);
}

export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The lines at the end of a file, those before `from` (bytes) left out; none when there is no file. */
export async function lastLines(
  path: string,
  { from = 0, lines }: { from?: number; lines: number },
): Promise<string[]> {
  const file = await open(path).catch(() => null);
  if (!file) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(Math.min(from, size), size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const all = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The first may be the rest of a line.
    if (start > from) all.shift();
    return all
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .slice(-lines);
  } finally {
    await file.close();
  }
}

/** The line that says why a server ended: its last error with its cause, else its last line. */
export function explainEnd(lines: readonly string[]): string {
  const text = lines.filter((line) => !isBacktrace(line));
  const index = text.findLastIndex((line) => /^Error: | ERROR |panicked at/.test(line));
  if (index < 0) return shorten(text.at(-1) ?? '');
  const cause = text[index + 1] === 'Caused by:' ? text[index + 2] : undefined;
  // Rust puts what a panic says on the line after the place of it.
  const message = text[index]?.includes('panicked at') ? (text[index + 1] ?? text[index]) : text[index];
  return shorten([message, cause].filter((part) => part !== undefined).join(': '));
}

function isBacktrace(line: string): boolean {
  return /^\s*\d+: |^\s+at |^Stack backtrace:$|^note: run with/.test(line);
}

function shorten(line: string): string {
  const bare = line.replace(/^\S+Z\s+(?=[A-Z]+ )/, '').replace(/^(Error: |ERROR )/, '');
  return bare.replace(/\s+/g, ' ').trim().slice(0, EXPLANATION_CHARS);
}

/** Newest last. A line without a time of its own has that of the line before. */
export async function readLog(
  files: LogFiles,
  { node, since, lines }: { node: string; since: number; lines: number },
): Promise<LogLine[]> {
  const texts = [...(await lastLines(files.oldLog, { lines })), ...(await lastLines(files.log, { lines }))];
  let at = 0;
  const all = texts.map((text): LogLine => {
    at = timeOf(text) ?? at;
    return { at, node, text };
  });
  return all.filter((line) => line.at >= since).slice(-lines);
}

function timeOf(line: string): number | null {
  const stamp = /^\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(line)?.[0];
  const time = stamp === undefined ? Number.NaN : Date.parse(stamp);
  return Number.isNaN(time) ? null : time;
}

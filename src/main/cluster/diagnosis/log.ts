import { stripVTControlCharacters } from 'node:util';

/** What the end of a server's log says about why it ended. */
export type LogCause = 'disk_full' | 'not_writable' | null;

/**
 * The line that tells why, of the last ones: a server that fails prints a stack trace after its error,
 * so the very last line says nothing.
 */
export function tellingLine(lines: readonly string[]): string | null {
  const clean = lines
    .map((line) => stripVTControlCharacters(line).trim())
    .filter((line) => line !== '' && !TRACE.test(line));
  const line = clean.findLast((each) => TELLING.test(each)) ?? clean.at(-1) ?? null;
  return line === null ? null : shortened(line.replace(PREFIX, '').replace(SUFFIX, ''));
}

export function causeInLog(lines: readonly string[]): LogCause {
  const line = tellingLine(lines) ?? '';
  if (NO_SPACE.test(line)) return 'disk_full';
  return NOT_WRITABLE.test(line) ? 'not_writable' : null;
}

/** The words of the system for a full disk, and Qdrant's own. */
export const NO_SPACE = /no space left on device|not enough space|disk quota exceeded|os error (28|122)\b/i;
const NOT_WRITABLE = /permission denied|read-only file system|operation not permitted|os error (13|30)\b/i;

const TELLING = /^Error: |\bERROR\b|\bpanicked\b|Panic occurred/;
const TRACE = /^(Stack backtrace:|\d+: |at |note: )/;
/** Time and level, which a sentence does not need. */
const PREFIX = /^(\S*\d{4}-\d{2}-\d{2}T\S+\s+)?(ERROR\s+\S+:\s+)?(Error:\s+)?/;
/** Another thread's line, when both were written at once. */
const SUFFIX = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*$/;

const LONGEST = 200;

function shortened(text: string): string {
  const trimmed = text.trim().replace(/[.:;,]+$/, '');
  return trimmed.length <= LONGEST ? trimmed : `${trimmed.slice(0, LONGEST - 1)}…`;
}

import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { DocumentFormat, UnreadableReason } from '../../shared/model.ts';
import { detectFormat, namedFormat } from '../parse/detect.ts';

/** A file's bytes in memory, or the one reason why not. */
export type Source =
  | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer>; sha256: string }
  | { kind: 'unreadable'; outcome: 'failed' | 'skipped'; reason: UnreadableReason; message: string };

const HEAD_BYTES = 8192;
/** A path may have become a pipe since it was scanned; opening one must not wait for its other end. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads a file whole, unless its first bytes or its size say that this is pointless. */
export async function readSource(path: string, maxBytes: number): Promise<Source> {
  let handle: FileHandle;
  try {
    handle = await open(path, READ_ONLY);
  } catch (error) {
    return openFailure(error);
  }
  try {
    const found = await handle.stat();
    if (!found.isFile()) return notAFile(found);
    const { size } = found;
    const head = await readHead(handle, size);
    if (size > 0 && kindOf(path, head) === null) return UNSUPPORTED;
    if (size > maxBytes) return tooLarge(maxBytes);
    const bytes = size <= head.length ? head : await readWhole(handle, size);
    return { kind: 'bytes', bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    return openFailure(error);
  } finally {
    await handle.close();
  }
}

/** What the first bytes of a file say it is; 'damaged' where only its name says so, null for a kind that is not read. */
export type PeekedFormat = DocumentFormat | 'zip' | 'damaged' | null;

export async function peekFormat(path: string): Promise<PeekedFormat> {
  const handle = await open(path, READ_ONLY);
  try {
    const found = await handle.stat();
    return found.isFile() ? kindOf(path, await readHead(handle, found.size)) : null;
  } finally {
    await handle.close();
  }
}

function kindOf(path: string, head: Uint8Array): PeekedFormat {
  const format = detectFormat(path, head);
  if (format === null && namedFormat(path) !== null) return 'damaged';
  return format;
}

async function readHead(handle: FileHandle, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const head = new Uint8Array(Math.min(size, HEAD_BYTES));
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return head.subarray(0, bytesRead);
}

async function readWhole(handle: FileHandle, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await handle.read(bytes, at, size - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

const UNSUPPORTED: Source = {
  kind: 'unreadable',
  outcome: 'skipped',
  reason: 'unsupported_format',
  message: 'This is not a kind of document that is read.',
};

/** A folder that could not be entered is listed as a failure, so it may be tried again as if it were a file. */
function notAFile(found: Stats): Source {
  if (!found.isDirectory()) return UNSUPPORTED;
  return {
    kind: 'unreadable',
    outcome: 'failed',
    reason: 'no_permission',
    message: 'This folder could not be entered before; a new intake of it reads what is in it.',
  };
}

function tooLarge(maxBytes: number): Source {
  const mb = Math.round(maxBytes / 1_048_576);
  return {
    kind: 'unreadable',
    outcome: 'failed',
    reason: 'too_large',
    message: `The file is larger than ${mb} MB, the limit in Settings.`,
  };
}

function openFailure(error: unknown): Source {
  const code = (error as { code?: string }).code ?? '';
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      kind: 'unreadable',
      outcome: 'failed',
      reason: 'no_permission',
      message: 'There is no permission to read this.',
    };
  }
  if (code === 'ENOENT') {
    return {
      kind: 'unreadable',
      outcome: 'failed',
      reason: 'vanished',
      message: 'The file was moved or deleted before it was read.',
    };
  }
  // A disk or network fault: worth another try.
  throw error;
}

import type { Readable } from 'node:stream';
import { AppError } from '../../../shared/errors.ts';

const HEADER_BYTES = 8;

/** Lines of a log that was asked for with timestamps: frames of 8 bytes header and a text, out and err mixed. */
export function parseLog(bytes: Buffer): { at: number; text: string }[] {
  return unframed(bytes)
    .toString('utf8')
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, time = '', text = ''] = /^(\S+) (.*)$/s.exec(line) ?? [];
      const at = Date.parse(time);
      return Number.isNaN(at) ? [] : [{ at, text: withoutColours(text).trimEnd() }];
    });
}

/** A container with a terminal has no frames. */
function unframed(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    if (bytes.readUInt8(at) > 2 || bytes.readUIntBE(at + 1, 3) !== 0) return bytes;
    const end = at + HEADER_BYTES + bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(parts);
}

const ESCAPE = String.fromCharCode(27);
const COLOURS = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');
const withoutColours = (text: string) => text.replace(COLOURS, '');

/** One line of what Docker tells while it works on images or containers. */
export interface StreamLine {
  status?: string;
  stream?: string;
  error?: string;
  progressDetail?: { current?: number; total?: number };
  timeNano?: number;
  Action?: string;
  Actor?: { Attributes?: Record<string, string> };
}

/** Tells each step of a download, with percents where Docker knows them. */
export async function readPull(
  stream: Readable,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const stop = () => stream.destroy(new AppError('cancelled', 'Cancelled.'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  try {
    await readLines(stream, ({ status, progressDetail }) => {
      const { current, total } = progressDetail ?? {};
      const share = current && total ? ` ${Math.floor((current / total) * 100)} %` : '';
      if (status) onProgress(`${status}${share}`);
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The names of the images that were in the file. */
export async function readLoad(stream: Readable): Promise<string[]> {
  const names: string[] = [];
  await readLines(stream, (line) => {
    const name = /^Loaded image(?: ID)?: (\S+)/.exec(line.stream ?? '')?.[1];
    if (name) names.push(name);
  });
  return names;
}

/** Reads JSON lines to the end; an `error` among them rejects. */
export async function readLines(stream: Readable, onLine: (line: StreamLine) => void): Promise<void> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const part of stream as AsyncIterable<string>) {
    const lines = `${rest}${part}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) readLine(line, onLine);
  }
  readLine(rest, onLine);
}

function readLine(text: string, onLine: (line: StreamLine) => void): void {
  if (text.trim() === '') return;
  const line = JSON.parse(text) as StreamLine;
  if (line.error !== undefined) throw new AppError('internal', `Docker could not do it: ${line.error}.`);
  onLine(line);
}

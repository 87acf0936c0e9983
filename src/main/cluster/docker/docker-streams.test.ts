import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parseLog, readLoad, readPull } from './docker-streams.ts';

function frame(kind: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

describe('the log of a container', () => {
  it('is read from frames of both outputs, without colours', () => {
    const bytes = Buffer.concat([
      frame(1, '2026-01-02T03:04:05.678901234Z first \u001b[32mline\u001b[0m\n'),
      frame(2, '2026-01-02T03:04:06Z zweite Zeile ä\n'),
    ]);
    expect(parseLog(bytes)).toEqual([
      { at: Date.UTC(2026, 0, 2, 3, 4, 5, 678), text: 'first line' },
      { at: Date.UTC(2026, 0, 2, 3, 4, 6), text: 'zweite Zeile ä' },
    ]);
  });

  it('is read from a terminal, which has no frames, and may be empty', () => {
    expect(parseLog(Buffer.from('2026-01-02T03:04:06Z plain\r\n'))).toMatchObject([{ text: 'plain' }]);
    expect(parseLog(Buffer.alloc(0))).toEqual([]);
  });
});

describe('what Docker tells while it works on images', () => {
  const stream = (...lines: object[]) =>
    Readable.from(lines.map((line) => Buffer.from(`${JSON.stringify(line)}\r\n`)));

  it('is the progress of a download', async () => {
    const told: string[] = [];
    const lines = stream(
      { status: 'Pulling fs layer' },
      { status: 'Downloading', progressDetail: { current: 50, total: 200 } },
    );
    await readPull(lines, (text) => told.push(text), new AbortController().signal);
    expect(told).toEqual(['Pulling fs layer', 'Downloading 25 %']);
  });

  it('is the names of loaded images', async () => {
    expect(await readLoad(stream({ stream: 'Loaded image: qdrant/qdrant:v1\n' }, { status: 'x' }))).toEqual([
      'qdrant/qdrant:v1',
    ]);
  });

  it('can be an error, and ends when it is cancelled', async () => {
    await expect(readLoad(stream({ error: 'invalid tar header' }))).rejects.toThrow('invalid tar header');
    const cancelled = readPull(stream({ status: 'x' }), () => {}, AbortSignal.abort());
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });
});

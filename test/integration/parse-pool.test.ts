import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createParsePool, type ParsePool, type ParsePoolOptions } from '../../src/main/workers/pool.ts';
import type { ParseOutcome } from '../../src/main/workers/protocol.ts';
import { bytesOf, makeDocx, makeText } from '../helpers/documents.ts';
import { hostileFiles, withExternalEntities } from '../helpers/hostile.ts';

const CHUNKING = { unit: 'lines', maxTokens: 220 } as const;
const CV = makeDocx({
  header: 'Matilda Quist',
  paragraphs: ['Welder', 'matilda@quist.example', '+31 10 555 0123'],
});
/** Takes seconds to read: four million characters of words that are all different. */
const HEAVY = bytesOf(Array.from({ length: 400_000 }, (_, at) => `w${at.toString(36)} ÷ (x)`).join(' '));

const pools: ParsePool[] = [];

function open(options: ParsePoolOptions): ParsePool {
  const pool = createParsePool(options);
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function read(pool: ParsePool, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<ParseOutcome> {
  return pool.run({ name, bytes, chunking: CHUNKING });
}

function reasonOf({ result }: ParseOutcome): string | null {
  return result.kind === 'unreadable' ? result.reason : null;
}

test('a document comes back with text, passages, language and fields, and its bytes stay usable', async () => {
  const bytes = Uint8Array.from(CV);
  const { result, document } = await read(open({ size: 1 }), 'cv.docx', bytes);
  expect(result).toMatchObject({ kind: 'text', format: 'docx' });
  expect(document?.text).toBe('Matilda Quist\nWelder\nmatilda@quist.example\n+31 10 555 0123');
  expect(document?.chunks).toEqual([{ page: 1, start: 0, end: document?.text.length }]);
  expect(document?.fields.map(({ key, value }) => `${key} ${value}`)).toEqual([
    'name Matilda Quist',
    'email matilda@quist.example',
    'phone +31 10 555 0123',
  ]);
  expect(bytes).toEqual(CV);
});

test('many documents on few threads come back each to its caller', async () => {
  const pool = open({ size: 2, recycleAfter: 10 });
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, at) => read(pool, `${at}.txt`, makeText([`Candidate number ${at}`]))),
  );
  expect(outcomes.map(({ document }) => document?.text)).toEqual(
    Array.from({ length: 40 }, (_, at) => `Candidate number ${at}`),
  );
});

test('a document that takes too long is given up, and the next one is read by a new thread', async () => {
  const pool = open({ size: 1, timeoutMs: 700 });
  const [slow, next] = await Promise.all([read(pool, 'slow.txt', HEAVY), read(pool, 'cv.docx', CV)]);
  expect(reasonOf(slow)).toBe('parser_timeout');
  expect(slow.document).toBeNull();
  expect(next.result.kind).toBe('text');
});

test('a document that kills its thread is tried once more and then given up; the others are read', async () => {
  const pool = open({ size: 2, memoryMb: 32, timeoutMs: 100_000 });
  // A passage for every second character is more than such a thread can hold.
  const greedy = {
    name: 'greedy.txt',
    bytes: HEAVY,
    chunking: { unit: 'characters', size: 2, overlap: 0 },
  } as const;
  const outcomes = await Promise.all([
    read(pool, 'before.docx', CV),
    pool.run(greedy),
    ...Array.from({ length: 6 }, (_, at) => read(pool, `after-${at}.docx`, CV)),
  ]);
  expect(outcomes.map(reasonOf)).toEqual([null, 'parser_crash', null, null, null, null, null, null]);
});

test('closing cancels what runs and what waits, and what comes later', async () => {
  const pool = open({ size: 1 });
  const running = [read(pool, 'slow.txt', HEAVY), read(pool, 'cv.docx', CV)];
  const settled = Promise.allSettled(running);
  await pool.close();
  for (const { status } of await settled) expect(status).toBe('rejected');
  await expect(read(pool, 'cv.docx', CV)).rejects.toMatchObject({ code: 'cancelled' });
});

test('hostile files get one reason each, write nothing and reach nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cvi-hostile-'));
  try {
    const files = hostileFiles(join(folder, 'canary.txt'));
    const pool = open({ size: 2 });
    const outcomes = await Promise.all(files.map(({ name, bytes }) => read(pool, name, bytes)));
    const found = files.map(({ name }, at) => [name, outcomes[at] ? reasonOf(outcomes[at]) : 'missing']);
    expect(found).toEqual(files.map(({ name, reason }) => [name, reason]));
    for (const { result } of outcomes) {
      if (result.kind === 'unreadable') expect(result.message).toMatch(/^[A-Z].*\.$/);
    }
    const texts = outcomes.map(({ document }) => document?.text ?? '').join('\n');
    expect(texts).not.toContain('aaaaaaaaaa');
    expect(texts).not.toMatch(/require|onerror/);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a file that an entity names is not read', async () => {
  const bytes = withExternalEntities(import.meta.filename);
  const { document } = await read(open({ size: 1 }), 'external.docx', bytes);
  expect(document?.text).toContain('Nurse');
  expect(document?.text).not.toContain('import');
});

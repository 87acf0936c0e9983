import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { peekFormat, readSource } from './source.ts';

describe('the bytes of a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cvi-source-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('come whole, with their hash', async () => {
    const path = join(folder, 'cv.txt');
    writeFileSync(path, 'Ana Popescu '.repeat(2000));
    const source = await readSource(path, 1_000_000);
    expect(source).toMatchObject({ kind: 'bytes' });
    if (source.kind === 'bytes') expect(source.bytes).toHaveLength(24_000);
  });

  it('are not waited for at a pipe', async (context) => {
    if (process.platform === 'win32') return context.skip('There are no pipes in folders on Windows');
    const path = join(folder, 'cv.pdf');
    execFileSync('mkfifo', [path]);
    expect(await readSource(path, 1000)).toMatchObject({ outcome: 'skipped', reason: 'unsupported_format' });
    expect(await peekFormat(path)).toBeNull();
  });

  it('are not those of a folder, which says what to do instead', async () => {
    const path = join(folder, 'people');
    mkdirSync(path);
    expect(await readSource(path, 1000)).toMatchObject({
      outcome: 'failed',
      reason: 'no_permission',
      message: expect.stringContaining('new intake'),
    });
  });

  it('are said to be gone where they are', async () => {
    expect(await readSource(join(folder, 'gone.pdf'), 1000)).toMatchObject({ reason: 'vanished' });
  });
});

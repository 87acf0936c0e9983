import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nameFromPath, type ScanOptions, scan, withoutNested } from './scan.ts';

describe('the scan of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cvi-scan-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const add = (...paths: string[]) => {
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), path);
    }
  };
  const found = async (roots: string[], options?: ScanOptions) => {
    const paths: string[] = [];
    for await (const seen of scan(roots, options)) {
      paths.push(relative(folder, seen.kind === 'file' ? seen.file.path : seen.failure.path));
    }
    return paths.sort();
  };

  it('finds files at every depth, with their size', async () => {
    add('a.txt', 'one/b.txt', 'one/two/c.txt');
    expect(await found([folder])).toEqual(['a.txt', 'one/b.txt', 'one/two/c.txt']);
    for await (const seen of scan([join(folder, 'a.txt')])) {
      expect(seen).toMatchObject({ kind: 'file', file: { sizeBytes: 5 } });
    }
  });

  it('leaves out hidden files, lock files of open documents and folder decoration', async () => {
    add('.hidden', '.git/config', '~$cv.docx', 'Thumbs.db', 'cv.txt');
    expect(await found([folder])).toEqual(['cv.txt']);
  });

  it('does not follow links to folders, so that a loop ends', async () => {
    add('in/cv.txt');
    symlinkSync(folder, join(folder, 'in', 'loop'));
    expect(await found([folder])).toEqual(['in/cv.txt']);
  });

  it('reports a link that leads nowhere', async () => {
    symlinkSync(join(folder, 'gone'), join(folder, 'cv.pdf'));
    for await (const seen of scan([folder])) {
      expect(seen).toMatchObject({ kind: 'unreadable', failure: { reason: 'vanished' } });
    }
    expect(await found([folder])).toEqual(['cv.pdf']);
  });

  it('meets a file once when folders lie in one another', async () => {
    add('one/two/c.txt');
    expect(await found([folder, join(folder, 'one'), folder])).toEqual(['one/two/c.txt']);
  });

  it('never enters the excluded folder', async () => {
    add('data/cvi.db', 'cv.txt');
    expect(await found([folder], { exclude: join(folder, 'data') })).toEqual(['cv.txt']);
  });

  it('passes over pipes, also behind links', async (context) => {
    if (process.platform === 'win32') return context.skip('There are no pipes in folders on Windows');
    add('cv.txt');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync(join(folder, 'pipe'), join(folder, 'cv.pdf'));
    expect(await found([folder, join(folder, 'pipe')])).toEqual(['cv.txt']);
  });

  it('finds folders among many others, with files before and behind them', async () => {
    for (let index = 0; index < 600; index += 1) add(`${index}/cv.txt`, `${index}.txt`);
    expect(await found([folder])).toHaveLength(1200);
  });

  it('goes on after a folder that is gone when its turn comes', async () => {
    add('one/a.txt', 'two/b.txt');
    const paths: string[] = [];
    for await (const seen of scan([folder])) {
      if (seen.kind === 'file') paths.push(seen.file.path);
      else expect(seen.failure.reason).toBe('vanished');
      for (const name of ['one', 'two']) {
        if (!paths[0]?.includes(name)) rmSync(join(folder, name), { recursive: true, force: true });
      }
    }
    expect(paths).toHaveLength(1);
  });

  it('ends when it is aborted', async () => {
    add('a.txt', 'b.txt');
    await expect(found([folder], { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});

it('keeps a folder whose name only begins like another', () => {
  expect(withoutNested(['/a', '/ab', '/a/b'])).toEqual(['/a', '/ab']);
});

it('names a person by the file until a name is found', () => {
  expect(nameFromPath('/cvs/Ana Pop - nurse.v2.pdf')).toBe('Ana Pop - nurse.v2');
});

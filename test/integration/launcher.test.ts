import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { electronBinary } from '../../scripts/electron-binary.mjs';
import { isInstalled, sourceFingerprint } from '../../scripts/freshness.mjs';
import { withLock } from '../../scripts/one-at-a-time.mjs';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cvi launcher '));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function put(path: string, text: string): Promise<string> {
  const full = join(root, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, text);
  return full;
}

describe('A build is out of date when a source file', () => {
  beforeEach(async () => {
    for (const name of [
      'electron.vite.config.ts',
      'package.json',
      'package-lock.json',
      'tsconfig.base.json',
    ]) {
      await put(name, '{}');
    }
    await put('src/main/a.ts', 'one');
    await put('src/main/b.ts', 'one');
  });

  test.each<[string, () => Promise<unknown>]>([
    ['changes', () => put('src/main/a.ts', 'longer')],
    ['is added', () => put('src/renderer/c.ts', 'new')],
    ['goes away', () => rm(join(root, 'src/main/b.ts'))],
    ['is replaced by an older one of the same size', () => utimes(join(root, 'src/main/a.ts'), 1e9, 1e9)],
  ])('%s', async (_what, change) => {
    const before = sourceFingerprint(root);
    expect(sourceFingerprint(root)).toBe(before);
    await change();
    expect(sourceFingerprint(root)).not.toBe(before);
  });

  test('but not when only a test changes', async () => {
    const before = sourceFingerprint(root);
    await put('src/main/a.test.ts', 'a test');
    expect(sourceFingerprint(root)).toBe(before);
  });
});

describe('Packages', () => {
  const LOCK = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', optional: true },
  };

  async function install(
    installed: Record<string, { version: string }>,
    lockIsNewer = true,
  ): Promise<boolean> {
    const lock = await put('package-lock.json', JSON.stringify({ packages: LOCK }));
    const record = await put('node_modules/.package-lock.json', JSON.stringify({ packages: installed }));
    await utimes(lock, 2e9, 2e9);
    await utimes(record, lockIsNewer ? 1e9 : 2e9, lockIsNewer ? 1e9 : 2e9);
    return isInstalled(root);
  }

  test('are installed again when npm has not finished', async () => {
    await put('package-lock.json', JSON.stringify({ packages: LOCK }));
    await mkdir(join(root, 'node_modules'));
    expect(isInstalled(root)).toBe(false);
  });

  test('are installed again when the lock file asks for another version', async () => {
    expect(await install({ 'node_modules/a': { version: '0.9.0' } })).toBe(false);
  });

  test('stay when the lock file is newer but asks for the same, packages for other systems aside', async () => {
    expect(await install({ 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });
});

describe('Preparing', () => {
  test('goes on after a process that was killed while it prepared', async () => {
    const killed = spawn(process.execPath, ['-e', '']);
    await once(killed, 'exit');
    await put('out/.preparing', String(killed.pid));
    let worked = false;
    await withLock(
      root,
      () => {},
      () => {
        worked = true;
      },
    );
    expect(worked).toBe(true);
  });

  test('waits for a process that prepares, and says so once', async () => {
    const lock = await put('out/.preparing', String(process.pid));
    const said: string[] = [];
    let worked = false;
    const waiting = withLock(
      root,
      (line) => {
        said.push(line);
        void rm(lock);
      },
      () => {
        worked = true;
      },
    );
    expect(worked).toBe(false);
    await waiting;
    expect(worked).toBe(true);
    expect(said).toHaveLength(1);
  });
});

describe('A program in the launcher’s place', () => {
  const PROGRAM = `
    const timer = setInterval(() => {}, 1000);
    process.on('SIGTERM', () => { console.log('SIGTERM'); clearInterval(timer); process.exitCode = 42; });
    console.log('running');
  `;

  /** The program under a launcher, once it runs. */
  async function launch(): Promise<{ launcher: ChildProcess; output: () => string }> {
    const program = await put('program.mjs', PROGRAM);
    const runner = new URL('../../scripts/run-child.mjs', import.meta.url).href;
    const source = `
      import { runChild } from ${JSON.stringify(runner)};
      process.exitCode = await runChild(process.execPath, [${JSON.stringify(program)}], { dieTogether: true });
    `;
    const launcher = spawn(process.execPath, [await put('launcher.mjs', source)], { detached: true });
    let output = '';
    launcher.stdout.on('data', (data) => {
      output += data;
    });
    await once(launcher.stdout, 'data');
    return { launcher, output: () => output };
  }

  test('gets a signal once and gives its exit code', async () => {
    const { launcher, output } = await launch();
    launcher.kill('SIGTERM');
    const [code] = await once(launcher, 'close');
    expect(code).toBe(42);
    expect(output().match(/SIGTERM/g)).toHaveLength(1);
  });

  test('ends when the launcher is killed outright', async () => {
    const { launcher, output } = await launch();
    launcher.kill('SIGKILL');
    // The program holds the output too: it closes only when both are gone.
    await once(launcher, 'close');
    expect(output()).not.toContain('SIGTERM');
  });
});

describe('Electron’s binary', () => {
  test('is found by its file, and is not there without it', async () => {
    await put('node_modules/electron/index.js', 'throw new Error("would download");');
    expect(electronBinary(root)).toBeNull();
    await put('node_modules/electron/path.txt', 'some-electron');
    const binary = await put('node_modules/electron/dist/some-electron', '');
    expect(electronBinary(root)).toBe(binary);
  });
});

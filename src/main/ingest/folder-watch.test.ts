import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookAtFolder } from './folder-looks.ts';
import { type FolderWatch, watchFolder } from './folder-watch.ts';

let parent: string;
let folder: string;
let watch: FolderWatch | null;
const onEvent = vi.fn();
const onLost = vi.fn();

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cvi-watch-'));
  folder = join(parent, 'people');
  mkdirSync(join(folder, 'old', 'deep'), { recursive: true });
  onEvent.mockReset();
  onLost.mockReset();
  watch = null;
});
afterEach(() => {
  watch?.close();
  rmSync(parent, { recursive: true, force: true });
});

/** Does something again and again until it is noticed: nothing says when a watch has been set up. */
async function isNoticed(act: (turn: number) => void): Promise<void> {
  onEvent.mockClear();
  let turn = 0;
  await vi.waitFor(
    () => {
      act(turn++);
      expect(onEvent).toHaveBeenCalled();
    },
    { timeout: 10_000, interval: 30 },
  );
}

describe.each([
  ['each of its folders', false],
  ['its whole tree', true],
])('a folder that is watched by %s', (_how, wholeTree) => {
  const open = (exclude: string | null = null) => {
    watch = watchFolder(folder, { exclude, onEvent, onLost }, wholeTree);
  };

  it('tells of files that come, change and go, at every depth', async () => {
    open();
    const path = join(folder, 'old', 'deep', 'cv.txt');
    await isNoticed((turn) => writeFileSync(join(folder, 'old', 'deep', `${turn}.txt`), 'x'));
    writeFileSync(path, 'one');
    await isNoticed((turn) => writeFileSync(path, `${turn}`));
    await isNoticed((turn) => {
      rmSync(path, { force: true });
      rmSync(join(folder, 'old', 'deep', `${turn}.txt`), { force: true });
    });
    expect(onLost).not.toHaveBeenCalled();
  });

  it('tells of files in folders that came later, were moved, and are there again', async () => {
    open();
    await isNoticed((turn) => writeFileSync(join(folder, `${turn}.txt`), 'x'));
    for (const name of ['new/one', 'moved/one', 'new/one']) {
      if (name.startsWith('moved')) renameSync(join(folder, 'new'), join(folder, 'moved'));
      else mkdirSync(join(folder, name), { recursive: true });
      await isNoticed((turn) => writeFileSync(join(folder, name, `${turn}.txt`), 'x'));
      await isNoticed((turn) => writeFileSync(join(folder, name, `${turn}.txt`), 'xx'));
    }
    expect(onLost).not.toHaveBeenCalled();
  });

  it('is silent about litter and about the application’s own folder', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    open(own);
    await isNoticed((turn) => writeFileSync(join(folder, `${turn}.txt`), 'x'));
    onEvent.mockClear();
    for (let index = 0; index < 40; index += 1) {
      for (const path of [join(folder, `.${index}`), join(folder, `~$${index}`), join(own, `${index}`)])
        writeFileSync(path, 'x');
    }
    // Events come in order: once a later one is there, these would be too.
    await vi.waitFor(() => {
      writeFileSync(join(folder, 'last.txt'), 'x');
      expect(onEvent).toHaveBeenCalled();
    });
    expect(onEvent.mock.calls.length).toBeLessThan(40);
  });

  it('is lost when it was not there', async () => {
    rmSync(folder, { recursive: true });
    open();
    await vi.waitFor(() => expect(onLost).toHaveBeenCalledTimes(1));
  });
});

describe('a folder that is watched by each of its folders', () => {
  it('is lost when it goes', async () => {
    watch = watchFolder(folder, { exclude: null, onEvent, onLost }, false);
    await isNoticed((turn) => writeFileSync(join(folder, `${turn}.txt`), 'x'));
    rmSync(folder, { recursive: true });
    await vi.waitFor(() => expect(onLost).toHaveBeenCalledTimes(1));
  });

  it('is lost when it has too many of them', async () => {
    for (let index = 0; index < 5001; index += 1) mkdirSync(join(folder, `${index}`));
    watch = watchFolder(folder, { exclude: null, onEvent, onLost }, false);
    await vi.waitFor(() => expect(onLost).toHaveBeenCalledTimes(1), { timeout: 10_000 });
  });
});

describe('a folder that is looked at from time to time', () => {
  const look = () => {
    watch = lookAtFolder(folder, { exclude: null, onEvent, everyMs: 5 });
  };

  it('tells once at first, and then of every difference', async () => {
    const path = join(folder, 'old', 'cv.txt');
    writeFileSync(path, 'one');
    look();
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalledTimes(1));
    for (const act of [
      () => writeFileSync(path, 'other'),
      () => utimesSync(path, new Date(0), new Date(0)),
      () => renameSync(path, `${path}.txt`),
      () => rmSync(folder, { recursive: true }),
      () => mkdirSync(folder),
    ]) {
      onEvent.mockClear();
      act();
      await vi.waitFor(() => expect(onEvent).toHaveBeenCalled());
    }
  });
});

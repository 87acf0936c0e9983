import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderCommands } from './commands.ts';

let dir: string;
const context = () => ({ signal: new AbortController().signal });

beforeAll(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'cvi-folders-')));
  for (const name of ['CVs 10', 'CVs 9', 'archive', '.hidden']) await mkdir(join(dir, name));
  await writeFile(join(dir, 'a.pdf'), '');
  await writeFile(join(dir, 'b.pdf'), '');
  await symlink(join(dir, 'archive'), join(dir, 'linked'));
  await symlink(join(dir, 'nowhere'), join(dir, 'broken'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const commands = (picked: string | null = null) =>
  createFolderCommands({ pickFolder: async () => picked, sampleDir: join(dir, 'archive') });
const browse = async (path?: string) =>
  await commands()['folders.browse'](path === undefined ? {} : { path }, context());

describe('browsing folders', () => {
  it('lists sub-folders in the order people count, and how many files lie inside', async () => {
    const listing = await browse(`${dir}/`);
    expect(listing.folders.map((folder) => folder.name)).toEqual(['archive', 'CVs 9', 'CVs 10', 'linked']);
    expect(listing).toMatchObject({ path: dir, parent: dirname(dir), files: 2 });
  });

  it('begins at home and ends at the root', async () => {
    expect((await browse()).path).toBe(homedir());
    expect((await browse('~')).path).toBe(homedir());
    expect((await browse('/')).parent).toBeNull();
  });

  it('says in a sentence why a folder cannot be shown', async () => {
    await expect(browse(join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'not_found' });
    await expect(browse(join(dir, 'a.pdf'))).rejects.toMatchObject({ code: 'not_found' });
    await expect(browse('CVs')).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('never repeats a path in an error', async () => {
    const error = await browse(join(dir, 'nowhere')).catch((e: Error) => e);
    expect((error as Error).message).not.toContain(dir);
  });

  it('stops when the caller no longer waits', async () => {
    const listing = commands()['folders.browse']({ path: dir }, { signal: AbortSignal.abort() });
    await expect(listing).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('picking a folder', () => {
  it('gives the path of the native dialog, or null when it was dismissed', async () => {
    expect(await commands('/cvs')['folders.pick']({}, context())).toEqual({ path: '/cvs' });
    expect(await commands(null)['folders.pick']({}, context())).toBeNull();
  });

  it('finds the sample, and says when it is not there', async () => {
    expect(await commands()['folders.sample']({}, context())).toEqual({ path: join(dir, 'archive') });
    const without = createFolderCommands({ pickFolder: async () => null, sampleDir: join(dir, 'none') });
    await expect(without['folders.sample']({}, context())).rejects.toMatchObject({ code: 'not_found' });
  });
});

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDiskProbe } from './disk-probe.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cvi-probe-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('measures a write and the room that is left, and leaves nothing behind', async () => {
  const { writeMs, freeDiskBytes } = await createDiskProbe(folder)();
  expect(writeMs).toBeGreaterThan(0);
  expect(freeDiskBytes).toBeGreaterThan(0);
  expect(readdirSync(folder)).toEqual([]);
});

it('measures again only after a minute', () => {
  let now = 0;
  const probe = createDiskProbe(folder, () => now);
  const first = probe();
  now = 59_000;
  expect(probe()).toBe(first);
  now = 61_000;
  expect(probe()).not.toBe(first);
});

it('knows nothing of a folder that is not there', async () => {
  expect(await createDiskProbe(join(folder, 'none'))()).toEqual({ writeMs: null, freeDiskBytes: null });
});

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startOwner, TEST_KEY, testBackend } from '../../../../test/helpers/qdrant.ts';
import { isGone, makeSite } from '../../../../test/helpers/stand-in.ts';
import { isFree } from '../free-port.ts';

const never = new AbortController().signal;
const silent = () => {};

// Scripts are no executables on Windows.
describe.skipIf(process.platform === 'win32')('a server run from an executable', () => {
  it('is started, answers, and ends with the application', async () => {
    using site = await makeSite();
    const backend = testBackend(site.deps);
    expect(backend.connection()).toEqual({ urls: [], apiKey: null });
    expect((await backend.observe()).nodes[0]?.state).toBe('absent');
    await backend.up(silent, never);
    const url = `http://127.0.0.1:${site.deps.settings.httpPort}`;
    expect(backend.connection()).toEqual({ urls: [url], apiKey: TEST_KEY });
    expect(await backend.observe()).toMatchObject({
      nodes: [{ state: 'running', restarts: 0, url }],
      faults: [],
    });
    const pid = site.pid();
    await backend.up(silent, never);
    expect(site.pid()).toBe(pid);
    await backend.close();
    expect(isGone(pid)).toBe(true);
    expect(existsSync(join(site.deps.dataDir, 'server.json'))).toBe(false);
  });

  it('is left running when told so, and taken over by the next start', async () => {
    using site = await makeSite();
    const first = testBackend({ ...site.deps, keepRunning: true });
    await first.up(silent, never);
    const pid = site.pid();
    await first.close();
    await using second = testBackend(site.deps);
    const report = vi.fn();
    await second.up(report, never);
    expect(site.pid()).toBe(pid);
    expect(report).toHaveBeenCalledWith('The server that was left running is taken over.');
  });

  it('outlives a crash of the application, is taken over, stopped, and started again by itself', async () => {
    using site = await makeSite();
    await using owner = await startOwner(site.deps);
    const pid = site.pid();
    await owner.crash();
    await using backend = testBackend(site.deps);
    await backend.up(silent, never);
    expect(site.pid()).toBe(pid);
    process.kill(pid, 'SIGKILL');
    await vi.waitUntil(() => ![0, pid].includes(site.pid()), { timeout: 10_000 });
    await backend.down(silent);
    expect(await isFree(site.deps.settings.httpPort)).toBe(true);
  });

  it('is stopped after a crash without being brought up first', async () => {
    using site = await makeSite();
    await using owner = await startOwner(site.deps);
    const pid = site.pid();
    await owner.crash();
    await using backend = testBackend(site.deps);
    await backend.down(silent);
    expect(isGone(pid)).toBe(true);
  });

  it('is started anew when the one that was left has another key', async () => {
    using site = await makeSite();
    await using owner = await startOwner(site.deps);
    const pid = site.pid();
    await owner.crash();
    await using backend = testBackend({ ...site.deps, apiKey: () => 'another-key' });
    const report = vi.fn();
    await backend.up(report, never);
    expect(site.pid()).not.toBe(pid);
    expect(isGone(pid)).toBe(true);
    expect(report).toHaveBeenCalledWith(expect.stringContaining('has another key'));
  });

  it('keeps its key out of arguments, environment, log, and what lies in its folder', async () => {
    using site = await makeSite();
    await using backend = testBackend(site.deps);
    await backend.up(silent, never);
    const files = ['server.json', 'server.log'].map((name) =>
      readFileSync(join(site.deps.dataDir, name), 'utf8'),
    );
    expect(existsSync(join(site.deps.dataDir, 'server.yaml'))).toBe(false);
    const proc = process.platform === 'linux' ? ['cmdline', 'environ'] : [];
    files.push(...proc.map((name) => readFileSync(`/proc/${site.pid()}/${name}`, 'utf8')));
    expect(files.join('')).not.toContain(TEST_KEY);
    expect(statSync(site.deps.dataDir).mode & 0o077).toBe(0);
    expect(statSync(join(site.deps.dataDir, 'server.json')).mode & 0o077).toBe(0);
  });

  it('restarts, removes its data when told so, and knows no other node', async () => {
    using site = await makeSite();
    await using backend = testBackend(site.deps);
    await backend.up(silent, never);
    const pid = site.pid();
    await backend.restart('qdrant', silent);
    expect(site.pid()).not.toBe(pid);
    await expect(backend.restart('another', silent)).rejects.toMatchObject({ code: 'not_found' });
    writeFileSync(join(site.deps.dataDir, 'storage', 'data'), Buffer.alloc(100_000));
    expect(await backend.remove({ withData: false }, silent)).toEqual({ freedBytes: 0 });
    expect(await backend.dataBytes()).toBeGreaterThanOrEqual(100_000);
    expect((await backend.remove({ withData: true }, silent)).freedBytes).toBeGreaterThanOrEqual(100_000);
    expect(existsSync(site.deps.dataDir)).toBe(false);
  });
});

import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { scratchFolder, startOwner, testBackend } from '../../../../test/helpers/qdrant.ts';
import { isGone, makeSite, quick } from '../../../../test/helpers/stand-in.ts';

const never = new AbortController().signal;
const silent = () => {};

// Scripts are no executables on Windows.
describe.skipIf(process.platform === 'win32')(
  'what can go wrong with a server run from an executable',
  () => {
    it('does not take another process with the same number for it', async () => {
      using site = await makeSite();
      await using backend = testBackend(site.deps);
      await backend.up(silent, never);
      await backend.down(silent);
      const state = { ...site.deps.settings, binPath: site.deps.binPath, startedAt: 1 };
      const stale = { ...state, process: { pid: process.pid, identity: 'an earlier one' } };
      writeFileSync(join(site.deps.dataDir, 'server.json'), JSON.stringify(stale));
      await backend.up(silent, never);
      expect(site.pid()).not.toBe(process.pid);
    });

    it.runIf(process.platform === 'linux')(
      'finds the process on its folder when its note of it is lost',
      async () => {
        using site = await makeSite();
        await using owner = await startOwner(site.deps);
        const pid = site.pid();
        await owner.crash();
        const note = join(site.deps.dataDir, 'server.json');
        const state = JSON.parse(readFileSync(note, 'utf8'));
        rmSync(note);
        await using backend = testBackend(site.deps);
        await expect(backend.up(silent, never)).rejects.toMatchObject({
          code: 'in_use',
          message: expect.stringContaining(`Process ${pid} may be`),
        });
        // As it is when the application dies between the start and the note of it.
        writeFileSync(note, JSON.stringify({ ...state, process: null }));
        await backend.up(silent, never);
        await backend.down(silent);
        expect(isGone(pid)).toBe(true);
      },
    );

    it('moves to the next free port and names who has the wanted one', async () => {
      using site = await makeSite();
      const { httpPort } = site.deps.settings;
      const taker = createServer().listen(httpPort, '127.0.0.1');
      await once(taker, 'listening');
      await using backend = testBackend(site.deps);
      const report = vi.fn();
      await backend.up(report, never);
      expect(backend.connection().urls).not.toEqual([`http://127.0.0.1:${httpPort}`]);
      const who = process.platform === 'linux' ? `process ${process.pid}` : 'another program';
      expect(report).toHaveBeenCalledWith(expect.stringMatching(`^Port ${httpPort} is taken by .*${who}`));
      taker.close();
    });

    it('says in one sentence why it ended at its start', async () => {
      using site = await makeSite({ endsWith: 'failed to create directory `storage`' });
      await using backend = testBackend(site.deps);
      await expect(backend.up(silent, never)).rejects.toMatchObject({
        code: 'engine_unavailable',
        message: 'The server ended at its start: failed to create directory `storage`.',
      });
      expect((await backend.observe()).nodes[0]).toMatchObject({
        exitCode: 1,
        lastLines: [expect.stringContaining('Error: failed'), 'Stack backtrace:', '   0: main'],
      });
      expect(existsSync(join(site.deps.dataDir, 'server.yaml'))).toBe(false);
    });

    it('is refused when it is too old, and does not go on running', async () => {
      using site = await makeSite({ version: '1.14.1' });
      await using backend = testBackend(site.deps);
      await expect(backend.up(silent, never)).rejects.toThrow(
        'is Qdrant 1.14.1; version 1.15 or newer is needed',
      );
      expect(isGone(site.pid())).toBe(true);
    });

    it.each([
      ['missing', 'missing', 'is not where', (path: string) => rmSync(path)],
      ['not executable', 'not_executable', 'may not be executed', (path: string) => chmodSync(path, 0o600)],
      ['a text', 'not_executable', 'is not a program', (path: string) => writeFileSync(path, 'a list')],
      [
        'for another system',
        'not_executable',
        'was made for Windows',
        (path: string) => writeFileSync(path, forWindows()),
      ],
    ])('says that the executable is %s', async (_, reason, sentence, spoil) => {
      using site = await makeSite();
      spoil(site.deps.binPath);
      await using backend = testBackend(site.deps);
      // The super-user's permission to execute needs a bit for anybody.
      await expect(backend.up(silent, never)).rejects.toMatchObject({ code: 'engine_unavailable' });
      expect((await backend.observe()).faults).toMatchObject([
        { kind: 'binary', reason, detail: expect.stringContaining(sentence) },
      ]);
    });

    it('is started again when it ends by itself, and stays down when that goes on', async () => {
      using folder = scratchFolder();
      const die = join(folder.path, 'die');
      using site = await makeSite({ endsIfExists: die });
      await using backend = testBackend(site.deps);
      await backend.up(silent, never);
      writeFileSync(die, '');
      process.kill(site.pid(), 'SIGKILL');
      await vi.waitUntil(async () => (await backend.observe()).faults[0]?.kind === 'binary', {
        timeout: 15_000,
        interval: 100,
      });
      expect(await backend.observe()).toMatchObject({
        nodes: [
          {
            state: 'stopped',
            restarts: 3,
            exitCode: 1,
            lastLines: expect.arrayContaining(['Error: the file is there']),
          },
        ],
        faults: [{ kind: 'binary', reason: 'failed', detail: expect.stringContaining('the file is there') }],
      });
      expect(backend.connection().urls).toEqual([]);
      rmSync(die);
      await backend.up(silent, never);
      expect(await backend.observe()).toMatchObject({
        nodes: [{ state: 'running', restarts: 0 }],
        faults: [],
      });
    });

    it('is ended when it does not answer in time', async () => {
      using site = await makeSite({ neverReady: true });
      await using backend = testBackend({ ...site.deps, times: { startLimitMs: 300 } });
      await expect(backend.up(silent, never)).rejects.toMatchObject({ code: 'timeout' });
      expect(isGone(site.pid())).toBe(true);
    });

    it('is ended when its start is cancelled, and not started at all when that was before', async () => {
      using site = await makeSite({ neverReady: true });
      await using backend = testBackend(site.deps);
      await expect(backend.up(silent, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
      expect(existsSync(site.deps.dataDir)).toBe(false);
      const cancel = new AbortController();
      const starting = backend.up(silent, cancel.signal);
      await vi.waitUntil(() => existsSync(join(site.deps.dataDir, 'storage')), { timeout: 10_000 });
      cancel.abort();
      await expect(starting).rejects.toMatchObject({ code: 'cancelled' });
      expect(isGone(site.pid())).toBe(true);
      expect((await backend.observe()).nodes[0]?.state).toBe('stopped');
    });

    it('is killed when it does not end in time', async () => {
      using site = await makeSite({ ignoresTerm: true });
      await using backend = testBackend({ ...site.deps, times: { ...quick, stopGraceMs: 100 } });
      await backend.up(silent, never);
      const pid = site.pid();
      const report = vi.fn();
      await backend.down(report);
      expect(isGone(pid)).toBe(true);
      expect(report).toHaveBeenLastCalledWith('It did not end in time and was killed.');
    });
  },
);

function forWindows(): Buffer {
  const head = Buffer.alloc(512);
  head.write('MZ');
  head.writeUInt32LE(128, 60);
  head.write('PE\0\0', 128);
  head.writeUInt16LE(0x8664, 132);
  return head;
}

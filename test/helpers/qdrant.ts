import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { it, type TestContext } from 'vitest';
import { type BinaryBackendDeps, createBinaryBackend } from '../../src/main/cluster/binary/binary.ts';
import { freePort } from '../../src/main/cluster/free-port.ts';
import { silentLog } from '../../src/main/log.ts';

/** The Qdrant executable that tests use; null where QDRANT_BIN does not name one. */
export const qdrantBin = (): string | null => {
  const path = process.env['QDRANT_BIN'] ?? '';
  return existsSync(path) ? path : null;
};

/** A test that needs the real Qdrant, and is skipped by name where it is missing. */
export function itWithQdrant(
  name: string,
  test: (binPath: string, context: TestContext) => Promise<void>,
): void {
  it(name, async (context: TestContext) => {
    const binPath = qdrantBin();
    if (binPath === null) return context.skip('Qdrant is missing: QDRANT_BIN does not name it');
    await test(binPath, context);
  });
}

/** A folder for one test; removed with `using`. */
export function scratchFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'cvi-qdrant-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

let nextPort = 21_000 + (process.pid % 1500) * 20;

/** Ports that are free now and that other tests at the same time do not ask for. */
export async function testPorts(): Promise<{ httpPort: number; grpcPort: number }> {
  const httpPort = (await freePort(nextPort)) ?? 0;
  const grpcPort = (await freePort(httpPort + 1)) ?? 0;
  nextPort = grpcPort + 1;
  return { httpPort, grpcPort };
}

export const TEST_KEY = 'a-key-of-the-tests';

/** A backend that stops its server when the test ends. */
export function testBackend(
  deps: Pick<BinaryBackendDeps, 'binPath' | 'dataDir' | 'settings'> & Partial<BinaryBackendDeps>,
): ReturnType<typeof createBinaryBackend> & AsyncDisposable {
  const backend = createBinaryBackend({ apiKey: () => TEST_KEY, log: silentLog, ...deps });
  return { ...backend, [Symbol.asyncDispose]: () => backend.close() };
}

/** The server's process, as the application has noted it in its folder; 0 while it is being started. */
export function notedPid(dataDir: string): number {
  return JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')).process?.pid ?? 0;
}

/**
 * Another process that brings a server up and then only lives, to be killed. When the test is over,
 * what is left of both ends.
 */
export async function startOwner(
  deps: Pick<BinaryBackendDeps, 'binPath' | 'dataDir' | 'settings'>,
): Promise<{ crash(): Promise<void> } & AsyncDisposable> {
  const script = fileURLToPath(new URL('binary-owner.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  child.stdin.end(JSON.stringify({ ...deps, apiKey: TEST_KEY }));
  async function crash(): Promise<void> {
    child.kill('SIGKILL');
    await gone;
  }
  await Promise.race([once(child.stdout, 'data'), failOnExit(gone)]);
  return {
    crash,
    async [Symbol.asyncDispose]() {
      await crash();
      await testBackend(deps).close();
    },
  };
}

async function failOnExit(gone: Promise<unknown[]>): Promise<never> {
  const [code] = await gone;
  throw new Error(`The owner of the server ended with ${String(code)}.`);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/main/cluster/free-port.ts';

/** A Qdrant server of a test: its own storage, port and key. Whoever starts it stops it. */
export interface QdrantServer {
  url: string;
  apiKey: string;
  /** As `connection()` of an engine. */
  connection(): { urls: string[]; apiKey: string };
  /** Without a warning, as a power cut would end it but for what the system has yet to write. */
  kill(): Promise<void>;
  /** Again on the same storage and port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The executable named by QDRANT_BIN; null where there is none. */
export function qdrantExecutable(): string | null {
  const path = process.env['QDRANT_BIN'] ?? '';
  return existsSync(path) ? path : null;
}

const READY_MS = 30_000;
let nextPort = 31_000 + (process.pid % 1_500) * 10;

export async function startQdrant(executable: string): Promise<QdrantServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cvi-engine-'));
  const httpPort = (await freePort(nextPort)) ?? 0;
  const grpcPort = (await freePort(httpPort + 1)) ?? 0;
  nextPort = grpcPort + 1;
  const url = `http://127.0.0.1:${httpPort}`;
  const apiKey = 'a-key-of-the-tests';
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    child = spawn(executable, ['--disable-telemetry'], {
      cwd: folder,
      stdio: 'ignore',
      env: {
        ...process.env,
        QDRANT__SERVICE__HOST: '127.0.0.1',
        QDRANT__SERVICE__HTTP_PORT: String(httpPort),
        QDRANT__SERVICE__GRPC_PORT: String(grpcPort),
        QDRANT__SERVICE__API_KEY: apiKey,
        QDRANT__STORAGE__STORAGE_PATH: join(folder, 'storage'),
        QDRANT__STORAGE__SNAPSHOTS_PATH: join(folder, 'snapshots'),
        QDRANT__TELEMETRY_DISABLED: 'true',
        QDRANT__LOG_LEVEL: 'ERROR',
      },
    });
    await untilReady(url, child);
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = once(ending, 'exit');
    ending.kill(signal);
    await gone;
  }

  await start();
  return {
    url,
    apiKey,
    connection: () => ({ urls: [url], apiKey }),
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`Qdrant ended with ${child.exitCode}.`);
    const ready = await fetch(`${url}/readyz`, { headers: { connection: 'close' } }).catch(() => null);
    if (ready?.ok) return;
    await delay(50);
  }
  throw new Error('Qdrant does not answer.');
}

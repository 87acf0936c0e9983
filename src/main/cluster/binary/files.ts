import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** What a server run from an executable has in its folder. */
export interface BinaryFiles {
  folder: string;
  storage: string;
  snapshots: string;
  config: string;
  /** What it prints; `oldLog` is the part before. */
  log: string;
  oldLog: string;
  state: string;
  /** Left by the server itself where it was started. */
  marker: string;
}

export interface Ports {
  httpPort: number;
  grpcPort: number;
}

export function binaryFiles(dataDir: string): BinaryFiles {
  const folder = resolve(dataDir);
  return {
    folder,
    storage: join(folder, 'storage'),
    snapshots: join(folder, 'snapshots'),
    config: join(folder, 'server.yaml'),
    log: join(folder, 'server.log'),
    oldLog: join(folder, 'server.1.log'),
    state: join(folder, 'server.json'),
    marker: join(folder, '.qdrant-initialized'),
  };
}

/** How the server is told of its config; also what a process on this folder is known by. */
export const configWords = (files: BinaryFiles): string[] => ['--config-path', files.config];

/**
 * The key goes to the server through this file, which is removed again when the server has read it:
 * arguments and the environment of a process can be listed, and a key that is sealed elsewhere must
 * not lie here in plain for good.
 */
export function writeConfig(files: BinaryFiles, { ports, apiKey }: { ports: Ports; apiKey: string }): void {
  const config = {
    // One line a request would fill the disk and say little.
    log_level: 'INFO,actix_web::middleware::logger=WARN',
    telemetry_disabled: true,
    storage: { storage_path: files.storage, snapshots_path: files.snapshots },
    service: {
      host: '127.0.0.1',
      http_port: ports.httpPort,
      grpc_port: ports.grpcPort,
      api_key: apiKey,
      enable_cors: false,
    },
  };
  // JSON is YAML, which is all that the server reads.
  writePrivate(files.config, JSON.stringify(config));
}

export function dropConfig(files: BinaryFiles): void {
  rmSync(files.config, { force: true });
}

const stateSchema = z.object({
  binPath: z.string(),
  httpPort: z.number(),
  grpcPort: z.number(),
  startedAt: z.number(),
  /** Null between the decision to start and the start. */
  process: z.object({ pid: z.number(), identity: z.string().nullable() }).nullable(),
});

/** What the next start of the application needs to know of a server that it finds. */
export type ServerState = z.infer<typeof stateSchema>;

export function findState(files: BinaryFiles): ServerState | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(files.state, 'utf8')));
  } catch {
    return null;
  }
}

export function writeState(files: BinaryFiles, state: ServerState): void {
  writePrivate(files.state, JSON.stringify(state));
}

export function dropState(files: BinaryFiles): void {
  rmSync(files.state, { force: true });
}

/** The folder with nothing in it that others may read. */
export function makeFolder(files: BinaryFiles): void {
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(files.folder, 0o700);
}

function writePrivate(file: string, text: string): void {
  const next = `${file}.new`;
  rmSync(next, { force: true });
  writeFileSync(next, text, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(next, file);
}

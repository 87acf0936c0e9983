import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BinaryBackendDeps } from '../../src/main/cluster/binary/binary.ts';
import { notedPid, scratchFolder, testPorts } from './qdrant.ts';

export interface StandInBehaviour {
  /** Prints this and ends with 1 instead of serving. */
  endsWith?: string;
  /** Ends so when this file is there at its start. */
  endsIfExists?: string;
  ignoresTerm?: boolean;
  /** Goes on loading its data. */
  neverReady?: boolean;
  version?: string;
}

/** An executable that reads a server's config and answers what the application asks of a Qdrant. */
export function makeStandIn(folder: string, behaviour: StandInBehaviour = {}): string {
  const path = join(folder, 'stand-in');
  writeFileSync(path, `#!${process.execPath}\n(${serve.toString()})(${JSON.stringify(behaviour)});\n`);
  chmodSync(path, 0o700);
  return path;
}

/** Runs in the stand-in's own process: nothing from outside may be used. */
function serve(behaviour: StandInBehaviour): void {
  const { existsSync, mkdirSync, readFileSync } = process.getBuiltinModule('node:fs');
  const { createServer } = process.getBuiltinModule('node:http');
  const file = process.argv[process.argv.indexOf('--config-path') + 1] ?? '';
  const { service, storage } = JSON.parse(readFileSync(file, 'utf8'));
  const say = (line: string) => process.stderr.write(`${line}\n`);
  if (behaviour.endsWith || (behaviour.endsIfExists && existsSync(behaviour.endsIfExists))) {
    say(`Error: ${behaviour.endsWith ?? 'the file is there'}`);
    say('\nStack backtrace:\n   0: main');
    process.exit(1);
  }
  mkdirSync(storage.storage_path, { recursive: true });
  const answers: Record<string, unknown> = {
    '/': { title: 'qdrant - vector search engine', version: behaviour.version ?? '1.18.3' },
    '/readyz': 'all shards are ready',
    '/cluster': { result: { status: 'disabled' } },
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const allowed = path !== '/cluster' || request.headers['api-key'] === service.api_key;
    const loading = behaviour.neverReady && path === '/readyz';
    response.writeHead(loading ? 503 : allowed ? 200 : 401).end(JSON.stringify(answers[path] ?? null));
  });
  server.once('error', () => {
    say('Error: Address already in use (os error 98)');
    process.exit(1);
  });
  server.listen(service.http_port, service.host, () =>
    say(`${new Date().toISOString()}  INFO stand-in: listening`),
  );
  process.on('SIGTERM', () => {
    if (behaviour.ignoresTerm) return;
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}

/** Restarts without the waits that spare a real machine. */
export const quick = { restarts: { delaysMs: [10, 20, 30], windowMs: 60_000 } };

/** A stand-in, a folder for its server and ports; removed with `using`. */
export interface Site extends Disposable {
  deps: Pick<BinaryBackendDeps, 'binPath' | 'dataDir' | 'settings' | 'times'>;
  path: string;
  /** As notedPid gives it. */
  pid(): number;
}

export async function makeSite(behaviour: StandInBehaviour = {}): Promise<Site> {
  const folder = scratchFolder();
  const dataDir = join(folder.path, 'server');
  return {
    ...folder,
    deps: {
      binPath: makeStandIn(folder.path, behaviour),
      dataDir,
      settings: await testPorts(),
      times: quick,
    },
    pid: () => notedPid(dataDir),
  };
}

/** A process that has ended but was not waited for is gone, too. */
export const isGone = (pid: number) => {
  try {
    return process.kill(pid, 0) && readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
};

import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import type { Log } from '../../log.ts';
import type { Backend, Connection, Report } from '../backend.ts';
import { createQueue } from '../queue.ts';
import { binaryFiles } from './files.ts';
import { urlOf } from './launch.ts';
import { readLog } from './log.ts';
import { createBinaryObserver } from './observe.ts';
import { createBinaryServer, type RestartPolicy } from './server.ts';

export interface BinaryBackendDeps {
  /** The Qdrant executable. */
  binPath: string;
  /** A folder of its own for this server's storage, config and log. */
  dataDir: string;
  settings: {
    httpPort: number;
    grpcPort: number;
    /** What it should keep to. Watched, not enforced: there is no container around it. */
    memoryMb?: number;
  };
  apiKey(): string | Promise<string>;
  log: Log;
  /** True: the server goes on when the application closes. False by default: nothing runs unseen. */
  keepRunning?: boolean;
  times?: Partial<BinaryTimes>;
}

export interface BinaryTimes {
  /** How long loading the data may take, and ending. */
  startLimitMs: number;
  stopGraceMs: number;
  restarts: RestartPolicy;
}

/**
 * Loading some hundred gigabytes takes minutes. Ending has to fit into the five seconds that the
 * application has; what is not written then is in Qdrant's write-ahead log. Three restarts a minute, then it stays down. */
const TIMES: BinaryTimes = {
  startLimitMs: 600_000,
  stopGraceMs: 4_000,
  restarts: { delaysMs: [500, 2000, 5000], windowMs: 60_000 },
};
const NODE = 'qdrant';
const NOWHERE: Connection = { urls: [], apiKey: null };

/**
 * One Qdrant server as a process of this machine, at 127.0.0.1 only. It outlives a crash of the
 * application and is then taken over. `up` rejects with engine_unavailable when it can't be
 * started, in_use when an unknown process works in its folder, timeout when it never answers.
 */
export function createBinaryBackend(deps: BinaryBackendDeps): Backend {
  const { binPath, apiKey, log } = deps;
  const { httpPort, grpcPort, memoryMb } = deps.settings;
  const files = binaryFiles(deps.dataDir);
  const wanted = { httpPort, grpcPort };
  const server = createBinaryServer({ ...TIMES, ...deps.times, files, binPath, apiKey, log, wanted });
  const observer = createBinaryObserver({
    ...{ binPath, files, server, name: NODE },
    memoryLimitBytes: memoryMb === undefined ? null : memoryMb * 1024 * 1024,
    url: () => connection().urls[0] ?? urlOf(wanted),
  });
  const queue = createQueue();
  const closing = new AbortController();
  /** Kept while it is being started again, so that its users try again instead of giving up. */
  let last = NOWHERE;

  function connection(): Connection {
    const { running, state } = server.facts();
    if (running) last = { urls: [urlOf(running.ports)], apiKey: running.apiKey };
    else if (state !== 'restarting') last = NOWHERE;
    return last;
  }

  async function start(report: Report, signal: AbortSignal): Promise<void> {
    await server.start(report, AbortSignal.any([signal, closing.signal]));
    const [url] = connection().urls;
    if (url === undefined)
      throw new AppError('engine_unavailable', 'The server ended as soon as it answered.');
    report(`The server answers at ${url}.`);
  }

  async function restart(node: string | null, report: Report): Promise<void> {
    if (node !== null && node !== NODE) throw new AppError('not_found', 'There is no such node.');
    await server.stop(report);
    await start(report, closing.signal);
  }

  async function remove(withData: boolean, report: Report): Promise<{ freedBytes: number }> {
    await server.stop(report);
    const freedBytes = withData ? await observer.dataBytes() : 0;
    const data = withData ? [files.storage, files.snapshots] : [];
    for (const path of [...data, files.log, files.oldLog, files.marker]) {
      rmSync(path, { recursive: true, force: true });
    }
    await observer.dataBytes();
    removeWhenEmpty(files.folder);
    report(withData ? 'The server and its data are removed.' : 'The server is removed; its data stays.');
    return { freedBytes };
  }

  async function stopForGood(): Promise<void> {
    if (deps.keepRunning) return server.release();
    try {
      await server.stop(() => {});
    } catch (error) {
      // Another's process in its folder is not this application's to end.
      log.error('qdrant.stop', error);
    }
  }

  return {
    up: (report, signal) => queue(() => start(report, signal)),
    // Taking over what runs is a matter of milliseconds.
    isAnswering: async () => false,
    down: (report) => queue(() => server.stop(report)),
    restart: (node, report) => queue(() => restart(node, report)),
    remove: ({ withData }, report) => queue(() => remove(withData, report)),
    connection,
    observe: observer.observe,
    logs: async ({ node, since, lines }) =>
      node === null || node === NODE ? readLog(files, { node: NODE, since, lines }) : [],
    dataBytes: observer.dataBytes,
    async close() {
      closing.abort();
      await queue(stopForGood);
    },
  };
}

function removeWhenEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

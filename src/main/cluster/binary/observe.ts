import { existsSync } from 'node:fs';
import type { Fault, Observation, ObservedNode } from '../backend.ts';
import { createNodeApi } from '../nodes/node-api.ts';
import { inspectBinary } from './check.ts';
import type { BinaryFiles } from './files.ts';
import { residentBytes } from './identity.ts';
import { type Running, urlOf } from './launch.ts';
import { emptyGrownLog, lastLines } from './log.ts';
import type { BinaryServer } from './server.ts';
import { folderBytes } from './size.ts';

export interface BinaryObserverDeps {
  binPath: string;
  files: BinaryFiles;
  server: Pick<BinaryServer, 'facts'>;
  /** Its name as a node. */
  name: string;
  memoryLimitBytes: number | null;
  /** Where it is, or would be. */
  url(): string;
}

export interface BinaryObserver {
  observe(): Promise<Observation>;
  /** Bytes of its data and snapshots on the disk, walked anew. */
  dataBytes(): Promise<number>;
}

const LAST_LINES = 20;
/** The folder is not walked more often for its size. */
const SIZE_AGE_MS = 30_000;

/** What can be seen of the process and its folder. Nothing here throws. */
export function createBinaryObserver(deps: BinaryObserverDeps): BinaryObserver {
  const { files } = deps;
  let size: { at: number; bytes: number } | null = null;

  async function dataBytes(): Promise<number> {
    const bytes = (await folderBytes(files.storage)) + (await folderBytes(files.snapshots));
    size = { at: Date.now(), bytes };
    return bytes;
  }

  async function node(): Promise<ObservedNode> {
    const { state, running, restarts, ending } = deps.server.facts();
    const troubled = !running || restarts > 0;
    return {
      name: deps.name,
      state: state === 'stopped' && !existsSync(files.storage) ? 'absent' : state,
      url: deps.url(),
      memoryBytes: running && (await memoryBytes(running)),
      memoryLimitBytes: deps.memoryLimitBytes,
      diskBytes: size && Date.now() - size.at < SIZE_AGE_MS ? size.bytes : await dataBytes(),
      restarts,
      startedAt: running?.server.startedAt ?? null,
      exitCode: running ? null : (ending?.exitCode ?? null),
      oomKilled: ending?.outOfMemory ?? false,
      lastLines: troubled ? await lastLines(files.log, { lines: LAST_LINES }) : [],
    };
  }

  async function faults(): Promise<Fault[]> {
    const { running, gaveUp } = deps.server.facts();
    if (running) {
      const answer = await createNodeApi({ url: urlOf(running.ports), apiKey: running.apiKey }).cluster();
      return answer.fault ? [answer.fault] : [];
    }
    const fault = await inspectBinary(deps.binPath);
    if (fault) return [fault];
    return gaveUp === null ? [] : [{ kind: 'binary', reason: 'failed', detail: gaveUp }];
  }

  return {
    dataBytes,
    async observe() {
      emptyGrownLog(files);
      return { nodes: [await node()], faults: await faults() };
    },
  };
}

/** As the system counts it; where that can't be read, as the server's allocator does. */
async function memoryBytes({ server, ports, apiKey }: Running): Promise<number | null> {
  const resident = await residentBytes(server.pid);
  if (resident !== null) return resident;
  const telemetry = await createNodeApi({ url: urlOf(ports), apiKey }).telemetry();
  return telemetry.fault ? null : telemetry.facts.memoryBytes;
}

import { AppError } from '../../../shared/errors.ts';
import { type Log, logId } from '../../log.ts';
import type { Report } from '../backend.ts';
import { createNodeApi } from '../nodes/node-api.ts';
import { checkNode } from '../remote/node-check.ts';
import { inspectBinary } from './check.ts';
import {
  type BinaryFiles,
  configWords,
  dropConfig,
  makeFolder,
  type Ports,
  writeConfig,
  writeState,
} from './files.ts';
import { explainEnd, lastLines, rotateLog, sizeOf } from './log.ts';
import { choosePorts } from './ports.ts';
import { type Ending, type ServerProcess, spawnServer, terminate } from './process.ts';
import { untilReady } from './ready.ts';

export interface LaunchDeps {
  binPath: string;
  files: BinaryFiles;
  log: Log;
  /** How long loading the data may take, and how long ending. */
  startLimitMs: number;
  stopGraceMs: number;
}

export interface Running {
  server: ServerProcess;
  ports: Ports;
  apiKey: string;
}

export interface LaunchRequest {
  /** The ports that are tried first. */
  wanted: Ports;
  apiKey: string;
  report: Report;
  signal: AbortSignal;
}

/** A server that ended by itself before it answered. */
export class StartError extends AppError {
  readonly ending: Ending;

  constructor(message: string, ending: Ending) {
    super('engine_unavailable', message);
    this.ending = ending;
  }
}

/** Between a look at a port and its use another program may take it. */
const PORT_TRIES = 3;
const PORT_TAKEN = /address already in use|os error (98|48|10048)\b/i;

/** Starts the executable and resolves when it answers; what does not get so far is ended again. */
export async function launch(deps: LaunchDeps, request: LaunchRequest): Promise<Running> {
  const fault = await inspectBinary(deps.binPath);
  if (fault) throw new AppError('engine_unavailable', fault.detail);
  for (let tries = 1; ; tries += 1) {
    const started = await tryLaunch(deps, request);
    if (started !== 'port_taken') return started;
    if (tries === PORT_TRIES) {
      throw new AppError(
        'engine_unavailable',
        'Other programs took the ports of the server while it started.',
      );
    }
  }
}

async function tryLaunch(deps: LaunchDeps, request: LaunchRequest): Promise<Running | 'port_taken'> {
  const { files } = deps;
  request.signal.throwIfAborted();
  const ports = await choosePorts(request.wanted, request.report);
  makeFolder(files);
  rotateLog(files);
  const logStart = sizeOf(files.log);
  const server = await spawn(deps, { ports, apiKey: request.apiKey });
  deps.log.info('qdrant.started', { pid: server.pid, httpPort: ports.httpPort });
  const running = { server, ports, apiKey: request.apiKey };
  try {
    const outcome = await waitFor(deps, running, request);
    if (outcome === 'ready') return running;
    const why = explainEnd(await lastLines(files.log, { from: logStart, lines: 200 }));
    if (outcome === 'stranger' || PORT_TAKEN.test(why))
      return await giveBack(deps, server, 'port_taken' as const);
    throw new StartError(endedSentence(why), outcome);
  } catch (error) {
    await giveBack(deps, server, null);
    throw error;
  } finally {
    dropConfig(files);
  }
}

async function giveBack<T>(deps: LaunchDeps, server: ServerProcess, result: T): Promise<T> {
  await terminate(server, deps.stopGraceMs);
  server.release();
  return result;
}

async function spawn(
  deps: LaunchDeps,
  { ports, apiKey }: { ports: Ports; apiKey: string },
): Promise<ServerProcess> {
  const { files, binPath } = deps;
  const state = { binPath, ...ports, startedAt: Date.now() };
  writeConfig(files, { ports, apiKey });
  writeState(files, { ...state, process: null });
  try {
    const server = await spawnServer({
      binPath,
      words: [...configWords(files), '--disable-telemetry'],
      folder: files.folder,
      environment: environment(),
      log: files.log,
    });
    writeState(files, {
      ...state,
      startedAt: server.startedAt,
      process: { pid: server.pid, identity: server.identity },
    });
    return server;
  } catch (error) {
    dropConfig(files);
    const code = (error as NodeJS.ErrnoException).code ?? '';
    deps.log.error('qdrant.start', error, { code: logId(code) });
    throw new AppError('engine_unavailable', `The Qdrant program can’t be started (${code}).`, {
      cause: error,
    });
  }
}

/** The user's own settings for another Qdrant must not reach this one: they would beat its file. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(QDRANT_|RUST_|RUN_MODE$)/i.test(name));
  return { ...Object.fromEntries(own), RUN_MODE: 'production', RUST_BACKTRACE: '0' };
}

async function waitFor(
  deps: LaunchDeps,
  { server, ports, apiKey }: Running,
  { report, signal }: LaunchRequest,
): Promise<'ready' | 'stranger' | Ending> {
  const api = createNodeApi({ url: urlOf(ports), apiKey });
  const readiness = await untilReady({ server, api, limitMs: deps.startLimitMs, report, signal });
  if (readiness.kind === 'ended') return readiness.ending;
  if (readiness.kind === 'timeout') {
    const minutes = Math.ceil(deps.startLimitMs / 60_000);
    throw new AppError('timeout', `The server did not answer within ${minutes} minutes, so it was ended.`);
  }
  if (readiness.kind === 'ready') await checkNode(api);
  return readiness.kind;
}

function endedSentence(why: string): string {
  if (why === '') return 'The server ended as soon as it was started.';
  return `The server ended at its start: ${why}${/[.!?]$/.test(why) ? '' : '.'}`;
}

export const urlOf = (ports: Ports): string => `http://127.0.0.1:${ports.httpPort}`;

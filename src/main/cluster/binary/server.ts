import { setTimeout as delay } from 'node:timers/promises';
import type { NodeState } from '../../../shared/cluster.ts';
import { AppError } from '../../../shared/errors.ts';
import { logId } from '../../log.ts';
import type { Report } from '../backend.ts';
import { createNodeApi } from '../nodes/node-api.ts';
import { dropConfig, dropState, type Ports } from './files.ts';
import { findServer } from './found.ts';
import { type LaunchDeps, launch, type Running, StartError, urlOf } from './launch.ts';
import { adoptProcess, type Ending, terminate } from './process.ts';
import { untilReady } from './ready.ts';

export interface BinaryServerDeps extends LaunchDeps {
  wanted: Ports;
  apiKey(): string | Promise<string>;
  restarts: RestartPolicy;
}

/** Of a server that ends by itself: so many restarts in the window, then it stays down. */
export interface RestartPolicy {
  delaysMs: readonly number[];
  windowMs: number;
}

export interface BinaryServer {
  /** `ending`: of the last process that was not told to end. `gaveUp`: why it stays down, in a sentence. */
  facts(): {
    state: NodeState;
    running: Running | null;
    restarts: number;
    ending: Ending | null;
    gaveUp: string | null;
  };
  start(report: Report, signal: AbortSignal): Promise<void>;
  stop(report: Report): Promise<void>;
  /** Lets a server that runs go on without being watched. */
  release(): Promise<void>;
}

const silent: Report = () => {};

/** Keeps one server running from the moment it is started until it is stopped. */
export function createBinaryServer(deps: BinaryServerDeps): BinaryServer {
  let state: NodeState = 'stopped';
  let running: Running | null = null;
  let restarts = 0;
  let recent: number[] = [];
  let ending: Ending | null = null;
  let gaveUp: string | null = null;
  /** Aborted as soon as the server is not wanted up any more. */
  let wanted = new AbortController();
  let recovering: Promise<void> = Promise.resolve();

  const find = () =>
    findServer(deps.files, async (ports) => {
      const api = createNodeApi({ url: urlOf(ports), apiKey: await deps.apiKey() });
      return (await api.cluster()).fault === null;
    });

  async function adopt(apiKey: string, report: Report, signal: AbortSignal): Promise<Running | null> {
    const left = await find();
    if (!left) return null;
    const found = { server: adoptProcess(left), ports: left.ports, apiKey };
    const why =
      left.binPath === deps.binPath ? await whyNotUsable(found, report, signal) : 'is another program';
    dropConfig(deps.files);
    if (why === null) {
      report('The server that was left running is taken over.');
      deps.log.info('qdrant.adopted', { pid: found.server.pid, httpPort: found.ports.httpPort });
      return found;
    }
    report(`The server that was left running ${why}, so it is started anew.`);
    await terminate(found.server, deps.stopGraceMs);
    found.server.release();
    return null;
  }

  async function whyNotUsable(found: Running, report: Report, signal: AbortSignal): Promise<string | null> {
    const api = createNodeApi({ url: urlOf(found.ports), apiKey: found.apiKey });
    try {
      const { kind } = await untilReady({
        server: found.server,
        api,
        limitMs: deps.startLimitMs,
        report,
        signal,
      });
      if (kind === 'ready') return null;
      return kind === 'stranger' ? 'has another key' : 'does not answer';
    } catch (error) {
      found.server.release();
      throw error;
    }
  }

  function watch(started: Running): void {
    running = started;
    state = 'running';
    void started.server.ended.then((how) => {
      if (running !== started || wanted.signal.aborted) return;
      recovering = recover(started, how).catch((error) => deps.log.error('qdrant.recover', error));
    });
  }

  async function recover(lost: Running, how: Ending): Promise<void> {
    let last = 'The server ended by itself again and again.';
    running = null;
    ending = how;
    while (mayRestart()) {
      state = 'restarting';
      deps.log.info('qdrant.ended', { exitCode: ending.exitCode ?? -1, outOfMemory: ending.outOfMemory });
      try {
        await delay(deps.restarts.delaysMs[recent.length], undefined, { signal: wanted.signal });
        recent.push(Date.now());
        restarts += 1;
        const { apiKey } = lost;
        return watch(
          await launch(deps, { wanted: lost.ports, apiKey, report: silent, signal: wanted.signal }),
        );
      } catch (error) {
        if (wanted.signal.aborted) return;
        const failure = AppError.from(error);
        last = failure.message;
        if (failure instanceof StartError) ending = failure.ending;
      }
    }
    state = 'stopped';
    gaveUp = `${last} It was started again ${recent.length} times within a minute and now stays down.`;
    deps.log.info('qdrant.gave_up', { restarts, signal: logId(ending.signal ?? '') });
  }

  function mayRestart(): boolean {
    const since = Date.now() - deps.restarts.windowMs;
    recent = recent.filter((at) => at > since);
    return recent.length < deps.restarts.delaysMs.length;
  }

  async function rest(): Promise<void> {
    wanted.abort();
    await recovering;
  }

  return {
    facts: () => ({ state, running, restarts, ending, gaveUp }),
    async start(report, signal) {
      if (state === 'running') return;
      await rest();
      wanted = new AbortController();
      const stopping = AbortSignal.any([signal, wanted.signal]);
      [restarts, recent, ending, gaveUp] = [0, [], null, null];
      state = 'starting';
      try {
        const apiKey = await deps.apiKey();
        const adopted = await adopt(apiKey, report, stopping);
        watch(adopted ?? (await launch(deps, { wanted: deps.wanted, apiKey, report, signal: stopping })));
      } catch (error) {
        state = 'stopped';
        if (error instanceof StartError) ending = error.ending;
        if (stopping.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: error });
        throw AppError.from(error);
      }
    },
    async stop(report) {
      await rest();
      const left = running ? null : await find();
      const server = running?.server ?? (left && adoptProcess(left));
      if (server) {
        report('The server is told to end.');
        if (await terminate(server, deps.stopGraceMs)) report('It did not end in time and was killed.');
        server.release();
      }
      running = null;
      state = 'stopped';
      gaveUp = null;
      dropConfig(deps.files);
      dropState(deps.files);
    },
    async release() {
      await rest();
      running?.server.release();
      running = null;
      state = 'stopped';
    },
  };
}

import { AppError } from '../../shared/errors.ts';
import type { EmbedKind, FromEmbedProcess, ToEmbedProcess } from './embed-messages.ts';
import type { EmbedPort, EmbedPortEvents } from './embed-port.ts';
import { createRequests } from './embed-requests.ts';
import type { Embedder, EmbedderState } from './embedder.ts';

export interface EmbedSupervisorDeps {
  start(events: EmbedPortEvents): EmbedPort;
  load: Extract<ToEmbedProcess, { type: 'load' }>;
  /** Known before any process: the model can't be used. */
  problem: AppError | null;
}

export interface EmbedSupervisor extends Pick<Embedder, 'state' | 'ready' | 'onStateChange' | 'close'> {
  ask(kind: EmbedKind, texts: string[], signal?: AbortSignal): Promise<Float32Array>;
  /** Of the process under way, for measuring and for tests. */
  pid(): number | undefined;
}

/** Waits before a process that died is replaced; the last one again and again. */
const RESTART_DELAYS_MS = [0, 200, 1000, 5000];
/** A model whose loading kills its process so many times in a row is given up. */
const MAX_DEATHS_LOADING = 4;
const STOP_GRACE_MS = 2000;

/** Keeps one embedding process running while there is something to ask it. */
export function createEmbedSupervisor(deps: EmbedSupervisorDeps): EmbedSupervisor {
  const requests = createRequests();
  const listeners = new Set<(state: EmbedderState) => void>();
  let waiting: PromiseWithResolvers<void>[] = [];
  let port: EmbedPort | null = null;
  let problem = deps.problem;
  let state: EmbedderState = problem ? 'failed' : 'loading';
  let deathsInARow = 0;
  let deathsLoading = 0;
  let restart: NodeJS.Timeout | null = null;
  let closed: PromiseWithResolvers<void> | null = null;

  function setState(next: EmbedderState): void {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener(next);
  }

  function ensureStarted(): void {
    if (port || restart || state === 'failed' || state === 'stopped') return;
    const started: EmbedPort = deps.start({
      onMessage: (message) => {
        if (port === started) onMessage(message);
      },
      onExit: () => onExit(started),
    });
    port = started;
    started.send(deps.load);
  }

  function onMessage(message: FromEmbedProcess): void {
    if (state === 'stopped') return;
    if (message.type === 'failed') fail(AppError.fromWire(message.error));
    if (message.type === 'ready') becomeReady();
    if (message.type === 'vectors') {
      deathsInARow = 0;
      requests.resolve(message.id, message.vectors);
    }
    if (message.type === 'error') requests.reject(message.id, AppError.fromWire(message.error));
  }

  function becomeReady(): void {
    deathsLoading = 0;
    setState('ready');
    for (const waiter of waiting.splice(0)) waiter.resolve();
    if (port) requests.attach(port);
  }

  function fail(error: AppError): void {
    problem = error;
    setState('failed');
    rejectAll(error);
    port?.send({ type: 'stop' });
  }

  function rejectAll(error: AppError): void {
    const waiters = waiting;
    waiting = [];
    for (const waiter of waiters) waiter.reject(error);
    requests.rejectAll(error);
  }

  function onExit(gone: EmbedPort): void {
    if (port !== gone) return;
    port = null;
    closed?.resolve();
    requests.detach();
    if (state === 'failed' || state === 'stopped') return;
    if (state === 'loading') deathsLoading += 1;
    if (deathsLoading >= MAX_DEATHS_LOADING) {
      fail(new AppError('model_invalid', 'The embedding process ended again and again; it stays off.'));
      return;
    }
    setState('loading');
    const delay = RESTART_DELAYS_MS[Math.min(deathsInARow, RESTART_DELAYS_MS.length - 1)];
    deathsInARow += 1;
    restart = setTimeout(() => {
      restart = null;
      if (requests.pending() > 0 || waiting.length > 0) ensureStarted();
    }, delay);
  }

  return {
    state: () => state,
    pid: () => port?.pid,
    onStateChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready() {
      if (state === 'ready') return Promise.resolve();
      if (problem) return Promise.reject(problem);
      if (state === 'stopped') return Promise.reject(stoppedError());
      const waiter = Promise.withResolvers<void>();
      waiting.push(waiter);
      ensureStarted();
      return waiter.promise;
    },
    ask(kind, texts, signal) {
      if (problem) return Promise.reject(problem);
      if (state === 'stopped') return Promise.reject(stoppedError());
      ensureStarted();
      return requests.add({ kind, texts }, signal);
    },
    async close() {
      setState('stopped');
      if (restart) clearTimeout(restart);
      restart = null;
      rejectAll(stoppedError());
      if (!port) return;
      closed ??= Promise.withResolvers<void>();
      port.send({ type: 'stop' });
      const stuck = port;
      const timer = setTimeout(() => stuck.kill(), STOP_GRACE_MS);
      await closed.promise;
      clearTimeout(timer);
    },
  };
}

function stoppedError(): AppError {
  return new AppError('cancelled', 'The embedding process was stopped.');
}

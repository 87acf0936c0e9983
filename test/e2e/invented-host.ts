import { makeConfig } from '../../src/main/config.ts';
import { nodeHost } from '../../src/main/host/host.ts';
import { startNodeHost } from '../../src/main/host/node.ts';
import type { ClusterStatus } from '../../src/shared/cluster.ts';
import type { CommandName, Handlers, TopicSource, TopicSources } from '../../src/shared/contract.ts';
import type { AppError } from '../../src/shared/errors.ts';
import type { EngineMode, Status } from '../../src/shared/model.ts';
import { GUIDE, inventedLog, inventedPlan } from './invented-engine.ts';

/** The real screens over the real socket, with servers that a test puts into any state. */
export interface InventedHost {
  url: string;
  /** What the screens have asked for, queries of state left out. */
  calls: { command: CommandName; input: unknown }[];
  show(status: ClusterStatus | null): void;
  use(mode: EngineMode): void;
  /** The next call of the command waits until the returned function ends it, with or without an error. */
  hold(command: CommandName): (error?: AppError) => void;
  /** Lines that the log has now. */
  log(count: number): void;
  close(): Promise<void>;
}

export async function startInventedHost(): Promise<InventedHost> {
  const cluster = state<ClusterStatus | null>(null);
  const status = state<Status>(statusOf('embedded'));
  const calls: InventedHost['calls'] = [];
  const held = new Map<CommandName, Promise<void>>();
  let lines = inventedLog(40);

  async function did<T>(command: CommandName, input: unknown, answer: () => T): Promise<T> {
    calls.push({ command, input });
    const wait = held.get(command);
    held.delete(command);
    await wait;
    return answer();
  }
  const now = () => cluster.current() as ClusterStatus;
  const change = (command: CommandName) => (input: unknown) => did(command, input, now);

  const handlers: Partial<Handlers> = {
    'app.status': status.current,
    'app.capabilities': () => nodeHost('0.0.0').capabilities,
    'settings.get': () => SETTINGS,
    'engine.get': () => ({
      ...{ mode: status.current().engine.mode, urls: [], bin: null, caFile: null },
      ...{ hasApiKey: false, running: true },
    }),
    'engine.guide': () => GUIDE,
    'engine.use': (input) => did('engine.use', input, () => ({ mode: input.mode, healthy: true })),
    'cluster.status': now,
    'cluster.up': change('cluster.up'),
    'cluster.down': change('cluster.down'),
    'cluster.restart': change('cluster.restart'),
    'cluster.addNode': change('cluster.addNode'),
    'cluster.drainNode': change('cluster.drainNode'),
    'cluster.upgrade': change('cluster.upgrade'),
    'cluster.remedy': change('cluster.remedy'),
    'cluster.remove': (input) => did('cluster.remove', input, () => ({ freedBytes: 5 * 1024 ** 3 })),
    'cluster.loadImage': (input) =>
      did('cluster.loadImage', input, () => ({ image: 'qdrant/qdrant:v1.18.4' })),
    'cluster.size': () => ({ bytes: 5 * 1024 ** 3, confirm: 'remove' }),
    'cluster.logs': ({ node, since, lines: most }) =>
      lines.filter((line) => line.at >= since && (node == null || line.node === node)).slice(-most),
    'cluster.plan': ({ documents, quantized }) => inventedPlan(documents ?? 2914, quantized ?? false),
  };
  const host = await startNodeHost({
    rendererDir: makeConfig({ inMemory: true }).rendererDir,
    app: {
      handlers: handlers as Handlers,
      topics: {
        'app.status': status,
        'cluster.status': cluster,
        'ingest.progress': state(null),
        'ingest.auditing': state(null),
      } satisfies TopicSources,
      documentFile: async () => null,
    },
  });
  return {
    url: host.url,
    calls,
    show: cluster.set,
    use: (mode) => status.set(statusOf(mode)),
    hold(command) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      held.set(command, promise);
      return (error) => (error ? reject(error) : resolve());
    },
    log: (count) => {
      lines = inventedLog(count);
    },
    close: host.close,
  };
}

function state<T>(value: T): TopicSource<T> & { set(next: T): void } {
  const listeners = new Set<(value: T) => void>();
  return {
    current: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function statusOf(mode: EngineMode): Status {
  return {
    ...{ documents: 2914, candidates: 2801, chunks: 29_140, embedded: 29_140 },
    ...{ pending: 0, processing: 0, failed: 0, needsOcr: 0 },
    engine: {
      ...{ mode, healthy: true, collection: 'cvs', model: 'multilingual-e5-small', modelState: 'ready' },
    },
    ...{ dataDir: '/data', sizeBytes: 48_000_000 },
  };
}

const SETTINGS = [
  {
    ...{ key: 'intake.batch', value: 50, default: 50 },
    description: 'Files handed to the reading threads at a time.',
  },
  {
    ...{ key: 'engine.image', value: 'qdrant/qdrant:v1.18.3', default: 'qdrant/qdrant:v1.18.3' },
    description: 'The Qdrant image that containers are made of.',
  },
  {
    ...{ key: 'engine.memoryMb', value: 4096, default: 4096 },
    description: 'Memory that each Qdrant container may use (megabytes).',
  },
];

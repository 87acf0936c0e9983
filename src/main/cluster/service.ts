import type { ClusterStatus } from '../../shared/cluster.ts';
import type { TopicSource } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { ChosenEngine } from '../store/engine-choice.ts';
import type { Observation, Report } from './backend.ts';
import { clusterStatus } from './diagnosis/cluster-status.ts';
import type { ModelIdentity } from './diagnosis/facts.ts';
import { askNodes } from './nodes/ask-nodes.ts';
import type { Servers } from './servers.ts';

export interface ClusterService extends TopicSource<ClusterStatus | null> {
  /** Null for engines without servers. */
  servers(): Servers | null;
  choice(): ChosenEngine;
  /** Another choice's servers from now on; those of before are closed, not stopped. */
  set(choice: ChosenEngine, servers: Servers | null): Promise<void>;
  /** Asks everything anew. */
  status(): Promise<ClusterStatus>;
  /** Work on the servers, one after the other; its steps are told in the status. */
  operate<T>(sentence: string, work: Work<T>): Promise<T>;
  /** The same without waiting for what is under way, which it ends. */
  interrupt<T>(sentence: string, work: Work<T>): Promise<T>;
  /** Shows a step that is no work on the servers, such as what is copied to them; null: it has ended. */
  tell(sentence: string | null): void;
  close(): Promise<void>;
}

type Work<T> = (report: Report, servers: Servers) => Promise<T>;

export interface ClusterServiceDeps {
  choice: ChosenEngine;
  servers: Servers | null;
  /** The collection in use and the model that it is for; null while it is not known. */
  collection(): { name: string; stored: ModelIdentity | null } | null;
  wantedModel(): ModelIdentity | null;
  wantedVersion(): string | null;
  clientVersion: string;
  /** Something about the servers has changed: whoever waits for them may try again. */
  onChange(): void;
}

/** How often the servers are asked while somebody looks. */
const WATCH_MS = 2000;
const NOTHING_SEEN: Observation = { nodes: [], faults: [] };

export function createClusterService(deps: ClusterServiceDeps): ClusterService {
  let { choice, servers } = deps;
  let last: ClusterStatus | null = null;
  let operations: { sentence: string }[] = [];
  let told: string | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let stopWatching: (() => void) | null = null;
  const listeners = new Set<(status: ClusterStatus | null) => void>();

  const operation = () => operations.at(-1)?.sentence ?? told;

  function publish(): void {
    if (last) last = { ...last, operation: operation() };
    for (const listener of listeners) listener(last);
  }

  async function status(): Promise<ClusterStatus> {
    const asked = servers;
    const collection = deps.collection();
    const observation = asked ? await asked.backend.observe() : NOTHING_SEEN;
    const answers = asked
      ? await askNodes(observation, asked.backend.connection(), collection?.name ?? null)
      : [];
    const disk = asked?.kind === 'binary' ? await asked.disk() : {};
    last = clusterStatus({
      ...{ mode: choice.mode, platform: process.platform, observation },
      answers: answers.map((answer) => ({ ...answer, ...disk })),
      wantedVersion: asked?.kind === 'containers' ? deps.wantedVersion() : null,
      clientVersion: deps.clientVersion,
      wantedModel: deps.wantedModel(),
      storedModel: collection?.stored ?? null,
      collection: collection?.name ?? '',
      operation: operation(),
    });
    publish();
    return last;
  }

  function watch(): void {
    stopWatching?.();
    stopWatching = null;
    if (servers?.kind !== 'containers') return;
    stopWatching = servers.backend.watch(() => {
      deps.onChange();
      void status().catch(() => {});
    });
  }
  watch();

  async function run<T>(sentence: string, work: Work<T>): Promise<T> {
    const asked = servers;
    if (!asked) throw new AppError('conflict', 'The engine that is used has no servers.');
    const own = { sentence };
    operations.push(own);
    publish();
    try {
      return await work((step) => {
        own.sentence = step;
        publish();
      }, asked);
    } finally {
      operations = operations.filter((other) => other !== own);
      deps.onChange();
      await status().catch(() => {});
    }
  }

  return {
    servers: () => servers,
    choice: () => choice,
    async set(next, nextServers) {
      const before = servers;
      choice = next;
      servers = nextServers;
      watch();
      if (before && before !== nextServers) await before.backend.close();
      last = null;
      await status().catch(() => {});
    },
    status,
    operate(sentence, work) {
      const turn = queue.then(() => run(sentence, work));
      queue = turn.catch(() => {});
      return turn;
    },
    interrupt: run,
    tell(sentence) {
      told = sentence;
      publish();
    },
    current: () => last,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        void status().catch(() => {});
        timer = setInterval(() => void status().catch(() => {}), WATCH_MS);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || !timer) return;
        clearInterval(timer);
        timer = null;
      };
    },
    async close() {
      if (timer) clearInterval(timer);
      stopWatching?.();
      await servers?.backend.close();
    },
  };
}

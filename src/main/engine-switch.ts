import type { EngineChoice } from '../shared/answers.ts';
import type { Parsed } from '../shared/contract.ts';
import { AppError } from '../shared/errors.ts';
import type { EngineMode } from '../shared/model.ts';
import {
  createServers,
  hasKey,
  remoteKey,
  type Servers,
  type ServersDeps,
  setRemoteKey,
} from './cluster/servers.ts';
import type { ClusterService } from './cluster/service.ts';
import type { Index, Indexes, OpenIndex } from './engine/indexes.ts';
import type { createEngineChoice } from './store/engine-choice.ts';

export interface EngineSwitchDeps {
  choices: ReturnType<typeof createEngineChoice>;
  service: ClusterService;
  indexes: Indexes;
  servers: ServersDeps;
  /** How the index of servers is opened; of null, the embedded one. */
  openIndex(servers: Servers | null, mode: EngineMode): OpenIndex;
  /** Copies to an opened index what the one before has. */
  copy(from: Index, to: Omit<Index, 'carried'>, signal: AbortSignal): Promise<void>;
  /** Rejects with `busy` while an intake runs; what it returns lets the second pass go on. */
  quiet(): () => void;
}

/** Changes the engine that is used: the new one must answer before the old one is let go. */
export function createEngineSwitch(deps: EngineSwitchDeps) {
  const { choices, service, indexes } = deps;

  async function use(
    asked: Parsed<'engine.use'>,
    signal: AbortSignal,
  ): Promise<{ mode: EngineMode; healthy: boolean }> {
    const before = { choice: service.choice(), servers: service.servers() };
    const choice = {
      mode: asked.mode,
      urls: asked.urls ?? [],
      bin: asked.bin ?? null,
      caFile: asked.caFile ?? null,
      running: true,
    };
    if (asked.mode === 'remote' && choice.urls.length === 0) {
      throw new AppError('invalid_input', 'Say where the servers are: their addresses.');
    }
    const goOn = deps.quiet();
    const putBackKey = asked.mode === 'remote' ? takeRemoteKey(asked, before.choice.urls) : () => {};
    try {
      const servers = createServers(choice, deps.servers);
      const opened = await openBy(servers, choice.mode, signal);
      await indexes.use(opened);
      await indexes.current();
      choices.set(choice);
      await stopOwn(before.choice.mode, choice.mode, before.servers);
      await service.set(choice, servers);
    } catch (error) {
      putBackKey();
      throw error;
    } finally {
      goOn();
    }
    return { mode: choice.mode, healthy: true };
  }

  /** The key that was given; without one the kept key stays for the same addresses. Returns how to undo it. */
  function takeRemoteKey({ apiKey, urls = [] }: Parsed<'engine.use'>, before: string[]): () => void {
    const { secrets } = deps.servers;
    const kept = remoteKey(secrets);
    const same = urls.length > 0 && urls.every((url) => before.includes(url));
    setRemoteKey(secrets, apiKey ?? (same ? kept : null));
    return () => setRemoteKey(secrets, kept);
  }

  /** Opened beforehand, so that a failure leaves everything as it was. */
  async function openBy(servers: Servers | null, mode: EngineMode, signal: AbortSignal): Promise<OpenIndex> {
    const open = deps.openIndex(servers, mode);
    try {
      let first: Omit<Index, 'carried'> | null = await open(signal);
      const before = indexes.peek();
      if (before) await deps.copy(before, first, signal);
      return async (later) => {
        const ready = first;
        first = null;
        return ready ?? open(later);
      };
    } catch (error) {
      await servers?.backend.close();
      throw error;
    }
  }

  /** Servers that nobody asks any more do not run on unseen; their data stays. */
  async function stopOwn(before: EngineMode, now: EngineMode, servers: Servers | null): Promise<void> {
    if (!servers || servers.kind === 'remote' || before === now) return;
    await servers.backend.down(service.tell).catch(() => {});
    service.tell(null);
  }

  return {
    use,
    choice(): EngineChoice {
      const choice = service.choice();
      return { ...choice, hasApiKey: hasKey(choice.mode, deps.servers.secrets) };
    },
    /** The same servers by the settings of now; what is up stays up. */
    async rebuild(): Promise<void> {
      const choice = choices.get();
      if (service.servers() === null) return;
      const servers = createServers(choice, deps.servers);
      await service.set(choice, servers);
      await indexes.use(deps.openIndex(servers, choice.mode));
    },
    setRunning: (running: boolean) => choices.set({ ...choices.get(), running }),
  };
}

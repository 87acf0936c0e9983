import type { EngineChoice } from '../shared/answers.ts';
import type { Parsed } from '../shared/contract.ts';
import { AppError } from '../shared/errors.ts';
import type { EngineMode } from '../shared/model.ts';
import { createQueue } from './cluster/queue.ts';
import type { SecretStore } from './cluster/secrets.ts';
import {
  binaryPath,
  createServers,
  hasKey,
  remoteKey,
  type Servers,
  type ServersDeps,
  setRemoteKey,
} from './cluster/servers.ts';
import type { ClusterService } from './cluster/service.ts';
import type { Index, Indexes, OpenIndex } from './engine/indexes.ts';
import type { ChosenEngine, createEngineChoice } from './store/engine-choice.ts';

export interface EngineSwitchDeps {
  choices: ReturnType<typeof createEngineChoice>;
  service: ClusterService;
  indexes: Indexes;
  servers: ServersDeps;
  /** How the index of servers is opened; of null, the embedded one. */
  openIndex(servers: Servers | null, mode: EngineMode): OpenIndex;
  /** Copies to an opened index what the one before has. */
  copy(from: Index, to: Omit<Index, 'carried'>, signal: AbortSignal): Promise<void>;
  /** Changes with the settings that servers are made by. */
  fingerprint(): string;
  /** Rejects with `busy` while an intake runs; what it returns lets the second pass go on. */
  quiet(): () => void;
}

/** Changes the engine that is used: the new one must answer before the old one is let go. */
export function createEngineSwitch(deps: EngineSwitchDeps) {
  const { choices, service, indexes } = deps;

  /** One change after the other: two at once would each let go of what the other has just opened. */
  const queue = createQueue();
  let builtOf = deps.fingerprint();

  async function use(
    asked: Parsed<'engine.use'>,
    signal: AbortSignal,
  ): Promise<{ mode: EngineMode; healthy: boolean }> {
    const choice: ChosenEngine = {
      mode: asked.mode,
      urls: asked.urls ?? [],
      // Resolved now: the variable may not be there at the next start.
      bin: asked.mode === 'binary' ? binaryPath({ bin: asked.bin ?? null }) : null,
      caFile: asked.caFile ?? null,
      running: true,
    };
    if (asked.mode === 'remote' && choice.urls.length === 0) {
      throw new AppError('invalid_input', 'Say where the servers are: their addresses.');
    }
    const goOn = deps.quiet();
    try {
      if (asked.apiKey === undefined && isSame(choice, service.choice())) await again(choice);
      else await change(asked, choice, signal);
    } finally {
      goOn();
    }
    return { mode: choice.mode, healthy: true };
  }

  /** What is chosen already: it is brought up, and otherwise left alone. */
  async function again(choice: ChosenEngine): Promise<void> {
    choices.set(choice);
    if (service.servers() === null && choice.mode !== 'embedded' && choice.mode !== 'memory') {
      return change({ mode: choice.mode }, choice, new AbortController().signal);
    }
    await rebuild();
    await indexes.current();
  }

  async function change(asked: Asked, choice: ChosenEngine, signal: AbortSignal): Promise<void> {
    const before = { choice: service.choice(), servers: service.servers() };
    // Two programs can't share a folder: the one before makes room, and comes back if the new one fails.
    const sharesFolder = before.servers?.kind === 'binary' && choice.mode === 'binary';
    let putBackKey = () => {};
    try {
      if (asked.mode === 'remote') putBackKey = takeRemoteKey(asked, before.choice.urls);
      const servers = createServers(choice, deps.servers);
      if (sharesFolder) await before.servers?.backend.down(service.tell);
      const opened = await openBy(servers, choice.mode, signal);
      await indexes.use(opened);
      await indexes.current();
      choices.set(choice);
      await stopOwn(before.choice.mode, choice.mode, before.servers);
      await service.set(choice, servers);
      builtOf = deps.fingerprint();
    } catch (error) {
      putBackKey();
      if (sharesFolder) await indexes.reopen();
      throw error;
    }
  }

  /** The key that was given; without one the kept key stays for the same addresses. Returns how to undo it. */
  function takeRemoteKey({ apiKey, urls = [] }: Asked, before: string[]): () => void {
    const { secrets } = deps.servers;
    const kept = readableKey(secrets);
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

  /** The same servers by the settings of now, where these have changed; what is up stays up. */
  async function rebuild(): Promise<void> {
    const choice = choices.get();
    if (service.servers() === null || deps.fingerprint() === builtOf) return;
    const servers = createServers(choice, deps.servers);
    await service.set(choice, servers);
    await indexes.use(deps.openIndex(servers, choice.mode));
    builtOf = deps.fingerprint();
  }

  return {
    use: (asked: Parsed<'engine.use'>, signal: AbortSignal) => queue(() => use(asked, signal)),
    choice(): EngineChoice {
      const choice = service.choice();
      return { ...choice, hasApiKey: hasKey(choice.mode, deps.servers.secrets) };
    },
    rebuild: () => queue(rebuild),
    setRunning(running: boolean): void {
      choices.set({ ...choices.get(), running });
      indexes.retryNow();
    },
  };
}

type Asked = Partial<Parsed<'engine.use'>>;

function isSame(one: ChosenEngine, other: ChosenEngine): boolean {
  const essence = ({ mode, urls, bin, caFile }: ChosenEngine) => JSON.stringify([mode, urls, bin, caFile]);
  return essence(one) === essence(other);
}

/** Null also where the secrets can't be read: then the key is entered again. */
function readableKey(secrets: SecretStore): string | null {
  try {
    return remoteKey(secrets);
  } catch {
    return null;
  }
}

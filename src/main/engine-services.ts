import { access, constants } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterStatus } from '../shared/cluster.ts';
import type { Handlers } from '../shared/contract.ts';
import { AppError } from '../shared/errors.ts';
import type { EngineMode, EngineStatus } from '../shared/model.ts';
import type { CarryAllOptions } from './carry-all.ts';
import { createClusterHandlers } from './cluster/commands.ts';
import { createDocker } from './cluster/docker/docker.ts';
import { type Availability, adviseModes } from './cluster/planning/guide.ts';
import type { SecretStore } from './cluster/secrets.ts';
import { binaryPath, createServers, type Servers, type ServersDeps } from './cluster/servers.ts';
import { createClusterService } from './cluster/service.ts';
import type { Embedder } from './embed/embedder.ts';
import { openEmbeddedIndex } from './embedded-index.ts';
import { createEngineHandlers } from './engine/commands.ts';
import { createIndexes, type Index, type OpenIndex } from './engine/indexes.ts';
import { CLIENT_VERSION, type QdrantEngine } from './engine/qdrant/engine.ts';
import { collectionOf } from './engine/qdrant/schema.ts';
import { createEngineSwitch } from './engine-switch.ts';
import { untilAborted } from './ingest/until-aborted.ts';
import type { Log } from './log.ts';
import { openQdrantIndex } from './qdrant-index.ts';
import type { Db } from './store/database.ts';
import { type ChosenEngine, createEngineChoice } from './store/engine-choice.ts';
import type { Settings } from './store/settings.ts';
import type { Totals } from './store/totals.ts';

export interface EngineServicesDeps {
  /** The ledger's, and where settings are kept (another one for an index in memory). */
  db: Db;
  settingsDb: Db;
  settings: Settings;
  secrets: SecretStore;
  dataDir: string | null;
  keepRunning: boolean;
  embedder: Pick<Embedder, 'model'>;
  totals(): Totals;
  /** What a newly opened index lacks is carried to it; `tell` says to a person what is being done. */
  carry(index: Omit<Index, 'carried'>, options: CarryAllOptions): Promise<void>;
  /** Rejects with `busy` while an intake runs; what it returns lets the second pass go on. */
  quiet(): () => void;
  onChange(): void;
  log: Log;
}

/** An engine that is being reached is waited for so long before its state is told as it is. */
const SETTLE_MS = 3000;

/** The engine in use: its index, its servers, and the commands over both. */
export function createEngineServices(deps: EngineServicesDeps) {
  const { db, settings, embedder, log } = deps;
  const { model } = embedder;
  const qdrantModel = { model: model.id, revision: model.sha256, dimensions: model.dimensions };
  const choices = createEngineChoice(deps.settingsDb);
  const serversDeps: ServersDeps = { ...deps, log };
  const closing = new AbortController();
  /** Of the index that is open on servers. */
  let qdrant: QdrantEngine | null = null;

  const first = choices.get();
  const made = serversOf(first, serversDeps);
  const service = createClusterService({
    choice: first,
    servers: made.servers,
    collection: () => ({
      name: qdrant?.collection ?? collectionOf(qdrantModel).name,
      stored: qdrant?.storedModel() ?? null,
    }),
    wantedModel: () => ({ name: model.id, dimensions: model.dimensions, revision: model.sha256 }),
    wantedVersion: () => /:v?(\d+\.\d+\.\d+)/.exec(settings.get('engine.image'))?.[1] ?? null,
    clientVersion: CLIENT_VERSION,
    onChange: deps.onChange,
  });

  function openIndex(servers: Servers | null, mode: EngineMode): OpenIndex {
    if (servers === null) return openEmbeddedIndex(db, model);
    return openQdrantIndex(servers.backend, {
      ...{ db, model, settings, log },
      isCluster: mode === 'cluster',
      // Servers that the application runs listen to this machine alone.
      claimant: mode === 'remote' ? choices.machine() : null,
      running: () => choices.get().running || service.servers() !== servers,
      report: service.tell,
      onOpen: (engine) => {
        qdrant = engine;
        service.tell(null);
      },
    });
  }

  const indexes = createIndexes({
    open: made.error ? () => Promise.reject(made.error) : openIndex(made.servers, first.mode),
    carry: (index, signal) => deps.carry(index, { signal, tell: service.tell }),
    onChange: deps.onChange,
  });
  const engines = createEngineSwitch({
    ...{ choices, service, indexes, openIndex },
    servers: serversDeps,
    quiet: deps.quiet,
    fingerprint: () =>
      JSON.stringify(settings.list().flatMap(({ key, value }) => (key.startsWith('engine.') ? [value] : []))),
    copy: (before, index, signal) => deps.carry(index, { signal, tell: service.tell, before }),
  });

  /** Resolves when the index is open or can't be, or when it takes too long. */
  const settle = (): Promise<unknown> =>
    Promise.race([countShared().catch(() => {}), delay(SETTLE_MS, undefined, { ref: false })]);

  /** Of servers that other machines feed too; the ledger here knows its own part only. */
  let shared: { documents: number; candidates: number } | null = null;
  async function countShared(): Promise<void> {
    const { claims, engine } = await indexes.current();
    if (claims === null) shared = null;
    else {
      const { documents } = await engine.stats();
      shared = { documents, candidates: documents };
    }
  }

  const handlers: Pick<Handlers, Extract<keyof Handlers, `engine.${string}` | `cluster.${string}`>> = {
    ...createEngineHandlers({
      choice: engines.choice,
      use: (asked, signal) => engines.use(asked, AbortSignal.any([signal, closing.signal])),
      async settled(signal) {
        const { carried } = await indexes.current();
        await untilAborted(carried, signal);
      },
      guide: async () =>
        adviseModes({
          documents: deps.totals().documents,
          vectors: deps.totals().chunks,
          dockerAvailable: await dockerAvailability(),
          binary: await binaryAvailability(binaryPath(choices.get())),
        }),
    }),
    ...createClusterHandlers({
      ...{ service, settings, settle },
      rebuild: engines.rebuild,
      setRunning: engines.setRunning,
      documents: () => deps.totals().documents,
      async measured() {
        const { documents, chunks } = deps.totals();
        const diskBytes = await service.servers()?.backend.dataBytes();
        return diskBytes ? { documents, vectors: chunks + documents, diskBytes } : null;
      },
      loadImage: (file) => createDocker().loadImage(file),
      forget: indexes.reopen,
      async heal(action) {
        if (!qdrant) throw new AppError('engine_unavailable', 'The search engine can’t be reached.');
        await qdrant.heal(action);
      },
    }),
  };

  return {
    indexes,
    service,
    handlers,
    /** Counts that are another's part too; nothing where the ledger knows all. */
    shared: () => shared ?? {},
    status(): Omit<EngineStatus, 'modelState'> {
      const { mode } = deps.dataDir === null ? { mode: 'memory' as const } : service.choice();
      const url = service.servers()?.backend.connection().urls[0];
      return {
        mode,
        ...(url ? { url } : {}),
        healthy: indexes.peek() !== null && isReached(service.current()),
        collection: indexes.peek()?.name ?? '',
        model: model.id,
      };
    },
    settle,
    /** Null for engines without servers. */
    /** An index that needs no servers is there at once. */
    isBuiltIn: made.servers === null && made.error === null,
    clusterStatus: async () => (service.servers() === null ? null : service.status()),
    async close(): Promise<void> {
      closing.abort(new AppError('cancelled', 'The application is closing.'));
      await indexes.close();
      await service.close();
    },
  };
}

/** A choice that can't be had here any more (its program is gone, its key unreadable) must not lock everything else. */
function serversOf(
  choice: ChosenEngine,
  deps: ServersDeps,
): { servers: Servers | null; error: AppError | null } {
  try {
    return { servers: createServers(choice, deps), error: null };
  } catch (error) {
    const { message } = AppError.from(error);
    return { servers: null, error: new AppError('engine_unavailable', message, { cause: error }) };
  }
}

/** As its servers were seen last; an engine without servers is reached always. */
function isReached(status: ClusterStatus | null): boolean {
  const nodes = status?.nodes ?? [];
  return nodes.length === 0 || nodes.some((node) => node.healthy);
}

async function dockerAvailability(): Promise<Availability> {
  const fault = await createDocker().fault();
  if (fault === null) return { ok: true, reason: null };
  const reasons = {
    missing: 'Docker is not installed on this machine.',
    stopped: 'Docker is not running.',
    permission: 'This user may not use Docker.',
  };
  return { ok: false, reason: fault.kind === 'docker' ? reasons[fault.reason] : null };
}

async function binaryAvailability(path: string | null): Promise<Availability> {
  if (path === null) return { ok: false, reason: 'No Qdrant executable has been named yet.' };
  return access(path, constants.X_OK).then(
    () => ({ ok: true, reason: null }),
    () => ({ ok: false, reason: `There is no program at ${path} that may be run.` }),
  );
}

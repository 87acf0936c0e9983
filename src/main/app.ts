import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Handlers, TopicSources } from '../shared/contract.ts';
import { AppError } from '../shared/errors.ts';
import type { DocumentFormat, Status } from '../shared/model.ts';
import type { Config } from './config.ts';
import { runDoctor } from './doctor.ts';
import { createDocumentHandlers } from './documents/commands.ts';
import { createEmbedder } from './embed/embed-client.ts';
import type { Embedder } from './embed/embedder.ts';
import { createEmbeddedEngine } from './engine/embedded/engine.ts';
import { createFolderCommands } from './folders/commands.ts';
import type { Host } from './host/host.ts';
import { createIngestHandlers } from './ingest/commands.ts';
import { recover } from './ingest/commit.ts';
import { createEmbedPump } from './ingest/embed-pump.ts';
import { createState } from './ingest/state.ts';
import { createWatcher } from './ingest/watch.ts';
import { createRunner } from './jobs/runner.ts';
import type { Log } from './log.ts';
import { createSearchHandlers } from './search/commands.ts';
import { createSearch, type Search } from './search/search.ts';
import { createSettingsHandlers } from './settings/commands.ts';
import { openCollection } from './store/collections.ts';
import { type Db, databaseError, openDatabase } from './store/database.ts';
import { findDocumentDetail, findOriginal } from './store/details.ts';
import { createDocumentStore } from './store/documents.ts';
import { createFileLedger } from './store/files.ts';
import { createJobStore } from './store/jobs.ts';
import { lockDataFolder } from './store/lock.ts';
import { createSettings } from './store/settings.ts';
import { createTotals } from './store/totals.ts';
import { createParsePool } from './workers/pool.ts';

export interface App {
  handlers: Handlers;
  topics: TopicSources;
  /** For the command line's evaluation, which opens the index once for many queries. */
  search: Search;
  embedder: Pick<Embedder, 'ready' | 'state'>;
  /** The original file of a document; null when none of its paths is there. */
  documentFile(documentId: string): Promise<{ path: string; format: DocumentFormat } | null>;
  /** Goes on with unfinished jobs and watched folders; hosts that stay open call it once. */
  resume(): void;
  close(): Promise<void>;
}

export interface AppOptions {
  config: Config;
  host: Host;
  log: Log;
  /** How a second process is told who has the data folder, e.g. "cvi ingest". */
  command: string;
}

/** Puts all services together; what is opened here is closed by `close`, in reverse order. */
export async function createApp({ config, host, log, command }: AppOptions): Promise<App> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const db = openStore(config, command, closers);
    const settings = createSettings(db);
    const embedder = createEmbedder({
      modelDir: join(config.resourcesDir, 'models'),
      modelId: settings.get('model'),
      batchSize: settings.get('embedding.batch'),
      ...(settings.get('embedding.threads') ? { threads: settings.get('embedding.threads') } : {}),
    });
    closers.push(() => embedder.close());

    const collection = openCollection(db, embedder.model);
    const engine = createEmbeddedEngine({ db, ...collection });
    closers.push(() => engine.close());

    const files = createFileLedger(db);
    const documents = createDocumentStore(db);
    const jobs = createJobStore(db);
    await recover({ files, documents, engine });

    const totals = createTotals(db, collection.collectionNo);
    const status = (): Status => ({
      ...totals(),
      engine: {
        mode: config.dataDir === null ? 'memory' : 'embedded',
        healthy: true,
        collection: collection.name,
        model: embedder.model.id,
        modelState: embedder.state(),
      },
      dataDir: config.dataDir ?? '',
      sizeBytes: folderSize(config.dataDir),
    });
    const statusState = createState(status());
    const refresh = () => statusState.set(status());
    closers.push(embedder.onStateChange(refresh));

    const { collectionNo } = collection;
    const pump = createEmbedPump({
      ...{ documents, engine, embedder, collectionNo, log },
      onEmbedded: (passages) => runner.progress.embedded(passages),
    });
    closers.push(() => pump.close());

    const createPool = (size: number) =>
      createParsePool({ size, timeoutMs: settings.get('intake.timeoutSeconds') * 1000 });
    const processors = availableParallelism();
    const runner = createRunner({
      ...{ files, documents, engine, jobs, settings, pump, createPool, processors, log },
      exclude: config.dataDir,
      transaction: (work) => inTransaction(db, work),
      meaning: () => {
        const { embedded, chunks } = totals();
        return { done: embedded, total: chunks };
      },
    });
    closers.push(() => runner.close());
    closers.push(runner.progress.subscribe(refresh));

    const watcher = createWatcher({
      db,
      exclude: config.dataDir,
      onChange: (folder) => void runner.start([folder], { textOnly: false }),
    });
    closers.push(() => watcher.close());

    const search = createSearch({ db, engine, embedder });
    const auditing = createState<{ found: number; bytes: number } | null>(null);
    const handlers: Handlers = {
      'app.status': status,
      'app.capabilities': () => host.capabilities,
      'app.doctor': () => runDoctor({ db, dataDir: config.dataDir, embedder }),
      ...createIngestHandlers({
        ...{ runner, watcher, jobs, files, auditing },
        auditDeps: () => ({
          createPool,
          chunking: settings.chunking(),
          maxBytes: settings.get('intake.maxFileMb') * 1_048_576,
          workers: settings.get('intake.workers') || Math.min(processors, 8),
          exclude: config.dataDir,
          embeddingRate: (passages, signal) => measureEmbedding(embedder, passages, signal),
        }),
      }),
      ...createSearchHandlers(search),
      ...createDocumentHandlers({ findDetail: (id) => findDocumentDetail(db, id) }),
      ...createFolderCommands({
        pickFolder: host.pickFolder,
        sampleDir: join(config.resourcesDir, 'sample'),
      }),
      ...createSettingsHandlers(settings),
    };

    return {
      handlers,
      topics: {
        'ingest.progress': runner.progress,
        'app.status': { current: status, subscribe: statusState.subscribe },
        'ingest.auditing': auditing,
      },
      search,
      embedder,
      documentFile: (documentId) => firstThere(findOriginal(db, documentId)),
      resume() {
        // Failing here shows in the status; words answer without it.
        embedder.ready().catch(() => {});
        runner.resumeAll();
        watcher.resume();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openStore(config: Config, command: string, closers: (() => void)[]): Db {
  if (config.dataDir !== null) {
    makeFolder(config.dataDir);
    const lock = lockDataFolder(config.dataDir, command);
    closers.push(() => lock.release());
  }
  const db = openDatabase(config.dataDir);
  closers.push(() => db.close());
  return db;
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AppError('permission', 'The data folder can’t be made there.', { cause: error });
  }
}

function inTransaction<T>(db: Db, work: () => T): T {
  try {
    return db.transaction(work).immediate();
  } catch (error) {
    throw databaseError(error);
  }
}

function folderSize(dataDir: string | null): number {
  if (dataDir === null) return 0;
  return readdirSync(dataDir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) => sum + (statSync(join(dataDir, entry.name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}

async function firstThere(original: { paths: string[]; format: DocumentFormat } | null) {
  for (const path of original?.paths ?? []) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there && original) return { path, format: original.format };
  }
  return null;
}

const MEASURED_PASSAGES = 32;

/** Passages a second on some of the very passages; null when the model can't be had. */
async function measureEmbedding(
  embedder: Pick<Embedder, 'ready' | 'embedPassages'>,
  passages: string[],
  signal: AbortSignal,
): Promise<number | null> {
  try {
    await embedder.ready();
    const some = passages.slice(0, MEASURED_PASSAGES);
    const startedAt = performance.now();
    await embedder.embedPassages(some, signal);
    return some.length / ((performance.now() - startedAt) / 1000);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

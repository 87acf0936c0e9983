import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Handlers, TopicSources } from '../shared/contract.ts';
import { AppError } from '../shared/errors.ts';
import type { DocumentFormat, Status } from '../shared/model.ts';
import { auditDeps } from './audit-deps.ts';
import { carryAll } from './carry-all.ts';
import { openSecrets } from './cluster/secrets.ts';
import type { Config } from './config.ts';
import { runDoctor } from './doctor.ts';
import { createDocumentHandlers } from './documents/commands.ts';
import { findThere } from './documents/original.ts';
import { createEmbedder } from './embed/embed-client.ts';
import type { Embedder } from './embed/embedder.ts';
import { listModels } from './embed/model.ts';
import { createEngineServices } from './engine-services.ts';
import { createFolderCommands } from './folders/commands.ts';
import type { Host } from './host/host.ts';
import type { Monitored } from './host/monitoring.ts';
import { createIngestHandlers } from './ingest/commands.ts';
import { recover } from './ingest/commit.ts';
import { createEmbedPump } from './ingest/embed-pump.ts';
import { createState } from './ingest/state.ts';
import { createWatcher } from './ingest/watch.ts';
import { createRunner } from './jobs/runner.ts';
import type { Log } from './log.ts';
import { createIntakeCounter } from './metrics/count-intake.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createMonitored } from './monitored.ts';
import { createSearchHandlers } from './search/commands.ts';
import {
  type By,
  compareQueries,
  type Evaluation,
  evaluateQueries,
  type LabelledQuery,
} from './search/evaluate.ts';
import { createSearch } from './search/search.ts';
import { createSettingsHandlers } from './settings/commands.ts';
import { folderSize, openDataFolder } from './store/data-folder.ts';
import { inTransaction, openDatabase } from './store/database.ts';
import { findDocumentDetail, findOriginal } from './store/details.ts';
import { createDocumentStore } from './store/documents.ts';
import { createEngineChoice } from './store/engine-choice.ts';
import { createEngineInput } from './store/engine-input.ts';
import { createFileLedger } from './store/files.ts';
import { createJobStore } from './store/jobs.ts';
import { createSettings } from './store/settings.ts';
import { createTotals } from './store/totals.ts';
import { createParsePool } from './workers/pool.ts';

export interface App {
  handlers: Handlers;
  topics: TopicSources;
  /** How well labelled queries find who they should; `compare` asks by words, meaning and both. */
  evaluate(queries: LabelledQuery[], signal: AbortSignal): Promise<Evaluation>;
  compare(queries: LabelledQuery[], signal: AbortSignal): Promise<Record<By, Evaluation>>;
  embedder: Pick<Embedder, 'ready' | 'state'>;
  /** The original file of a document; null when none of its paths is there. */
  documentFile(documentId: string): Promise<{ path: string; format: DocumentFormat } | null>;
  /** For programs that watch the host. */
  monitored: Monitored;
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
  /** A Qdrant of its own goes on when the application closes: for commands that come and go. */
  keepEngine?: boolean;
}

/** Puts all services together; what is opened here is closed by `close`, in reverse order. */
export async function createApp({
  config,
  host,
  log,
  command,
  keepEngine = false,
}: AppOptions): Promise<App> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const store = openDataFolder(config.dataDir, command);
    closers.push(() => store.close());
    // Settings outlive an index that is kept in memory only.
    const inMemory = config.dataDir !== null && createEngineChoice(store.db).get().mode === 'memory';
    const db = inMemory ? openDatabase(null) : store.db;
    if (inMemory) closers.push(() => void db.close());
    const modelDir = join(config.resourcesDir, 'models');
    const settings = createSettings(
      store.db,
      listModels(modelDir).map((model) => model.id),
    );
    const embedder = createEmbedder({
      modelDir,
      modelId: settings.get('model'),
      batchSize: settings.get('embedding.batch'),
      ...(settings.get('embedding.threads') ? { threads: settings.get('embedding.threads') } : {}),
    });
    closers.push(() => embedder.close());

    const files = createFileLedger(db);
    const documents = createDocumentStore(db);
    const engineInput = createEngineInput(db);
    const jobs = createJobStore(db);
    recover({ files, documents });

    let collectionNo = 0;
    let resumed = false;
    const totals = createTotals(db, () => {
      collectionNo = engines?.indexes.peek()?.collectionNo ?? collectionNo;
      return collectionNo;
    });
    let engines: ReturnType<typeof createEngineServices> | null = null;
    const services = createEngineServices({
      ...{ db, settings, embedder, totals, log },
      settingsDb: store.db,
      secrets: openSecrets(config.dataDir, host.sealer),
      dataDir: config.dataDir,
      keepRunning: keepEngine,
      async carry(index, options) {
        await carryAll({ db, model: embedder.model, documents, engineInput }, index, options);
        // What could not be carried is embedded; commands that come and go leave it to the next intake.
        if (resumed) pump.wake();
      },
      quiet() {
        if (runner.isBusy())
          throw new AppError('busy', 'An intake is running. Pause it, then change the engine.');
        return pump.hold();
      },
      onChange: () => refresh(),
    });
    engines = services;
    const { indexes } = services;
    closers.push(() => services.close());
    const status = (): Status => ({
      ...totals(),
      ...services.shared(),
      engine: { ...services.status(), modelState: embedder.state() },
      dataDir: config.dataDir ?? '',
      sizeBytes: folderSize(config.dataDir),
    });
    const statusState = createState(status());
    function refresh(): void {
      statusState.set(status());
    }
    if (services.isBuiltIn) await indexes.current();
    closers.push(embedder.onStateChange(refresh));

    const onWaiting = (sentence: string | null) => runner.progress.problem(sentence);
    const pump = createEmbedPump({
      ...{ documents, engineInput, indexes, embedder, log, onWaiting },
      onEmbedded: (passages) => runner.progress.embedded(passages),
    });
    closers.push(() => pump.close());

    const createPool = (size: number) =>
      createParsePool({ size, timeoutMs: settings.get('intake.timeoutSeconds') * 1000 });
    const processors = availableParallelism();
    const runner = createRunner({
      ...{ files, documents, engineInput, indexes, jobs, settings, pump, createPool, processors, log },
      onWaiting,
      onText() {
        if (!runner.progress.current()?.textOnly) pump.wake();
      },
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
      onChange: (folder) => runner.changed(folder),
    });
    closers.push(() => watcher.close());

    const metrics = createMetrics({ version: config.version });
    closers.push(runner.progress.subscribe(createIntakeCounter(metrics)));
    const search = createSearch({ engine: async () => (await indexes.current()).engine, embedder });
    const auditing = createState<{ found: number; bytes: number } | null>(null);
    const handlers: Handlers = {
      'app.status': async () => {
        await services.settle();
        return status();
      },
      'app.capabilities': () => host.capabilities,
      'app.doctor': () => runDoctor({ db, dataDir: config.dataDir, embedder }),
      ...createIngestHandlers({
        ...{ runner, watcher, jobs, files, auditing },
        auditDeps: () => auditDeps({ settings, processors, embedder, createPool, exclude: config.dataDir }),
      }),
      ...createSearchHandlers(search, metrics),
      ...createDocumentHandlers({
        findDetail: (id) => findDocumentDetail(db, id),
        findElsewhere: async (id) => (await (await indexes.current()).engine.find([id]))[0] ?? null,
      }),
      ...createFolderCommands({
        pickFolder: host.pickFolder,
        sampleDir: join(config.resourcesDir, 'sample'),
      }),
      ...createSettingsHandlers(settings),
      ...services.handlers,
    };

    return {
      handlers,
      topics: {
        'ingest.progress': runner.progress,
        'app.status': { current: status, subscribe: statusState.subscribe },
        'ingest.auditing': auditing,
        'cluster.status': services.service,
      },
      evaluate: (queries, signal) => evaluateQueries(search, queries, { signal }),
      compare: (queries, signal) => compareQueries(search, queries, signal),
      embedder,
      monitored: createMonitored({ metrics, status, clusterStatus: services.clusterStatus }),
      documentFile: (documentId) => findThere(findOriginal(db, documentId)),
      resume() {
        resumed = true;
        // Failing here shows in the status; words answer without it.
        embedder.ready().catch(() => {});
        indexes.current().catch(() => {});
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

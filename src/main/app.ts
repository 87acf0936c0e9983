import { access } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Handlers, TopicSources } from '../shared/contract.ts';
import type { DocumentFormat, Status } from '../shared/model.ts';
import type { Config } from './config.ts';
import { runDoctor } from './doctor.ts';
import { createDocumentHandlers } from './documents/commands.ts';
import { createEmbedder } from './embed/embed-client.ts';
import type { Embedder } from './embed/embedder.ts';
import { measureEmbedding } from './embed/measure.ts';
import { listModels } from './embed/model.ts';
import { openEmbeddedIndex } from './embedded-index.ts';
import { createIndexes } from './engine/indexes.ts';
import { createFolderCommands } from './folders/commands.ts';
import type { Host } from './host/host.ts';
import { carryWords, sweep } from './ingest/carry.ts';
import { createIngestHandlers } from './ingest/commands.ts';
import { recover } from './ingest/commit.ts';
import { createEmbedPump } from './ingest/embed-pump.ts';
import { createState } from './ingest/state.ts';
import { createWatcher } from './ingest/watch.ts';
import { createRunner } from './jobs/runner.ts';
import type { Log } from './log.ts';
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
import { inTransaction } from './store/database.ts';
import { findDocumentDetail, findOriginal } from './store/details.ts';
import { createDocumentStore } from './store/documents.ts';
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
    const store = openDataFolder(config.dataDir, command);
    closers.push(() => store.close());
    const { db } = store;
    const modelDir = join(config.resourcesDir, 'models');
    const settings = createSettings(
      db,
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

    let onIndexChange = () => {};
    const indexes = createIndexes({
      open: openEmbeddedIndex(db, embedder.model),
      async carry(index, signal) {
        await sweep(index);
        await carryWords({ ...index, documents, engineInput, signal });
      },
      onChange: () => onIndexChange(),
    });
    closers.push(() => indexes.close());
    await indexes.current();

    let collectionNo = 0;
    const totals = createTotals(db, () => {
      collectionNo = indexes.peek()?.collectionNo ?? collectionNo;
      return collectionNo;
    });
    const status = (): Status => ({
      ...totals(),
      engine: {
        mode: config.dataDir === null ? 'memory' : 'embedded',
        healthy: true,
        collection: indexes.peek()?.name ?? '',
        model: embedder.model.id,
        modelState: embedder.state(),
      },
      dataDir: config.dataDir ?? '',
      sizeBytes: folderSize(config.dataDir),
    });
    const statusState = createState(status());
    const refresh = () => statusState.set(status());
    onIndexChange = refresh;
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
      onChange: (folder) => void runner.start([folder], { textOnly: false }),
    });
    closers.push(() => watcher.close());

    const search = createSearch({ engine: async () => (await indexes.current()).engine, embedder });
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
      evaluate: (queries, signal) => evaluateQueries(search, queries, { signal }),
      compare: (queries, signal) => compareQueries(search, queries, signal),
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

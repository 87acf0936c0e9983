import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openEmbeddedIndex } from '../../src/main/embedded-index.ts';
import { createIndexes } from '../../src/main/engine/indexes.ts';
import { createEmbedPump } from '../../src/main/ingest/embed-pump.ts';
import { createRunner, type Runner } from '../../src/main/jobs/runner.ts';
import { silentLog } from '../../src/main/log.ts';
import { inTransaction, openDatabase } from '../../src/main/store/database.ts';
import { createDocumentStore } from '../../src/main/store/documents.ts';
import { createEngineInput } from '../../src/main/store/engine-input.ts';
import { createFileLedger } from '../../src/main/store/files.ts';
import { createJobStore, type Job, type JobOptions } from '../../src/main/store/jobs.ts';
import { createSettings } from '../../src/main/store/settings.ts';
import { createParsePool } from '../../src/main/workers/pool.ts';
import type { ParseOutcome } from '../../src/main/workers/protocol.ts';
import type { JobProgress, Receipt } from '../../src/shared/model.ts';
import { temporaryFolder } from './app.ts';
import { DIMENSIONS, vectorOf } from './people-index.ts';

/** The jobs of the application on a ledger and an engine of their own; the model alone is a stand-in. */
export interface JobWorld {
  runner: Runner;
  jobs: ReturnType<typeof createJobStore>;
  files: ReturnType<typeof createFileLedger>;
  documents: ReturnType<typeof createDocumentStore>;
  deps: Parameters<typeof createRunner>[0];
  /** A folder of documents. */
  source: string;
  put(name: string, text: string): string;
  /** That many CVs, each another person's. */
  putPeople(count: number, below?: string): void;
  /** That many documents that can't be read. */
  putBroken(count: number, below?: string): void;
  start(options?: Partial<JobOptions>, folder?: string): Job;
  receipt(jobId: string): Promise<Receipt>;
  state(jobId: string): string | undefined;
  until(holds: (progress: JobProgress) => boolean): Promise<JobProgress>;
  /** From now on each document, or each batch of passages, waits. */
  holdReading(): Held;
  holdEmbedding(): Held;
  /** The ledger can grow no more, as on a full disk, until the returned function is called. */
  fillDisk(): () => void;
  /** The ledger can't be written at all until the returned function is called. */
  makeReadOnly(): () => void;
  /** Another runner on the same ledger, as after a restart. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface Held {
  /** Resolves when the first waits. */
  reached: Promise<void>;
  open(): void;
}

export const cv = (name: string, job = 'Nurse in intensive care') =>
  `${name}\n${job}\n\nExperience\n2015 - 2020 ${job} at the General Hospital, caring for ventilated patients.\n`;

export function openJobWorld(): JobWorld {
  const data = temporaryFolder();
  const source = temporaryFolder();
  const db = openDatabase(data.path);
  const files = createFileLedger(db);
  const documents = createDocumentStore(db);
  const engineInput = createEngineInput(db);
  const jobs = createJobStore(db);
  const model = { id: 'words', sha256: 'words', dimensions: DIMENSIONS };
  const indexes = createIndexes({
    open: openEmbeddedIndex(db, model),
    carry: async () => {},
    onChange: () => {},
  });
  const reading = createGate();
  const embedding = createGate();
  const pump = createEmbedPump({
    ...{ documents, engineInput, indexes, log: silentLog },
    embedder: {
      async embedPassages(texts) {
        await embedding.pass();
        return texts.map(vectorOf);
      },
    },
    onEmbedded: (passages) => world.runner.progress.embedded(passages),
    onWaiting: () => {},
  });
  const deps: JobWorld['deps'] = {
    ...{ files, documents, engineInput, indexes, jobs, pump, log: silentLog },
    settings: createSettings(db, ['multilingual-e5-small']),
    transaction: (work) => inTransaction(db, work),
    createPool(size) {
      const pool = createParsePool({ size });
      return {
        size: pool.size,
        run: async (task): Promise<ParseOutcome> => {
          await reading.pass();
          return pool.run(task);
        },
        close: () => pool.close(),
      };
    },
    meaning: () => ({ done: 0, total: 0 }),
    processors: 2,
    exclude: null,
    onWaiting: () => {},
    onText: () => {},
  };

  const put = (name: string, text: string) => {
    const path = join(source.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const times = (count: number, make: (index: number) => void) => {
    for (let index = 0; index < count; index += 1) make(index);
  };

  const world: JobWorld = {
    ...{ jobs, files, documents, deps, put, source: source.path },
    runner: createRunner(deps),
    putPeople: (count, below = '.') =>
      times(count, (index) => put(join(below, `${index}.txt`), cv(`Person Number${index} of ${below}`))),
    putBroken: (count, below = '.') =>
      times(count, (index) => put(join(below, `broken ${index}.pdf`), `%PDF-1.7 broken ${index}`)),
    start: (options = {}, folder = source.path) =>
      world.runner.start([folder], { textOnly: true, ...options }),
    receipt: (jobId) => world.runner.receipt(jobId, new AbortController().signal),
    state: (jobId) => jobs.find(jobId)?.state,
    until: (holds) =>
      new Promise((resolve) => {
        const look = (progress: JobProgress | null) => {
          if (!progress || !holds(progress)) return;
          stop();
          resolve(progress);
        };
        const stop = world.runner.progress.subscribe(look);
        look(world.runner.progress.current());
      }),
    holdReading: reading.hold,
    holdEmbedding: embedding.hold,
    fillDisk() {
      const pages = db.pragma('page_count', { simple: true }) as number;
      db.pragma(`max_page_count = ${pages}`);
      return () => void db.pragma('max_page_count = 4294967294');
    },
    makeReadOnly() {
      db.pragma('query_only = 1');
      return () => void db.pragma('query_only = 0');
    },
    async restart() {
      await world.runner.close();
      world.runner = createRunner(deps);
    },
    async close() {
      reading.open();
      embedding.open();
      await world.runner.close();
      await pump.close();
      await indexes.close();
      db.close();
      data.remove();
      source.remove();
    },
  };
  return world;
}

/** Lets everybody pass, or nobody until it is opened. */
function createGate() {
  let held: Promise<void> | null = null;
  let reach = () => {};
  let open = () => {};
  return {
    async pass() {
      reach();
      await held;
    },
    hold(): Held {
      held = new Promise((resolve) => {
        open = resolve;
      });
      const reached = new Promise<void>((resolve) => {
        reach = resolve;
      });
      return { reached, open };
    },
    open: () => open(),
  };
}

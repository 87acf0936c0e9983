import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedIndex } from '../../src/main/embedded-index.ts';
import type { EmbeddedDocument } from '../../src/main/engine/engine.ts';
import type { Index } from '../../src/main/engine/indexes.ts';
import { createEmbedPump } from '../../src/main/ingest/embed-pump.ts';
import { silentLog } from '../../src/main/log.ts';
import { type Db, openDatabase } from '../../src/main/store/database.ts';
import { createDocumentStore } from '../../src/main/store/documents.ts';
import { createEngineInput } from '../../src/main/store/engine-input.ts';
import { AppError } from '../../src/shared/errors.ts';

const DOCUMENTS = 60;
const MODEL = { id: 'test', sha256: 'abc', dimensions: 4 };

describe('the second pass', () => {
  let db: Db;
  let index: Index;
  let documents: ReturnType<typeof createDocumentStore>;
  /** What the embedder does with a batch; a test puts its own here. */
  let embed: (texts: string[]) => Promise<void>;
  const never = new AbortController().signal;

  beforeEach(async () => {
    db = openDatabase(null);
    documents = createDocumentStore(db);
    const opened = await openEmbeddedIndex(db, MODEL as Parameters<typeof openEmbeddedIndex>[1])(never);
    index = { ...opened, carried: Promise.resolve() };
    embed = async () => {};
    for (let number = 1; number <= DOCUMENTS; number += 1) add(number);
  });
  afterEach(async () => {
    await index.engine.close();
    db.close();
  });

  function add(number: number): number {
    const text = `Person ${number}`;
    const span = { page: 1, start: 0, end: text.length };
    const docNo = documents.add({
      ...{
        sha256: String(number).padStart(16, '0').padEnd(64, '0'),
        format: 'txt',
        sizeBytes: 1,
        datedAt: null,
      },
      read: { text, pageStarts: [0], head: span, chunks: [span], fields: [], language: 'en' },
      fallbackName: text,
    });
    documents.markTextReady(docNo);
    return docNo;
  }

  const embedded = () => db.prepare<[], number>('SELECT count(*) FROM embedded').pluck().get();

  function pump(putVectors = (given: EmbeddedDocument[]) => index.engine.putVectors(given)) {
    const used: Index = { ...index, engine: { ...index.engine, putVectors } };
    return createEmbedPump({
      ...{ documents, engineInput: createEngineInput(db), log: silentLog },
      indexes: { current: async () => used, peek: () => used },
      embedder: {
        async embedPassages(texts) {
          await embed(texts);
          return texts.map(() => Float32Array.of(1, 0, 0, 0));
        },
      },
      onEmbedded() {},
      onWaiting() {},
    });
  }

  it('goes on by itself when what held it lets go', async () => {
    const second = pump();
    const first = new Promise<void>((resolve) => {
      embed = async () => resolve();
    });
    second.wake();
    await first;
    const release = second.hold();
    release();
    await expect.poll(embedded).toBe(DOCUMENTS);
    await second.close();
  });

  it('starts when a hold ends that it was woken during', async () => {
    const second = pump();
    const release = second.hold();
    second.wake();
    expect(embedded()).toBe(0);
    release();
    await expect.poll(embedded).toBe(DOCUMENTS);
    await second.close();
  });

  it('leaves out the one document that can’t be embedded, says so, and does all others', async () => {
    embed = async (texts) => {
      if (texts.includes('Person 7')) throw new AppError('internal', 'refused');
    };
    const second = pump();
    const problem = await second.idle(never);
    expect(problem?.message).toBe('1 document could not be embedded; words find them.');
    expect(embedded()).toBe(DOCUMENTS - 1);
    await second.close();
  });

  it('waits for an engine that is away, and tells that it does', async () => {
    let away = 2;
    const second = pump(async (given) => {
      if (away-- > 0) throw new AppError('engine_unavailable', 'The search engine does not answer.');
      await index.engine.putVectors(given);
    });
    expect(await second.idle(never)).toBeNull();
    expect(embedded()).toBe(DOCUMENTS);
    await second.close();
  });

  it('leaves no vectors of a document that was replaced meanwhile', async () => {
    const second = pump(async (given) => {
      await index.engine.putVectors(given);
      documents.remove(given.filter(({ docNo }) => docNo === 3));
    });
    await second.idle(never);
    expect(db.prepare('SELECT count(*) FROM embeddings').pluck().get()).toBe(DOCUMENTS - 1);
    expect(embedded()).toBe(DOCUMENTS - 1);
    await second.close();
  });

  it('stops at once when closed while the engine is away', async () => {
    const second = pump(() => Promise.reject(new AppError('engine_unavailable', 'away')));
    const idle = second.idle(never);
    await expect.poll(() => second).toBeDefined();
    await second.close();
    expect(await idle).toBeNull();
  });
});

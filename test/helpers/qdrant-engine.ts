import type { EmbeddedDocument, IndexableDocument } from '../../src/main/engine/engine.ts';
import { createQdrantEngine, type QdrantEngine } from '../../src/main/engine/qdrant/engine.ts';
import { silentLog } from '../../src/main/log.ts';
import { DIMENSIONS, vectorOf } from './people-index.ts';

let models = 0;
/** A model that no test has used, and so a collection of its own. */
export const newModel = () => ({
  model: `words-${++models}`,
  revision: 'ab'.repeat(32),
  dimensions: DIMENSIONS,
});

export const openQdrant = (
  server: { connection(): { urls: string[]; apiKey: string | null } },
  collection = newModel(),
  options: { shards?: number; quantization?: 'none' | 'scalar' } = {},
): Promise<QdrantEngine> =>
  createQdrantEngine({
    connection: server.connection,
    collection,
    options: { shards: 1, replicas: 1, quantization: 'none', batch: 100, ...options },
    log: silentLog,
  });

export const idOf = (number: number): string => number.toString(16).padStart(16, '0');

interface Changes {
  candidateId?: string;
  name?: string;
  paths?: string[];
  date?: number | null;
  language?: string | null;
}

/** An invented document without a ledger; every line is a chunk. */
export function invented(number: number, text: string, changes: Changes = {}) {
  const documentId = idOf(number);
  const name = changes.name ?? text.split('\n')[0] ?? '';
  const properties = {
    ...{ docNo: number, documentId, candidateId: `c-${documentId}`, name },
    ...{ format: 'txt' as const, language: 'en', date: null, paths: [`/people/${documentId}.txt`] },
    ...changes,
  };
  const headEnd = Math.min(60, text.length);
  const lines = text.split('\n');
  const chunks = lines.map((line, index) => {
    const start = lines.slice(0, index).reduce((sum, before) => sum + before.length + 1, 0);
    const place = { ordinal: index + 1, page: 1, start, end: start + line.length };
    return { ...place, chunkNo: number * 100 + index + 1, vector: vectorOf(line) };
  });
  const head = { chunkNo: number * 100, ordinal: 0, page: 1, start: 0, end: headEnd };
  const indexable: IndexableDocument = {
    ...properties,
    ...{ sizeBytes: text.length, text, pageStarts: [0], headEnd, chunks: chunks.length },
    fields: [{ key: 'name', value: name, start: 0, end: name.length }],
  };
  const embedded: EmbeddedDocument = {
    ...properties,
    head: { ...head, vector: vectorOf(text.slice(0, headEnd)) },
    chunks,
  };
  return { indexable, embedded, key: { docNo: number, documentId } };
}

export async function put(engine: QdrantEngine, documents: ReturnType<typeof invented>[]): Promise<void> {
  await engine.putText(documents.map(({ indexable }) => indexable));
  await engine.putVectors(documents.map(({ embedded }) => embedded));
  await engine.flush();
}

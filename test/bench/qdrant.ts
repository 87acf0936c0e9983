import { createQdrantEngine } from '../../src/main/engine/qdrant/engine.ts';
import { silentLog } from '../../src/main/log.ts';
import { qdrantExecutable, startQdrant } from '../helpers/qdrant-server.ts';
import { type Machine, machine } from './machine.ts';
import { treeMemory } from './process-memory.ts';
import { documentSource, VECTORS_A_DOCUMENT } from './qdrant-documents.ts';
import { startRecorder } from './qdrant-recorder.ts';
import { bareClient, bareFetch } from './qdrant-replay.ts';
import { benchSearches, hybrid, nearest, type SearchTimes, words } from './qdrant-searches.ts';
import { elapsed, round } from './qdrant-times.ts';
import { benchUpserts, type UpsertBench, write } from './qdrant-upserts.ts';
import { questions } from './search.ts';
import { DIMENSIONS } from './synthetic-index.ts';

export interface QdrantBench {
  machine: Machine;
  documents: number;
  vectors: number;
  upserts: UpsertBench;
  /** What the rounds did not write was written by the engine alone. */
  loadSeconds: number;
  loadVectorsPerSecond: number;
  /** After the last write, until every graph was built. */
  graphSeconds: number;
  /** Of the server and this process, after the load. */
  memoryMb: number | null;
  searches: Record<'hybrid' | 'filtered' | 'words' | 'nearest', SearchTimes>;
  /** One-minute load of the machine when the searches began and ended. */
  load: [number, number];
}

export interface QdrantBenchOptions {
  vectors?: number;
  rounds?: number;
  asked?: number;
}

const MISSING = 'Qdrant is not measured: QDRANT_BIN does not name its executable.';
const DOCUMENTS_A_ROUND = 240;

/** Upserts and searches of the engine on a Qdrant server of its own, against bare loops; null without one. */
export async function benchQdrant(options: QdrantBenchOptions = {}): Promise<QdrantBench | null> {
  const { vectors = 100_000, rounds = 5, asked = 100 } = options;
  const executable = qdrantExecutable();
  if (executable === null) return null;
  const server = await startQdrant(executable);
  const recorder = await startRecorder(server.url);
  const open = (url: string, model = 'bench') =>
    createQdrantEngine({
      connection: () => ({ urls: [url], apiKey: server.apiKey }),
      collection: { model, revision: 'ab'.repeat(32), dimensions: DIMENSIONS },
      options: { shards: 1, replicas: 1, quantization: 'none', batch: 100 },
      log: silentLog,
    });
  const bare = { client: bareClient(server), fetch: bareFetch(server) };
  try {
    const engine = await open(server.url);
    const source = documentSource();
    const upserts = await benchUpserts({
      ...{ recorder, rounds, documents: source, documentsARound: DOCUMENTS_A_ROUND, measured: engine },
      recorded: await open(recorder.url, 'recorded'),
      bare: {
        client: { send: bare.client, collection: (await open(server.url, 'client')).collection },
        fetch: { send: bare.fetch, collection: (await open(server.url, 'fetch')).collection },
      },
    });
    for (const model of ['recorded', 'client', 'fetch'])
      await dropCollection(server, (await open(server.url, model)).collection);
    const documents = Math.round(vectors / VECTORS_A_DOCUMENT);
    let loadMs = 0;
    let loaded = 0;
    for (let left = documents - DOCUMENTS_A_ROUND * (rounds + 1); left > 0; left -= 1200) {
      const batch = source(Math.min(left, 1200));
      const { textMs, vectorsMs } = await write(engine, batch);
      loadMs += textMs + vectorsMs;
      loaded += batch.texts.length * VECTORS_A_DOCUMENT;
    }
    const graphMs = await elapsed(() => engine.endBulk(AbortSignal.timeout(3_600_000)));
    const memory = treeMemory(process.pid);
    const ask = questions();
    const deps = { open: (url: string) => open(url), url: server.url, recorder, bare, ask, rounds };
    const plain = ask.plain.slice(0, asked);
    const before = machine().load;
    const searches = {
      hybrid: await benchSearches(plain, hybrid, deps),
      filtered: await benchSearches(ask.filtered.slice(0, asked), hybrid, deps),
      words: await benchSearches(plain, words, deps),
      nearest: await benchSearches(plain, nearest, deps),
    };
    const { vectors: written } = await engine.stats();
    await engine.close();
    return {
      ...{ machine: machine(), documents, vectors: written, upserts },
      loadSeconds: round(loadMs / 1000, 1),
      loadVectorsPerSecond: Math.round(loaded / (loadMs / 1000)),
      graphSeconds: round(graphMs / 1000, 1),
      memoryMb: memory === null ? null : Math.round(memory / 1e6),
      searches,
      load: [before, machine().load],
    };
  } finally {
    await recorder.close();
    await server.stop();
  }
}

async function dropCollection({ url, apiKey }: { url: string; apiKey: string }, name: string): Promise<void> {
  const response = await fetch(`${url}/collections/${name}`, {
    method: 'DELETE',
    headers: { 'api-key': apiKey },
  });
  if (!response.ok) throw new Error(`The collection could not be removed: HTTP ${response.status}.`);
}

if (import.meta.main) {
  const [vectors, rounds, asked] = process.argv.slice(2).map(Number);
  const result = await benchQdrant({
    ...(vectors ? { vectors } : {}),
    ...(rounds ? { rounds } : {}),
    ...(asked ? { asked } : {}),
  });
  console.log(result === null ? MISSING : JSON.stringify(result, null, 2));
}

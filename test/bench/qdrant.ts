import { createQdrantEngine, type QdrantEngine } from '../../src/main/engine/qdrant/engine.ts';
import { silentLog } from '../../src/main/log.ts';
import { type QdrantServer, qdrantExecutable, startQdrant } from '../helpers/qdrant-server.ts';
import { type Machine, machine } from './machine.ts';
import { treeMemory } from './process-memory.ts';
import { documentSource, VECTORS_A_DOCUMENT } from './qdrant-documents.ts';
import { type Recorder, startRecorder } from './qdrant-recorder.ts';
import { bareClient, bareFetch, type Send } from './qdrant-replay.ts';
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
  /** What the rounds did not write was written by the engine alone, while graphs were built. */
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
  /** What is known so far, for runs of many minutes. */
  tell?(line: string): void;
}

const MISSING = 'Qdrant is not measured: QDRANT_BIN does not name its executable.';
const DOCUMENTS_A_ROUND = 240;
const LOADED_TOGETHER = 1_200;

/** Upserts and searches of the engine on a Qdrant server of its own, against bare loops; null without one. */
export async function benchQdrant(options: QdrantBenchOptions = {}): Promise<QdrantBench | null> {
  const { vectors = 100_000, rounds = 5, asked = 100, tell = () => {} } = options;
  const executable = qdrantExecutable();
  if (executable === null) return null;
  const server = await startQdrant(executable);
  const recorder = await startRecorder(server.url);
  const world = { server, recorder, bare: { client: bareClient(server), fetch: bareFetch(server) }, rounds };
  try {
    const engine = await openEngine(server, server.url);
    const source = documentSource();
    const upserts = await measureUpserts(world, engine, source);
    tell(`upserts measured: ${JSON.stringify(upserts)}`);
    const documents = Math.round(vectors / VECTORS_A_DOCUMENT);
    const rest = documents - DOCUMENTS_A_ROUND * (rounds + 1);
    const load = await loadRest(engine, source, rest, (loaded, ms) => {
      if (loaded % (10 * LOADED_TOGETHER) === 0) tell(`${loaded} documents in ${Math.round(ms / 1000)} s`);
    });
    tell(`loaded: ${JSON.stringify(load)}`);
    const graphMs = await elapsed(() => engine.endBulk(AbortSignal.timeout(3_600_000), tellEvery(tell)));
    tell(`graphs: ${Math.round(graphMs / 1000)} s`);
    const memory = treeMemory(process.pid);
    const before = machine().load;
    const searches = await measureSearches(world, asked);
    const { vectors: written } = await engine.stats();
    await engine.close();
    return {
      ...{ machine: machine(), documents, vectors: written, upserts, ...load },
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

interface World {
  server: QdrantServer;
  recorder: Recorder;
  bare: Record<'client' | 'fetch', Send>;
  rounds: number;
}

const openEngine = (server: QdrantServer, url: string, model = 'bench'): Promise<QdrantEngine> =>
  createQdrantEngine({
    connection: () => ({ urls: [url], apiKey: server.apiKey }),
    collection: { model, revision: 'ab'.repeat(32), dimensions: DIMENSIONS },
    options: { shards: 1, replicas: 1, quantization: 'none', batch: 100 },
    log: silentLog,
  });

async function measureUpserts(
  { server, recorder, bare, rounds }: World,
  measured: QdrantEngine,
  documents: ReturnType<typeof documentSource>,
): Promise<UpsertBench> {
  const recorded = await openEngine(server, recorder.url, 'recorded');
  const { collection: forClient } = await openEngine(server, server.url, 'client');
  const { collection: forFetch } = await openEngine(server, server.url, 'fetch');
  const upserts = await benchUpserts({
    ...{ recorded, measured, recorder, documents, rounds, documentsARound: DOCUMENTS_A_ROUND },
    bare: {
      client: { send: bare.client, collection: forClient },
      fetch: { send: bare.fetch, collection: forFetch },
    },
  });
  for (const name of [recorded.collection, forClient, forFetch]) await dropCollection(server, name);
  return upserts;
}

/** The engine alone; the server builds graphs meanwhile. */
async function loadRest(
  engine: QdrantEngine,
  source: ReturnType<typeof documentSource>,
  documents: number,
  told: (documents: number, ms: number) => void,
): Promise<Pick<QdrantBench, 'loadSeconds' | 'loadVectorsPerSecond'>> {
  let ms = 0;
  for (let left = documents; left > 0; left -= LOADED_TOGETHER) {
    const { textMs, vectorsMs } = await write(engine, source(Math.min(left, LOADED_TOGETHER)));
    ms += textMs + vectorsMs;
    told(documents - left + LOADED_TOGETHER, ms);
  }
  const vectors = Math.max(0, documents) * VECTORS_A_DOCUMENT;
  return { loadSeconds: round(ms / 1000, 1), loadVectorsPerSecond: Math.round(vectors / (ms / 1000)) };
}

async function measureSearches(
  { server, recorder, bare, rounds }: World,
  asked: number,
): Promise<QdrantBench['searches']> {
  const ask = questions();
  const open = (url: string) => openEngine(server, url);
  const deps = { open, url: server.url, recorder, bare, ask, rounds };
  const plain = ask.plain.slice(0, asked);
  return {
    hybrid: await benchSearches(plain, hybrid, deps),
    filtered: await benchSearches(ask.filtered.slice(0, asked), hybrid, deps),
    words: await benchSearches(plain, words, deps),
    nearest: await benchSearches(plain, nearest, deps),
  };
}

/** What becomes of the graphs, twice a minute. */
function tellEvery(tell: (line: string) => void) {
  let next = 0;
  return ({ points, indexedVectors }: { points: number; indexedVectors: number }) => {
    if (performance.now() < next) return;
    next = performance.now() + 30_000;
    tell(`${points} points, ${indexedVectors} vectors in graphs`);
  };
}

async function dropCollection({ url, apiKey }: { url: string; apiKey: string }, name: string): Promise<void> {
  const response = await fetch(`${url}/collections/${name}`, {
    method: 'DELETE',
    headers: { 'api-key': apiKey },
  });
  if (!response.ok) throw new Error(`The collection could not be removed: HTTP ${response.status}.`);
}

if (import.meta.main) {
  const [vectors = 100_000, rounds = 5, asked = 100] = process.argv.slice(2).map(Number);
  const result = await benchQdrant({ vectors, rounds, asked, tell: (line) => console.error(line) });
  console.log(result === null ? MISSING : JSON.stringify(result, null, 2));
}

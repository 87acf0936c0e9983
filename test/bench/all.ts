import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { qdrantExecutable } from '../helpers/qdrant-server.ts';
import type { EmbeddingBench } from './embedding.ts';
import { benchIntake, type IntakeBench, intakeLines } from './intake.ts';
import { machine } from './machine.ts';
import type { QdrantBench } from './qdrant.ts';
import type { SearchTimes } from './qdrant-searches.ts';
import type { SearchBench } from './search.ts';

/**
 * `npm run bench`: everything that has a number, in turn, for this machine. `-- --large` adds the large
 * sizes (an hour or so), `-- --json` prints one JSON instead of lines.
 */
const LARGE = { documents: 20_000, vectors: 1_000_000 };
const SMALL = { documents: 1_000, vectors: 100_000 };

type Say = (lines: string[]) => void;

export async function benchAll({ large, say }: { large: boolean; say: Say }) {
  const sizes = large ? [SMALL, LARGE] : [SMALL];
  const here = machine();
  say([
    `${here.processor}, ${here.cores} cores, ${here.memoryGb} GB, Node ${here.node}, load ${here.load} of others`,
  ]);
  const intake: IntakeBench = await benchIntake(sizes.map(({ documents }) => documents));
  say(intakeLines(intake));
  const embedding = await ofProcess<EmbeddingBench>('embedding.ts');
  say(embeddingLines(embedding));
  const search: SearchBench[] = [];
  for (const { vectors } of sizes) {
    const measured = await ofProcess<SearchBench>('search.ts', String(vectors));
    search.push(measured);
    say(searchLines(measured));
  }
  const qdrant: QdrantBench[] = [];
  if (qdrantExecutable() === null) say(['qdrant     not measured: QDRANT_BIN does not name its executable']);
  else {
    for (const { vectors } of sizes) {
      const measured = await ofProcess<QdrantBench>('qdrant.ts', String(vectors), '3', '60');
      qdrant.push(measured);
      say(qdrantLines(measured));
    }
  }
  return { machine: here, intake, embedding, search, qdrant };
}

/** In a process of its own, so that one's memory is not another's. */
async function ofProcess<T>(script: string, ...args: string[]): Promise<T> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...args], { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout) as T;
}

const embeddingLines = (measured: EmbeddingBench): string[] => [
  `embedding  ${measured.texts} passages  ${measured.embedderTokensPerSecond} tokens/s, bare onnxruntime ` +
    `${measured.bareTokensPerSecond}, ratio ${measured.ratio}  a query meanwhile ${measured.queryP50Ms} ms`,
];

const millis = ({ p50Ms, p95Ms }: { p50Ms: number; p95Ms: number }): string =>
  `p50 ${p50Ms.toFixed(1)} p95 ${p95Ms.toFixed(1)} ms`;

const searchLines = (measured: SearchBench): string[] => [
  `search     ${measured.chunks} chunks  hybrid ${millis(measured.hybrid)}  filtered ${millis(measured.filtered)}  ` +
    `recall at 10 ${measured.recallAt10.toFixed(2)}`,
  `           words ${millis(measured.words)}  meaning ${millis(measured.nearest)}  ` +
    `exact scan ${measured.reference.exactScanMs.toFixed(0)} ms`,
  `           first answer ${measured.firstAnswerMs.toFixed(0)} ms  peak ${Math.round(measured.peakRssBytes / 1e6)} MB  ` +
    `${Math.round(measured.databaseBytes / 1e6)} MB on disk`,
];

const against = (name: string, { engine, client, ratioToClient, ratioToFetch }: SearchTimes): string =>
  `           ${name.padEnd(8)} ${millis(engine)}  bare client ${millis(client)}  ` +
  `ratio ${ratioToClient.toFixed(2)}, of bare fetch ${ratioToFetch.toFixed(2)}`;

function qdrantLines({ vectors, upserts, searches, ...measured }: QdrantBench): string[] {
  const { text, vectors: written } = upserts;
  return [
    `qdrant     ${vectors} vectors  upserts ${text.engine} documents/s, ${written.engine} vectors/s  ` +
      `bare client ${text.client}, ${written.client}  ratio ${upserts.ratioToClient.toFixed(2)}, ` +
      `of bare fetch ${upserts.ratioToFetch.toFixed(2)}`,
    `           load ${measured.loadSeconds} s, graphs ${measured.graphSeconds} s more, ${measured.memoryMb ?? '?'} MB`,
    ...Object.entries(searches).map(([name, times]) => against(name, times)),
  ];
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { large: { type: 'boolean' }, json: { type: 'boolean' } } });
  const say: Say = (lines) => {
    for (const line of lines) console.log(line);
  };
  const result = await benchAll({ large: values.large ?? false, say: values.json ? () => {} : say });
  if (values.json) console.log(JSON.stringify(result, null, 2));
}

import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Receipt } from '../../shared/model.ts';
import { type App, createApp } from '../app.ts';
import { makeConfig, VERSION } from '../config.ts';
import { nodeHost } from '../host/host.ts';
import { silentLog } from '../log.ts';
import { optionsOf } from './options.ts';
import { print } from './output.ts';
import { type CommonOptions, untilInterrupted } from './session.ts';

interface Measured {
  machine: string;
  documents: number;
  passages: number;
  textDocumentsPerSecond: number;
  passagesPerSecond: number;
  searchP50Ms: number;
  searchP95Ms: number;
  searches: number;
}

const QUERIES = [
  'nurse with intensive care experience',
  'welder',
  'developer who knows TypeScript and SQL',
  'accountant, month end close',
  'speaks Polish',
  'teacher of mathematics',
  'chef for a hotel kitchen',
];
const ROUNDS = 15;

/** What this machine does with the sample folder, in memory: leaves nothing behind. */
export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .description('measure this machine on the sample folder, in memory')
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const result = await untilInterrupted(options, measure);
      print(options, result, () => [
        result.machine,
        `text pass    ${result.documents} documents  ${result.textDocumentsPerSecond.toFixed(1)} documents a second`,
        `meaning      ${result.passages} passages  ${result.passagesPerSecond.toFixed(1)} passages a second`,
        `search       ${result.searches} searches  median ${result.searchP50Ms.toFixed(1)} ms, 95 % within ${result.searchP95Ms.toFixed(1)} ms, the query's embedding included`,
      ]);
    });
}

async function measure(signal: AbortSignal): Promise<Measured> {
  const config = makeConfig({ inMemory: true });
  const app = await createApp({ config, host: nodeHost(VERSION), log: silentLog, command: 'cvi bench' });
  try {
    await app.embedder.ready();
    const folder = join(config.resourcesDir, 'sample');
    const text = await intake(app, { folder, textOnly: true }, signal);
    // Unchanged by now, so that all the time goes into the second pass.
    const meaning = await intake(app, { folder, textOnly: false }, signal);
    const times = await searchTimes(app, signal);
    return {
      machine: `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} processors, ${Math.round(totalmem() / 1024 ** 3)} GB, ${process.platform}`,
      documents: text.indexed,
      passages: text.chunks,
      textDocumentsPerSecond: text.documentsPerSecond,
      passagesPerSecond: text.chunks / meaning.seconds,
      searchP50Ms: quantile(times, 0.5),
      searchP95Ms: quantile(times, 0.95),
      searches: times.length,
    };
  } finally {
    await app.close();
  }
}

async function intake(
  app: App,
  { folder, textOnly }: { folder: string; textOnly: boolean },
  signal: AbortSignal,
): Promise<Receipt> {
  const { jobId } = await app.handlers['ingest.start'](
    { folders: [folder], textOnly, watch: false },
    { signal },
  );
  return app.handlers['ingest.receipt']({ jobId }, { signal });
}

async function searchTimes(app: App, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const query of QUERIES) {
      signal.throwIfAborted();
      const startedAt = performance.now();
      // A different text each time, so that no kept list answers.
      const asked = { query: `${query} ${round}`, filters: {}, limit: 20, offset: 0 };
      await app.handlers['search.query'](asked, { signal });
      times.push(performance.now() - startedAt);
    }
  }
  return times;
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createParsePool } from '../../src/main/workers/pool.ts';
import type { Receipt } from '../../src/shared/model.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { startCli } from '../helpers/cli.ts';
import { writeInventedCvs } from './invented-cvs.ts';
import { watchMemory } from './process-memory.ts';

export interface IntakeBench {
  sizes: Measured[];
  /** The reading threads alone over the files of the first size, nothing stored. */
  referencePerSecond: number;
}

interface Measured {
  documents: number;
  perSecond: number;
  msPerDocument: number;
  peakMb: number | null;
}

/** The text pass over folders of several sizes, and the bare parse pool over the same files as reference. */
export async function benchIntake(sizes: number[]): Promise<IntakeBench> {
  const source = temporaryFolder();
  const measured: Measured[] = [];
  try {
    for (const documents of sizes) {
      const folder = join(source.path, String(documents));
      writeInventedCvs(folder, documents);
      measured.push(await measure(folder, documents));
    }
    return { sizes: measured, referencePerSecond: await bareParse(join(source.path, String(sizes[0]))) };
  } finally {
    source.remove();
  }
}

export const intakeLines = ({ sizes, referencePerSecond }: IntakeBench): string[] => [
  ...sizes.map(
    ({ documents, perSecond, msPerDocument, peakMb }) =>
      `text pass  ${String(documents).padStart(6)} documents  ${perSecond.toFixed(1)}/s  ` +
      `${msPerDocument.toFixed(1)} ms each  peak of all processes ${peakMb ?? '?'} MB`,
  ),
  `reference  the reading threads alone, nothing stored: ${referencePerSecond.toFixed(1)}/s`,
];

async function measure(folder: string, documents: number): Promise<Measured> {
  const data = temporaryFolder();
  try {
    const { child, ended } = startCli(data.path, ['ingest', folder, '--text-only', '--json', '--quiet']);
    const peak = watchMemory(child.pid ?? 0);
    const { stdout, stderr, code } = await ended;
    if (code !== 0) throw new Error(`the intake ended with ${code}: ${stderr}`);
    const receipt = JSON.parse(stdout) as Receipt;
    if (receipt.indexed !== documents) throw new Error(`${receipt.indexed} of ${documents} were indexed`);
    const bytes = peak();
    return {
      documents,
      perSecond: documents / receipt.seconds,
      msPerDocument: (receipt.seconds * 1000) / documents,
      peakMb: bytes === null ? null : Math.round(bytes / 1e6),
    };
  } finally {
    data.remove();
  }
}

async function bareParse(folder: string): Promise<number> {
  const paths = (await readdir(folder, { recursive: true })).filter((name) => name.includes('cv-'));
  const pool = createParsePool({ size: 2 });
  const chunking = { unit: 'lines', maxTokens: 220 } as const;
  const task = (name: string) => ({
    name,
    bytes: new Uint8Array(readFileSync(join(folder, name))),
    chunking,
  });
  await Promise.all(paths.slice(0, 8).map((name) => pool.run(task(name))));
  const startedAt = performance.now();
  for (let at = 0; at < paths.length; at += 50) {
    await Promise.all(paths.slice(at, at + 50).map((name) => pool.run(task(name))));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  return paths.length / seconds;
}

if (import.meta.main) {
  const sizes = process.argv.slice(2).map(Number);
  for (const line of intakeLines(await benchIntake(sizes.length > 0 ? sizes : [1000]))) console.log(line);
}

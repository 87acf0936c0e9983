import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { DoctorCheck } from '../shared/answers.ts';
import { AppError } from '../shared/errors.ts';
import type { Embedder } from './embed/embedder.ts';
import type { Db } from './store/database.ts';

export interface DoctorDeps {
  db: Db;
  dataDir: string | null;
  embedder: Pick<Embedder, 'ready' | 'model'>;
}

const LEAST_FREE_BYTES = 2 * 1024 ** 3;
const LEAST_MEMORY_BYTES = 3.5 * 1024 ** 3;

/** Checks of this installation, each a sentence; none changes anything. */
export async function runDoctor(deps: DoctorDeps): Promise<DoctorCheck[]> {
  return [node(), memory(), await disk(deps.dataDir), database(deps.db), await model(deps.embedder)];
}

function node(): DoctorCheck {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    name: 'runtime',
    ok: major >= 22,
    message: `Node ${process.versions.node}, ${availableParallelism()} processors.`,
  };
}

function memory(): DoctorCheck {
  const bytes = totalmem();
  return {
    name: 'memory',
    ok: bytes >= LEAST_MEMORY_BYTES,
    message: `${gigabytes(bytes)} GB of memory${bytes >= LEAST_MEMORY_BYTES ? '' : '; 4 GB or more are needed'}.`,
  };
}

async function disk(dataDir: string | null): Promise<DoctorCheck> {
  if (dataDir === null) return { name: 'disk', ok: true, message: 'The index is kept in memory only.' };
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  return {
    name: 'disk',
    ok: free >= LEAST_FREE_BYTES,
    message: `${gigabytes(free)} GB free where the data folder lies.`,
  };
}

function database(db: Db): DoctorCheck {
  const found = db.pragma('quick_check(1)', { simple: true });
  const ok = found === 'ok';
  return {
    name: 'database',
    ok,
    message: ok ? 'The database is sound.' : 'The database is damaged; restore a backup of the data folder.',
  };
}

async function model(embedder: DoctorDeps['embedder']): Promise<DoctorCheck> {
  try {
    await embedder.ready();
    return { name: 'model', ok: true, message: `The language model ${embedder.model.id} loads and answers.` };
  } catch (error) {
    return { name: 'model', ok: false, message: AppError.from(error).message };
  }
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}

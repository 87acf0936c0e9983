import { stat } from 'node:fs/promises';
import type { Audit, DocumentFormat } from '../../shared/model.ts';
import type { ParsePool } from '../workers/pool.ts';
import type { Chunking } from '../workers/protocol.ts';
import { type Sighting, scan } from './scan.ts';
import { type PeekedFormat, peekFormat, readSource } from './source.ts';

export interface AuditDeps {
  createPool(size: number): ParsePool;
  chunking: Chunking;
  maxBytes: number;
  workers: number;
  exclude: string | null;
  /** Passages a second that this machine embeds, measured now or before; null when it can't be told. */
  embeddingRate(passages: string[], signal: AbortSignal): Promise<number | null>;
  onProgress(counted: { found: number; bytes: number }): void;
}

interface Sample {
  path: string;
  sizeBytes: number;
}

/** Documents read in full to measure; more make the estimate better and the audit slower. */
const SAMPLE_SIZE = 24;
/** The list of unreadable files is cut here; the counts are always whole. */
const MOST_LISTED = 1000;
const VECTOR_BYTES = 1536 + 48 + 60;

/** Counts what is in the folders before any work; constant memory whatever their size. */
export async function audit(folders: string[], deps: AuditDeps, signal: AbortSignal): Promise<Audit> {
  const result: Omit<Audit, 'estimate'> = { found: 0, bytes: 0, byType: {}, unsupported: 0, unreadable: [] };
  const sample: Sample[] = [];
  let readable = 0;
  for await (const sighting of scan(folders, { exclude: deps.exclude, signal })) {
    result.found += 1;
    const format = await count(sighting, result, deps.maxBytes);
    if (format && sighting.kind === 'file') {
      readable += 1;
      keepSample(sample, sighting.file, readable);
    }
    if (result.found % 100 === 0) deps.onProgress({ found: result.found, bytes: result.bytes });
  }
  return { ...result, estimate: await estimate(sample, readable, deps, signal) };
}

/** Adds one sighting to the counts; its format when it is a document that can be read. */
async function count(
  sighting: Sighting,
  result: Omit<Audit, 'estimate'>,
  maxBytes: number,
): Promise<PeekedFormat> {
  const cannot = (path: string, reason: Audit['unreadable'][number]['reason']) => {
    if (result.unreadable.length < MOST_LISTED) result.unreadable.push({ path, reason });
    return null;
  };
  if (sighting.kind === 'unreadable') return cannot(sighting.failure.path, sighting.failure.reason);
  const { path, sizeBytes } = sighting.file;
  result.bytes += sizeBytes;
  if (sizeBytes === 0) return cannot(path, 'corrupt');
  if (sizeBytes > maxBytes) return cannot(path, 'too_large');
  try {
    const format = await peekFormat(path);
    if (format === 'damaged') return cannot(path, 'corrupt');
    if (format === null) result.unsupported += 1;
    else addType(result.byType, format, sizeBytes);
    return format;
  } catch (error) {
    const denied = ['EACCES', 'EPERM'].includes((error as { code?: string }).code ?? '');
    return cannot(path, denied ? 'no_permission' : 'vanished');
  }
}

function addType(byType: Audit['byType'], format: DocumentFormat | 'zip', bytes: number): void {
  // Which office format a package is shows only when it is opened; nearly all are Word's.
  const key = format === 'zip' ? 'docx' : format;
  const type = byType[key] ?? { count: 0, bytes: 0 };
  byType[key] = { count: type.count + 1, bytes: type.bytes + bytes };
}

/** Reservoir sampling: every document has the same chance, none is kept in memory but the sample. */
function keepSample(sample: Sample[], file: Sample, seen: number): void {
  if (sample.length < SAMPLE_SIZE) sample.push(file);
  else {
    const at = Math.floor(Math.random() * seen);
    if (at < SAMPLE_SIZE) sample[at] = file;
  }
}

interface Measured {
  documents: number;
  seconds: number;
  passages: string[];
  textBytes: number;
}

async function estimate(
  sample: Sample[],
  readable: number,
  deps: AuditDeps,
  signal: AbortSignal,
): Promise<Audit['estimate']> {
  if (sample.length === 0) return { seconds: 0, diskBytes: 0, basis: 'There is nothing to read.' };
  const measured = await readSample(sample, deps, signal);
  const passages = (measured.passages.length / measured.documents) * readable;
  const reading = (measured.seconds / measured.documents) * readable;
  const rate = measured.passages.length > 0 ? await deps.embeddingRate(measured.passages, signal) : null;
  const embedding = rate ? passages / rate : 0;
  // Text, its full-text index (about as large again), passages' rows and vectors.
  const diskBytes = (measured.textBytes / measured.documents) * readable * 2 + passages * VECTOR_BYTES;
  const how = rate ? `${Math.round(rate)} passages a second` : 'without the time for meaning';
  return {
    seconds: Math.ceil(reading + embedding),
    diskBytes: Math.ceil(diskBytes),
    basis: `An estimate: measured on ${measured.documents} of these files on this computer, ${how}.`,
  };
}

async function readSample(sample: Sample[], deps: AuditDeps, signal: AbortSignal): Promise<Measured> {
  const pool = deps.createPool(deps.workers);
  const measured: Measured = { documents: sample.length, seconds: 0, passages: [], textBytes: 0 };
  try {
    // The first document of a thread pays for loading the parsers, so one is read before the clock starts.
    const [first] = sample;
    if (first) await readOne(first, pool, deps);
    const startedAt = performance.now();
    const texts = await Promise.all(sample.map((file) => readOne(file, pool, deps)));
    signal.throwIfAborted();
    measured.seconds = (performance.now() - startedAt) / 1000;
    measured.passages = texts.flatMap((text) => text.passages);
    measured.textBytes = texts.reduce((sum, text) => sum + text.bytes, 0);
    return measured;
  } finally {
    await pool.close();
  }
}

async function readOne(
  file: Sample,
  pool: ParsePool,
  deps: AuditDeps,
): Promise<{ passages: string[]; bytes: number }> {
  const nothing = { passages: [], bytes: 0 };
  if (!(await stat(file.path).catch(() => null))) return nothing;
  const source = await readSource(file.path, deps.maxBytes).catch(() => null);
  if (source?.kind !== 'bytes') return nothing;
  const { document } = await pool.run({ name: file.path, bytes: source.bytes, chunking: deps.chunking });
  if (!document) return nothing;
  const passages = [document.head, ...document.chunks].map((chunk) =>
    document.text.slice(chunk.start, chunk.end),
  );
  return { passages, bytes: document.text.length };
}

import type { EmbeddedDocument, IndexableDocument } from '../../src/main/engine/engine.ts';
import { clusteredVectors, FORMATS, LANGUAGES, passage, seeded, word, zipfWords } from './synthetic-index.ts';

/** As the intake hands them over: files read together, and documents embedded together. */
export const TEXTS_A_BATCH = 50;
export const EMBEDDED_A_BATCH = 24;
const CHUNKS = 5;
/** A head and its chunks. */
export const VECTORS_A_DOCUMENT = CHUNKS + 1;
const CLUSTERS = 400;

export interface InventedBatch {
  texts: IndexableDocument[];
  embedded: EmbeddedDocument[];
}

/** Documents in the proportions of synthetic-index.ts, without a ledger; the next so many at each call. */
export function documentSource(): (count: number) => InventedBatch {
  const random = seeded(7);
  const nextWord = zipfWords(random);
  const vectorOf = clusteredVectors(random);
  let made = 0;
  const one = () => {
    const docNo = ++made;
    const documentId = docNo.toString(16).padStart(16, '0');
    const name = `${word(20_000 + random.below(3_000))} ${word(30_000 + random.below(9_000))}`;
    const parts = Array.from({ length: CHUNKS }, () => passage(nextWord));
    const text = [name, ...parts].join('\n');
    const format = FORMATS[random.below(FORMATS.length)] ?? 'txt';
    const common = {
      ...{ docNo, documentId, candidateId: `c-${documentId}`, name, format },
      language: LANGUAGES[random.below(LANGUAGES.length)] ?? null,
      date: random.next() < 0.1 ? null : Date.UTC(2015 + random.below(10), random.below(12), 1),
      paths: [`/people/${docNo % 40}/${docNo % 7}/${documentId}.${format}`],
    };
    const cluster = random.below(CLUSTERS);
    const headEnd = Math.min(200, text.length);
    const chunk = (ordinal: number, start: number, end: number) => ({
      ...{ chunkNo: docNo * 10 + ordinal, ordinal, page: 1, start, end },
      vector: vectorOf(cluster + Math.max(0, ordinal - 1) * 31),
    });
    let start = name.length + 1;
    const chunks = parts.map((part, index) => {
      const made = chunk(index + 1, start, start + part.length);
      start += part.length + 1;
      return made;
    });
    const fields = [{ key: 'name', value: name, start: 0, end: name.length }];
    const indexable = { ...common, text, headEnd, fields, sizeBytes: 1000, pageStarts: [0], chunks: CHUNKS };
    return { indexable, embedded: { ...common, head: chunk(0, 0, headEnd), chunks } };
  };
  return (count) => {
    const documents = Array.from({ length: count }, one);
    return {
      texts: documents.map(({ indexable }) => indexable),
      embedded: documents.map(({ embedded }) => embedded),
    };
  };
}

export function* batchesOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

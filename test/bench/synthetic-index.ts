import { createEmbeddedEngine } from '../../src/main/engine/embedded/engine.ts';
import { openDatabase } from '../../src/main/store/database.ts';
import { createEngineInput } from '../../src/main/store/engine-input.ts';

/** An index of invented documents in the proportions of CVs: a head and five chunks each, words by Zipf, vectors in clusters. */
export const DIMENSIONS = 384;
const CHUNKS_A_DOCUMENT = 5;
const WORDS_A_CHUNK = 60;
const VOCABULARY = 60_000;
const CLUSTERS = 400;
export const FORMATS = ['pdf', 'pdf', 'docx', 'docx', 'txt', 'odt', 'rtf', 'html'] as const;
export const LANGUAGES = ['en', 'en', 'en', 'en', 'en', 'en', 'ro', 'ro', 'de', null] as const;

export interface Random {
  next(): number;
  below(limit: number): number;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, below: (limit) => Math.floor(next() * limit) };
}

/** Words by rank; rank r is drawn with probability about 1/r. */
export function zipfWords(random: Random): () => string {
  const sums = new Float64Array(VOCABULARY);
  let sum = 0;
  for (let rank = 0; rank < VOCABULARY; rank++) {
    sum += 1 / (rank + 2.7);
    sums[rank] = sum;
  }
  return () => {
    const wanted = random.next() * sum;
    let low = 0;
    let high = VOCABULARY - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return word(low);
  };
}

/** A pronounceable word for a rank, so that a word's length is that of a language's. */
export function word(rank: number): string {
  let text = '';
  for (let rest = rank + 17; rest > 0; rest = Math.floor(rest / 70)) {
    text += 'bcdfghklmnprst'[rest % 14] ?? '';
    text += 'aeiou'[Math.floor(rest / 14) % 5] ?? '';
  }
  return text;
}

/** Unit vectors that share most of their direction, as those of e5 do: a common mean, a cluster, a topic, and noise. */
export function clusteredVectors(random: Random): (cluster: number) => Float32Array {
  const table = Float32Array.from({ length: 1 << 18 }, () => gaussian(random));
  const piece = (scale: number, at: number, into: Float32Array) => {
    for (let d = 0; d < DIMENSIONS; d++) into[d] = (into[d] ?? 0) + scale * (table[at + d] ?? 0);
  };
  const room = table.length - DIMENSIONS;
  return (cluster) => {
    const vector = new Float32Array(DIMENSIONS);
    piece(1, 0, vector);
    piece(0.35, ((cluster % CLUSTERS) + 1) * 401, vector);
    piece(0.2, random.below(room), vector);
    piece(0.2, random.below(room), vector);
    let squares = 0;
    for (const value of vector) squares += value * value;
    const length = Math.sqrt(squares);
    return vector.map((value) => value / length);
  };
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Builds the database in `dataDir` (null: in memory); returns how long words and vectors took to store. */
export async function buildIndex(dataDir: string | null, chunks: number) {
  const db = openDatabase(dataDir);
  db.prepare("INSERT OR IGNORE INTO collections VALUES (1, 1, 'bench', 'bench', ?, 0)").run(DIMENSIONS);
  const engine = createEmbeddedEngine({ db, collectionNo: 1, dimensions: DIMENSIONS });
  const random = seeded(7);
  const nextWord = zipfWords(random);
  const vectorOf = clusteredVectors(random);
  const insert = ledgerInserts(db);
  const input = createEngineInput(db);
  const documents = Math.round(chunks / CHUNKS_A_DOCUMENT);
  const started = performance.now();
  for (let from = 1; from <= documents; from += 200) {
    const docNos = Array.from({ length: Math.min(200, documents + 1 - from) }, (_, index) => from + index);
    db.transaction(() => {
      for (const docNo of docNos) {
        const name = `${word(20_000 + random.below(3_000))} ${word(30_000 + random.below(9_000))}`;
        const parts = Array.from({ length: CHUNKS_A_DOCUMENT }, () => passage(nextWord));
        insert(docNo, name, parts, random);
      }
    })();
    await engine.putText(input.listIndexable(docNos));
    await engine.putVectors(
      input.listEmbeddable(docNos).flatMap(({ passages, ...document }) => {
        const cluster = random.below(CLUSTERS);
        const [head, ...chunks] = passages.map(({ text: _, ...span }) => ({
          ...span,
          vector: vectorOf(cluster + Math.max(0, span.ordinal - 1) * 31),
        }));
        return head ? [{ ...document, head, chunks }] : [];
      }),
    );
  }
  return { db, engine, documents, buildMs: performance.now() - started };
}

export function passage(nextWord: () => string): string {
  let text = '';
  for (let index = 0; index < WORDS_A_CHUNK; index++) text += nextWord() + (index % 12 === 11 ? '.\n' : ' ');
  return text.trimEnd();
}

type Db = ReturnType<typeof openDatabase>;

function ledgerInserts(db: Db) {
  const candidate = db.prepare('INSERT INTO candidates VALUES (?, ?)');
  const document = db.prepare(
    `INSERT INTO documents (doc_no, document_id, sha256, candidate_id, format, language, size_bytes, dated_at, text_ready, chunk_count, created_at)
     VALUES (?, ?, ?, ?, ?, ?, 1000, ?, 1, ?, 0)`,
  );
  const file = db.prepare(
    "INSERT INTO files (path, size_bytes, mtime_ms, job_id, state, outcome, doc_no) VALUES (?, 1000, 0, 'bench', 'completed', 'indexed', ?)",
  );
  const field = db.prepare("INSERT INTO fields VALUES (?, 'name', ?, 0, ?)");
  const text = db.prepare('INSERT INTO document_texts VALUES (?, ?, ?, ?)');
  const chunk = db.prepare('INSERT INTO chunks (doc_no, ordinal, page, start, "end") VALUES (?, ?, 1, ?, ?)');
  return (docNo: number, name: string, parts: string[], random: Random): void => {
    const id = docNo.toString(16).padStart(16, '0');
    const datedAt = random.next() < 0.1 ? null : Date.UTC(2015 + random.below(10), random.below(12), 1);
    const format = FORMATS[random.below(FORMATS.length)] ?? 'txt';
    const language = LANGUAGES[random.below(LANGUAGES.length)] ?? null;
    candidate.run(`c-${id}`, name);
    document.run(docNo, id, id, `c-${id}`, format, language, datedAt, parts.length);
    field.run(docNo, name, name.length);
    file.run(`/people/${docNo % 40}/${docNo % 7}/${id}.${format}`, docNo);
    const whole = [name, ...parts].join('\n');
    text.run(docNo, whole, '[0]', Math.min(200, whole.length));
    let start = name.length + 1;
    const spans = parts.map((part) => {
      const span: [number, number] = [start, start + part.length];
      start = span[1] + 1;
      return span;
    });
    [[0, Math.min(200, whole.length)] as [number, number], ...spans].forEach(([from, to], ordinal) => {
      chunk.run(docNo, ordinal, from, to);
    });
  };
}

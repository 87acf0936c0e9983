import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedEngine } from '../../src/main/engine/embedded/engine.ts';
import type { Engine } from '../../src/main/engine/engine.ts';
import { createSearch } from '../../src/main/search/search.ts';
import { openDatabase } from '../../src/main/store/database.ts';
import { createEngineInput } from '../../src/main/store/engine-input.ts';
import type { DocumentFormat, SearchFilters, SearchResult } from '../../src/shared/model.ts';
import { wordsOf } from '../../src/shared/notation.ts';

/** An invented person's CV, as the ledger would have it. */
export interface InventedPerson {
  name: string;
  text: string;
  format?: DocumentFormat;
  language?: string | null;
  date?: number | null;
  path?: string;
  candidateId?: string;
}

export const DIMENSIONS = 128;

/** A vector that says which words a text has: near in "meaning" is near in words, or in a synonym of them. */
const SYNONYMS: Readonly<Record<string, string>> = {
  physician: 'doctor',
  medic: 'doctor',
  coder: 'developer',
};

export function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS).fill(0.3);
  for (const word of wordsOf(text)) {
    let state = 7;
    for (const character of SYNONYMS[word] ?? word)
      state = (Math.imul(state, 31) + character.charCodeAt(0)) >>> 0;
    for (let d = 0; d < DIMENSIONS; d++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      vector[d] = (vector[d] ?? 0) + (state / 2 ** 31 - 1);
    }
  }
  return unit(vector);
}

export function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return vector.map((value) => value / Math.sqrt(squares || 1));
}

/**
 * A database with engine and search over it; `dataDir` null is in memory, `other` an engine instead of
 * the embedded one. Whoever opens it closes it.
 */
export function openPeopleIndex(dataDir: string | null = null, other: Engine | null = null) {
  const db = openDatabase(dataDir);
  db.prepare("INSERT OR IGNORE INTO collections VALUES (1, 1, 'words', 'words', ?, 0)").run(DIMENSIONS);
  const engine = other ?? createEmbeddedEngine({ db, collectionNo: 1, dimensions: DIMENSIONS });
  const input = createEngineInput(db);
  const model: { state: 'ready' | 'loading' } = { state: 'ready' };
  const search = createSearch({
    engine: async () => engine,
    embedder: { state: () => model.state, embedQuery: async (text) => vectorOf(text) },
  });
  let number = db.prepare<[], number>('SELECT coalesce(max(doc_no), 0) FROM documents').pluck().get() ?? 0;

  async function add(person: InventedPerson): Promise<number> {
    number++;
    const docNo = record(db, person, number);
    await engine.putText(input.listIndexable([docNo]));
    for (const { passages, ...document } of input.listEmbeddable([docNo])) {
      const [head, ...chunks] = passages.map(({ text, ...span }) => ({ ...span, vector: vectorOf(text) }));
      if (head) await engine.putVectors([{ ...document, head, chunks }]);
    }
    await engine.flush();
    return docNo;
  }

  return {
    db,
    engine,
    search,
    model,
    add,
    async addAll(people: InventedPerson[]) {
      for (const person of people) await add(person);
    },
    /** As the ledger does: the engine forgets first, then the rows go. */
    async remove(docNo: number) {
      await engine.remove(input.listEmbeddable([docNo]));
      await engine.flush();
      db.prepare('UPDATE files SET doc_no = NULL WHERE doc_no = ?').run(docNo);
      db.prepare('DELETE FROM documents WHERE doc_no = ?').run(docNo);
    },
    find: (
      query: string,
      filters: SearchFilters = {},
      page = { limit: 20, offset: 0 },
    ): Promise<SearchResult> => search.query({ query, filters, ...page }),
    async names(query: string, filters: SearchFilters = {}) {
      return (await search.query({ query, filters, limit: 50, offset: 0 })).hits.map((hit) => hit.name);
    },
    async close() {
      await engine.close();
      db.close();
    },
  };
}

type Db = ReturnType<typeof openDatabase>;

/** The rows that the ledger writes for a document; one chunk a line after the head. */
function record(db: Db, person: InventedPerson, number: number): number {
  const id = number.toString(16).padStart(16, '0');
  const candidateId = person.candidateId ?? `c-${id}`;
  const { format = 'txt', language = 'en', date = null, path = `/people/${id}.${format}` } = person;
  db.prepare('INSERT OR IGNORE INTO candidates VALUES (?, ?)').run(candidateId, person.name);
  const docNo = Number(
    db
      .prepare(
        `INSERT INTO documents (document_id, sha256, candidate_id, format, language, size_bytes, dated_at, text_ready, chunk_count, created_at)
         VALUES (?, ?, ?, ?, ?, 1, ?, 1, 1, 0)`,
      )
      .run(id, id, candidateId, format, language, date).lastInsertRowid,
  );
  db.prepare(
    "INSERT INTO files (path, size_bytes, mtime_ms, job_id, state, outcome, doc_no) VALUES (?, 1, 0, 'test', 'completed', 'indexed', ?)",
  ).run(path, docNo);
  db.prepare("INSERT INTO document_texts VALUES (?, ?, '[0]', ?)").run(docNo, person.text, 60);
  db.prepare("INSERT INTO fields VALUES (?, 'name', ?, 0, ?)").run(docNo, person.name, person.name.length);
  const chunk = db.prepare('INSERT INTO chunks (doc_no, ordinal, page, start, "end") VALUES (?, ?, 1, ?, ?)');
  chunk.run(docNo, 0, 0, Math.min(60, person.text.length));
  let start = 0;
  person.text.split('\n').forEach((line, index) => {
    chunk.run(docNo, index + 1, start, start + line.length);
    start += line.length + 1;
  });
  return docNo;
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'cvi-search-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

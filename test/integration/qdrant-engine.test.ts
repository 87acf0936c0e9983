import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../src/main/engine/engine.ts';
import type { QdrantEngine } from '../../src/main/engine/qdrant/engine.ts';
import type { SearchFilters } from '../../src/shared/model.ts';
import { PEOPLE } from '../helpers/invented-people.ts';
import { openPeopleIndex, vectorOf } from '../helpers/people-index.ts';
import { idOf, invented, newModel, openQdrant, put } from '../helpers/qdrant-engine.ts';
import { type QdrantServer, qdrantExecutable, startQdrant } from '../helpers/qdrant-server.ts';

const executable = qdrantExecutable();
let server: QdrantServer;
let engine: QdrantEngine;
beforeAll(async () => {
  if (executable) server = await startQdrant(executable);
});
afterAll(() => server?.stop());
beforeEach(async (context) => {
  if (!executable) context.skip('Qdrant is missing: QDRANT_BIN does not name it');
  engine = await openQdrant(server);
});
afterEach(() => engine?.close());

const QUERIES = [
  ...['nurse', 'physician', 'web developer with SQL', 'intensive care nurse who speaks polish', ''],
  ...['stefania branza', 'Brânză Ştefania', 'jurgen lukasz', 'juergen lukasz', 'branza', 'juergen'],
  ...['+40 712 345 678', '0712345678', '(0712) 345.678', '+49 171 2345678', '0712 345 679'],
  ...['Stefania.Branza7@Example.org', 'stefania.branza', 'mary@example.com', 'C++', 'C#'],
  ...['"intensive care"', '"care intensive"', 'nobody@example.org', 'xyzzy', 'NEAR(a b) AND "unbalanced'],
  ...['\ud83d welder', 'intensive care "nurse ü '.repeat(833), 'a@'.repeat(10_000)],
];
const YEAR = { dateFrom: Date.UTC(2024, 0, 1), dateTo: Date.UTC(2024, 11, 31) };
const FILTERS: SearchFilters[] = [
  {},
  { format: ['docx', 'pdf'] },
  { language: ['unknown'] },
  { folder: ['/cvs/berlin'] },
  YEAR,
  { ...YEAR, folder: ['/cvs/'], language: ['ro', 'en'] },
];

describe('the same people are found as by the embedded engine', () => {
  it('for every kind of query and filter, with the same facets and evidence', async () => {
    const embedded = openPeopleIndex();
    const qdrant = openPeopleIndex(null, engine);
    await embedded.addAll(PEOPLE);
    await qdrant.addAll(PEOPLE);
    for (const query of QUERIES) {
      for (const filters of FILTERS) {
        const [{ tookMs: _, ...found }, { tookMs: __, ...expected }] = await Promise.all([
          qdrant.find(query, filters),
          embedded.find(query, filters),
        ]);
        const about = [query.slice(0, 40), filters];
        const close = expected.hits.map((hit) => ({ ...hit, score: expect.closeTo(hit.score, 1) }));
        expect([about, found]).toEqual([about, { ...expected, hits: close }]);
      }
    }
    await embedded.close();
    qdrant.db.close();
  });
});

const everyone = async (matching: string[] | null = null, filters: SearchFilters = {}) => {
  const people = await engine.people({
    filters,
    matching: matching && { words: matching, docNos: [] },
    ranked: [],
  });
  const page = await people.page(0, 100);
  const found = await engine.read(page.flatMap(({ docNos }) => docNos).map((docNo) => ({ docNo })));
  return { total: people.total, page, names: found.map((document) => document?.name) };
};
const nearest = (text: string, limit = 10) => engine.nearest({ vector: vectorOf(text), filters: {}, limit });

describe('documents', () => {
  it('are read as they were written, with the chunk that was asked for', async () => {
    const { indexable, embedded } = invented(7, 'Ana Pop\nWelder of ships \ud800 and pipes', {
      language: null,
    });
    await put(engine, [{ indexable, embedded, key: indexable }]);
    const [hit] = await nearest('Welder of ships and pipes');
    expect(hit?.chunkNo).toBe(2);
    const [read, head] = await engine.read([
      { docNo: hit?.docNo ?? 0, chunkNo: hit?.chunkNo },
      { docNo: hit?.docNo ?? 0, chunkNo: 0 },
    ]);
    const { docNo: _, headEnd, text, ...expected } = indexable;
    expect(read).toEqual({ ...expected, text: text.toWellFormed(), chunk: { start: 8, end: text.length } });
    expect(head?.chunk).toEqual({ start: 0, end: headEnd });
    expect(await engine.find([idOf(7), idOf(8)])).toEqual([{ ...read, chunk: null }, null]);
  });

  it('keep their vectors and their place when their text is written again', async () => {
    await put(engine, [invented(1, 'Old Name\nwelder'), invented(2, 'Second\ncook')]);
    await engine.putText([invented(1, 'New Name\nplumber', { language: 'de' }).indexable]);
    expect((await engine.stats()).vectors).toBe(6);
    expect((await everyone()).names).toEqual(['Second', 'New Name']);
    expect((await everyone(['welder'])).total).toBe(0);
    const german = await engine.nearest({
      vector: vectorOf('cook'),
      filters: { language: ['de'] },
      limit: 9,
    });
    expect(german).toHaveLength(1);
    expect(german[0]?.score).toBeGreaterThan(0);
  });

  it('lose the chunks of a longer version', async () => {
    await put(engine, [invented(1, 'A\nb\nc\nd\ne')]);
    await put(engine, [invented(1, 'A\nb')]);
    expect(await engine.stats()).toMatchObject({ documents: 1, vectors: 3 });
    expect(await engine.hasComplete([idOf(1)])).toEqual(new Set([idOf(1)]));
  });

  it('that are gone get no vectors', async () => {
    await engine.putVectors([invented(1, 'A\nb').embedded]);
    expect(await engine.stats()).toMatchObject({ documents: 0, vectors: 0 });
  });

  it('are found where they were moved', async () => {
    const [moved, other] = [invented(1, 'Moved\nwelder'), invented(2, 'Other\nwelder')];
    await put(engine, [moved, other]);
    await engine.putPlaces([{ ...moved.key, paths: ['/new/a/x.txt', '/copy/x.txt'] }]);
    const filters = { folder: ['/new'] };
    expect((await everyone(null, filters)).names).toEqual(['Moved']);
    expect(await engine.nearest({ vector: vectorOf('welder'), filters, limit: 9 })).toHaveLength(1);
    const { values } = await engine.facets(filters, null);
    expect(values['folder']?.map(({ value }) => value)).toEqual(['/copy', '/new/a', '/people']);
  });

  it('leave nothing when they are removed, one or a whole person', async () => {
    await put(engine, [
      invented(1, 'A\nwelder'),
      invented(2, 'B\nwelder'),
      invented(3, 'C\nwelder', { candidateId: 'c-b' }),
    ]);
    await engine.claim([idOf(9)], 'here', 60_000);
    await engine.remove([invented(1, '').key, { docNo: 9, documentId: idOf(9) }]);
    await engine.removeCandidate('c-b');
    expect((await everyone()).names).toEqual(['B']);
    expect(await nearest('welder')).toHaveLength(1);
    expect((await engine.collectionInfo()).points).toBe(3);
  });
});

describe('a list of people', () => {
  it('has each person once, with all of their documents', async () => {
    const documents = Array.from({ length: 430 }, (_, n) =>
      invented(n + 1, `Person ${n}\nwelder`, n % 10 === 0 ? { candidateId: `c-${n % 100}` } : {}),
    );
    await put(engine, documents);
    // 43 documents of ten people.
    const total = 430 - 33;
    const { hits } = await engine.words({ query: 'welder', filters: {}, limit: 150 });
    const ranked = hits.map(({ docNo }) => docNo);
    const list = await engine.people({ filters: {}, matching: { words: ['welder'], docNos: [] }, ranked });
    expect(list.total).toBe(total);
    const pages: Person[] = [];
    for (let offset = 0; offset < total; offset += 37) {
      pages.push(...(await list.page(offset, 37)));
      await put(engine, [invented(1000 + offset, 'Late\nwelder')]);
    }
    const docNos = pages.flatMap((person) => person.docNos);
    expect([pages.length, docNos.length, new Set(docNos).size]).toEqual([total, 430, 430]);
    expect(pages[0]?.docNos[0]).toBe(ranked[0]);
    expect(await list.page(0, 3)).toEqual(pages.slice(0, 3));
    expect(await list.page(total, 10)).toEqual([]);
  });

  it('has the best document of a person first, and in the ranked order', async () => {
    await put(engine, [
      invented(1, 'Pat\ncook', { candidateId: 'c-pat' }),
      invented(2, 'Kim\ncook and chef'),
      invented(3, 'Pat\nchef', { candidateId: 'c-pat' }),
    ]);
    const [pat, kim, chef] = await Promise.all(
      [1, 2, 3].map(async (number) => {
        const words = ['Pat cook', 'Kim', 'Pat chef'][number - 1] ?? '';
        return (await engine.words({ query: words, filters: {}, limit: 1 })).hits[0]?.docNo ?? 0;
      }),
    );
    const list = await engine.people({ filters: {}, matching: null, ranked: [kim ?? 0, chef ?? 0] });
    expect(list.total).toBe(2);
    expect(await list.page(0, 9)).toEqual([{ docNos: [kim] }, { docNos: [chef, pat] }]);
  });

  it('is empty where nothing matches', async () => {
    await put(engine, [invented(1, 'A\nb')]);
    expect((await everyone([])).total).toBe(0);
    expect(await engine.facets({}, { words: [], docNos: [] })).toMatchObject({
      total: 0,
      unknown: { year: 0 },
    });
  });
});

it('answers alike from several shards, and with quantized vectors', async () => {
  const documents = PEOPLE.map(({ text, ...person }, n) =>
    invented(n + 1, text, { ...person, language: person.language ?? null, paths: [person.path ?? ''] }),
  );
  await put(engine, documents);
  const other = await openQdrant(server, newModel(), { shards: 3, quantization: 'scalar' });
  await put(other, documents);
  for (const query of ['welder', 'jurgen lukasz', '0712345678']) {
    const ask = async (asked: QdrantEngine) => {
      const { hits, terms } = await asked.words({ query, filters: {}, limit: 10 });
      const found = await asked.read(hits.map(({ docNo }) => ({ docNo })));
      return { terms, hits: hits.map(({ score, exact }, n) => [found[n]?.name, score.toFixed(4), exact]) };
    };
    expect(await ask(other)).toEqual(await ask(engine));
  }
  const scores = async (asked: QdrantEngine) =>
    (await asked.nearest({ vector: vectorOf('physician'), filters: {}, limit: 4 })).map(({ score }) =>
      score.toFixed(4),
    );
  expect(await scores(other)).toEqual(await scores(engine));
});

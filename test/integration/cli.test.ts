import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Audit, DocumentDetail, Receipt, SearchResult } from '../../src/shared/model.ts';
import { temporaryFolder } from '../helpers/app.ts';
import { cli, cliJson, startCli } from '../helpers/cli.ts';

describe('the command line', () => {
  const data = temporaryFolder();
  const source = temporaryFolder();
  const out = temporaryFolder();
  let receipt: Receipt;

  beforeAll(async () => {
    const put = (name: string, text: string) => writeFileSync(join(source.path, name), text);
    put(
      'ana.txt',
      'Ana Popescu\nIntensive care nurse\nana.popescu@example.com\n+40 721 555 012\nSpeaks Polish.',
    );
    put('ion.txt', 'Ion Radu\nWelder\nion@example.org\nWelding of ship hulls for ten years.');
    put('broken.pdf', '%PDF-1.7 and nothing more');
    await cliJson(data.path, 'config', 'set', 'model', 'all-MiniLM-L6-v2');
    receipt = await cliJson<Receipt>(data.path, 'ingest', source.path);
  });
  afterAll(() => {
    data.remove();
    source.remove();
    out.remove();
  });

  it('audits a folder', async () => {
    const audit = await cliJson<Audit>(data.path, 'audit', source.path);
    expect(audit).toMatchObject({ found: 3, byType: { txt: { count: 2 }, pdf: { count: 1 } } });
    expect(audit.estimate.basis).toContain('estimate');
  });

  it('prints a receipt that adds up', () => {
    expect(receipt).toMatchObject({ found: 3, indexed: 2, failed: 1, skipped: 0, chunks: 2 });
    expect(receipt.failures).toMatchObject([{ path: join(source.path, 'broken.pdf'), reason: 'corrupt' }]);
  });

  it('does nothing but a quick scan the second time', async () => {
    expect(await cliJson(data.path, 'ingest', source.path)).toMatchObject({
      found: 3,
      unchanged: 3,
      indexed: 0,
    });
  });

  it('finds people with their evidence', async () => {
    const result = await cliJson<SearchResult>(data.path, 'search', 'intensive', 'care', '--limit', '1');
    expect(result.hits).toHaveLength(1);
    expect(result.hits[0]).toMatchObject({ name: 'Ana Popescu' });
    expect(result.hits[0]?.evidence[0]?.text).toContain('Intensive care');
    expect(result.mode).toBe('hybrid');
  });

  it('narrows by filters and names the filters that there are', async () => {
    expect(await cliJson(data.path, 'search', 'nurse', '--filter', 'format=docx')).toMatchObject({
      total: 0,
    });
    const { code, stderr } = await cli(data.path, 'search', 'nurse', '--filter', 'colour=red');
    expect(code).toBe(2);
    expect(stderr).toContain('format, folder, language');
  });

  it('answers a file of queries, one JSON line each', async () => {
    const file = join(out.path, 'queries.jsonl');
    writeFileSync(
      file,
      '{"id": "a", "query": "welder"}\n{"id": "b", "query": "nurse", "filters": {"format": "txt"}}\n',
    );
    const { stdout, code } = await cli(data.path, 'search', '--queries', file);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; total: number });
    expect(code).toBe(0);
    expect(lines.map((line) => line.id)).toEqual(['a', 'b']);
  });

  it('names the line of a file of queries that it can’t read', async () => {
    const file = join(out.path, 'bad.jsonl');
    writeFileSync(file, '{"id": "a", "query": "welder"}\nnonsense\n');
    const { code, stderr } = await cli(data.path, 'search', '--queries', file);
    expect(code).toBe(2);
    expect(stderr).toContain('Line 2');
  });

  it('evaluates queries with known answers', async () => {
    const file = join(out.path, 'labelled.jsonl');
    writeFileSync(file, '{"id": "a", "query": "welder", "type": "title", "relevant": {"ion.txt": 1}}\n');
    expect(await cliJson(data.path, 'evaluate', '--queries', file)).toMatchObject({
      queries: 1,
      ndcg10: 1,
      mrr: 1,
      recall50: 1,
      byType: { title: { queries: 1, ndcg10: 1 } },
    });
  });

  it('shows a document with its fields', async () => {
    const { hits } = await cliJson<SearchResult>(data.path, 'search', 'ana.popescu@example.com');
    const documentId = hits[0]?.documents[0]?.documentId ?? '';
    const detail = await cliJson<DocumentDetail>(data.path, 'show', documentId);
    expect(detail.paths).toEqual([join(source.path, 'ana.txt')]);
    const email = detail.fields.find((field) => field.key === 'email');
    expect(detail.text.slice(email?.start, email?.end)).toBe('ana.popescu@example.com');
  });

  it('says that a document is not there', async () => {
    const { code, stderr } = await cli(data.path, 'show', 'ffffffffffffffff');
    expect(code).toBe(1);
    expect(stderr).toContain('no such document');
  });

  it('exports people as a table and as JSON', async () => {
    const csv = join(out.path, 'people.csv');
    await cliJson(data.path, 'export', '--query', 'welder', '--format', 'csv', '--out', csv);
    expect(readFileSync(csv, 'utf8')).toContain('Ion Radu,ion@example.org');
    const json = join(out.path, 'people.json');
    expect(await cliJson(data.path, 'export', '--format', 'json', '--out', json)).toMatchObject({
      people: 2,
    });
    expect(JSON.parse(readFileSync(json, 'utf8'))).toHaveLength(2);
  });

  it('reports the state, the failures and the health', async () => {
    expect(await cliJson(data.path, 'status')).toMatchObject({
      documents: 2,
      failed: 1,
      engine: { mode: 'embedded', healthy: true, model: 'all-MiniLM-L6-v2' },
    });
    expect(await cliJson(data.path, 'failures')).toMatchObject([{ reason: 'corrupt' }]);
    const checks = await cliJson<{ ok: boolean }[]>(data.path, 'doctor');
    expect(checks.every((check) => check.ok)).toBe(true);
  });

  it('explains settings and refuses what does not fit', async () => {
    expect(await cliJson(data.path, 'config', 'get', 'chunk.maxTokens')).toBe(220);
    expect((await cli(data.path, 'config', 'set', 'chunk.maxTokens', 'many')).code).toBe(2);
    expect((await cli(data.path, 'config', 'get', 'no.such')).stderr).toContain('chunk.maxTokens');
  });

  it.each([
    [['no-such-command'], 2],
    [['search'], 2],
    [['ingest'], 2],
    [['--version'], 0],
    [['ingest', '--help'], 0],
  ])('ends %j with %i', async (words, code) => {
    expect((await cli(data.path, ...words)).code).toBe(code);
  });

  it('tells a second process who has the data folder, and ends with 3', async () => {
    const serving = startCli(data.path, ['serve', '--json']);
    await new Promise((resolve) => serving.child.stdout?.once('data', resolve));
    const second = await cli(data.path, 'ingest', source.path);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain(`cvi serve, process ${serving.child.pid}`);
    serving.child.kill('SIGINT');
    expect((await serving.ended).code).toBe(0);
  });

  it('hands back its work at an interrupt, ends with 130, and goes on with the same command', async () => {
    const many = join(out.path, 'many');
    mkdirSync(many);
    for (let index = 0; index < 300; index += 1) {
      writeFileSync(
        join(many, `${index}.txt`),
        `Person Number${index}\nWelder ${index}\n${'welding '.repeat(200)}`,
      );
    }
    const interrupted = startCli(data.path, ['ingest', many, '--json']);
    await new Promise((resolve) => interrupted.child.stderr?.once('data', resolve));
    interrupted.child.kill('SIGINT');
    expect((await interrupted.ended).code).toBe(130);
    expect(await cliJson(data.path, 'status')).toMatchObject({ processing: 0 });
    expect(await cliJson(data.path, 'ingest', many, '--text-only')).toMatchObject({
      found: 300,
      indexed: 300,
    });
  });
});

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { DocumentDetail, SearchFilters, SearchResult } from '../../shared/model.ts';
import { filtersFromJson, parseFilters } from './filters.ts';
import { followStatus } from './follow-status.ts';
import { collect, optionsOf, wholeNumber } from './options.ts';
import { formatCount, print } from './output.ts';
import { type CommonOptions, type Session, withApp } from './session.ts';

interface SearchOptions extends CommonOptions {
  filter: string[];
  limit: number;
  offset: number;
  queries?: string;
}

const querySchema = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  query_id: z.union([z.string(), z.number()]).optional(),
  query: z.string(),
  filters: z.record(z.string(), z.unknown()).optional(),
  type: z.string().optional(),
  relevant: z.record(z.string(), z.number()).optional(),
});

export interface QueryLine {
  id: string | number;
  query: string;
  filters: SearchFilters;
  type: string;
  relevant: Record<string, number>;
}

export function addSearchCommands(program: Command): void {
  program
    .command('search')
    .description('people for a query in plain language')
    .argument('[text...]')
    .option('--filter <key=value>', 'narrow: format, folder, language, from, to', collect, [])
    .option('--limit <n>', 'people on a page', wholeNumber, 10)
    .option('--offset <n>', 'people to leave out first', wholeNumber, 0)
    .option('--queries <file>', 'many: one {id, query, filters?} a line')
    .action(async (words: string[], _options, command: Command) => {
      const options = optionsOf<SearchOptions>(command);
      const filters = parseFilters(options.filter);
      if (options.queries) return searchMany(options.queries, options);
      if (words.length === 0 && options.filter.length === 0) {
        throw new AppError('invalid_input', 'What are you looking for? cvi search TEXT');
      }
      const result = await withApp('search', options, async (session) => {
        await searchReady(session, options);
        return searchOne(session, { query: words.join(' '), filters }, options);
      });
      print(options, result, () => describeResult(result, options.offset));
    });

  program
    .command('show')
    .description('text, pages and fields of a document')
    .argument('<documentId>')
    .action(async (documentId: string, _options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const detail = await withApp('show', options, async ({ app, signal }) =>
        app.handlers['documents.show']({ documentId }, { signal }),
      );
      print(options, detail, () => describeDocument(detail));
    });
}

/** Meaning needs its model; where that can't be had, words answer and a line says so. */
/** Everything that can be found is there: what is still being copied to the engine, and the model. */
export async function searchReady({ app, signal }: Session, options: CommonOptions): Promise<void> {
  const unfollow = followStatus(app, options.quiet ?? false);
  await app.handlers['engine.settled']({}, { signal });
  unfollow();
  await app.embedder.ready().catch((error: unknown) => {
    if (!options.quiet) process.stderr.write(`cvi: by words only: ${AppError.from(error).message}\n`);
  });
}

export async function searchOne(
  { app, signal }: Session,
  asked: { query: string; filters: SearchFilters },
  page: { limit: number; offset: number },
): Promise<SearchResult> {
  const { limit, offset } = page;
  return app.handlers['search.query']({ ...asked, limit, offset }, { signal });
}

async function searchMany(file: string, options: SearchOptions): Promise<void> {
  const lines = readQueries(file);
  await withApp('search', options, async (session) => {
    await searchReady(session, options);
    for (const line of lines) {
      session.signal.throwIfAborted();
      const { tookMs, total, hits } = await searchOne(session, line, options);
      process.stdout.write(`${JSON.stringify({ id: line.id, tookMs, total, hits })}\n`);
    }
  });
}

/** One JSON object a line; a bad line is named by its number, its text is not repeated. */
export function readQueries(file: string): QueryLine[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError('invalid_input', 'The file of queries can’t be read.', { cause: error });
  }
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => readQuery(line, number));
}

function readQuery(line: string, number: number): QueryLine {
  try {
    const { id, query_id, query, filters, type, relevant } = querySchema.parse(JSON.parse(line));
    return {
      id: id ?? query_id ?? number,
      query,
      filters: filtersFromJson(filters),
      type: type ?? 'all',
      relevant: relevant ?? {},
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('invalid_input', `Line ${number} of the file is not {"id", "query", "filters"?}.`);
  }
}

function describeResult(result: SearchResult, offset: number): string[] {
  const unknown = Object.entries(result.unknown)
    .filter(([, count]) => count > 0)
    .map(([facet, count]) => `${formatCount(count)} of unknown ${facet}`);
  const mode = result.mode === 'words' ? ['by words only'] : [];
  const summary = [
    `${formatCount(result.total)} people`,
    ...unknown,
    ...mode,
    `${Math.round(result.tookMs)} ms`,
  ];
  const rows = result.hits.flatMap((hit, index) => [
    '',
    `${offset + index + 1}. ${hit.name}${contact(hit.fields)}`,
    ...hit.evidence.map(({ text, page }) => `   “${oneLine(text)}” p. ${page}`),
    ...hit.documents.map((document) => `   ${document.path} (${document.documentId})`),
  ]);
  return [summary.join(' · '), ...rows];
}

function contact(fields: SearchResult['hits'][number]['fields']): string {
  const known = [fields.email, fields.phone].filter((value) => value !== undefined);
  return known.length > 0 ? `  ${known.join(' · ')}` : '';
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

function describeDocument(detail: DocumentDetail): string[] {
  const { name, format, language, pages, paths, fields, text, needsOcr } = detail;
  return [
    `${name} · ${format} · ${pages.length} page${pages.length === 1 ? '' : 's'} · language ${language ?? 'unknown'}`,
    ...paths.map((path) => `at ${path}`),
    ...fields.map((field) => `${field.key}: ${field.value} (p. ${field.page})`),
    '',
    needsOcr ? 'A scan: it waits for OCR and has no text yet.' : text,
  ];
}

import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { AppError } from '../../shared/errors.ts';
import type { Hit } from '../../shared/model.ts';
import { parseFilters } from './filters.ts';
import { collect, optionsOf } from './options.ts';
import { formatCount, print } from './output.ts';
import { searchOne, searchReady } from './searching.ts';
import { type CommonOptions, type Session, withApp } from './session.ts';

interface ExportOptions extends CommonOptions {
  query?: string;
  filter: string[];
  format: 'csv' | 'json';
  out: string;
}

const PAGE = 200;

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('people to a file')
    .option('--query <text>', 'those who match; all without it')
    .option('--filter <key=value>', 'narrow: format, folder, language, from, to', collect, [])
    .addOption(new Option('--format <format>').choices(['csv', 'json']).makeOptionMandatory())
    .requiredOption('--out <file>', 'where to write')
    .action(async (_options, command: Command) => {
      const options = optionsOf<ExportOptions>(command);
      const hits = await withApp('export', options, (session) => listAll(session, options));
      const text = options.format === 'csv' ? toCsv(hits) : `${JSON.stringify(hits, null, 2)}\n`;
      try {
        // Readable by its owner alone: it holds names and addresses.
        writeFileSync(options.out, text, { mode: 0o600 });
      } catch (error) {
        throw new AppError('permission', 'The file can’t be written there.', { cause: error });
      }
      print(options, { people: hits.length, out: options.out }, () => [
        `${formatCount(hits.length)} people written to ${options.out}`,
      ]);
    });
}

async function listAll(session: Session, options: ExportOptions): Promise<Hit[]> {
  const asked = { query: options.query ?? '', filters: parseFilters(options.filter) };
  if (asked.query) await searchReady(session, options);
  const hits: Hit[] = [];
  for (;;) {
    session.signal.throwIfAborted();
    const page = await searchOne(session, asked, { limit: PAGE, offset: hits.length });
    hits.push(...page.hits);
    if (page.hits.length < PAGE) return hits;
  }
}

const COLUMNS = [
  'name',
  'email',
  'phone',
  'language',
  'date',
  'documents',
  'evidence',
  'candidateId',
] as const;

function toCsv(hits: Hit[]): string {
  const rows = hits.map((hit) => [
    hit.name,
    hit.fields.email ?? '',
    hit.fields.phone ?? '',
    hit.fields.language ?? '',
    hit.fields.date === null ? '' : new Date(hit.fields.date).toISOString().slice(0, 10),
    hit.documents.map((document) => document.path).join(' | '),
    hit.evidence[0]?.text.replace(/\s+/g, ' ') ?? '',
    hit.candidateId,
  ]);
  // The mark at the start tells spreadsheets that this is UTF-8.
  return `\uFEFF${[[...COLUMNS], ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** Quoted, and a text that a spreadsheet would run as a formula is made a plain text. */
export function csvCell(value: string): string {
  const plain = /^[=+\-@\t\r]/.test(value) && !/^\+[\d ()./-]+$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

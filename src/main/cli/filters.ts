import { filtersSchema } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { DOCUMENT_FORMATS, type SearchFilters } from '../../shared/model.ts';

type Values = Record<string, string[]>;

/** `KEY=VALUE` words to filters: a repeated key means any of its values, several keys all of them. */
export function parseFilters(words: string[]): SearchFilters {
  const values: Values = {};
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) throw new AppError('invalid_input', 'A filter is written KEY=VALUE.');
    const key = word.slice(0, at);
    values[key] = [...(values[key] ?? []), ...word.slice(at + 1).split(',')];
  }
  return toFilters(values);
}

/** Filters of one line of a file of queries: values may be single or in an array. */
export function filtersFromJson(filters: Record<string, unknown> | undefined): SearchFilters {
  const entries = Object.entries(filters ?? {}).map(([key, value]): [string, string[]] => [
    key,
    (Array.isArray(value) ? value : [value]).map(String),
  ]);
  return toFilters(Object.fromEntries(entries));
}

const READERS: Record<string, (values: string[]) => Record<string, unknown>> = {
  format: (format) => ({ format }),
  type: (format) => ({ format }),
  folder: (folder) => ({ folder }),
  language: (language) => ({ language }),
  lang: (language) => ({ language }),
  from: ([from]) => ({ dateFrom: toTime(from) }),
  to: ([to]) => ({ dateTo: toTime(to) + DAY_MS - 1 }),
  dateFrom: ([from]) => ({ dateFrom: toTime(from) }),
  dateTo: ([to]) => ({ dateTo: toTime(to) }),
};

const DAY_MS = 86_400_000;
const KEYS = 'format, folder, language, from, to';

function toFilters(values: Values): SearchFilters {
  const merged: Record<string, unknown> = {};
  for (const [key, list] of Object.entries(values)) {
    const reader = READERS[key];
    if (!reader) throw new AppError('invalid_input', `There is no such filter. The filters are: ${KEYS}.`);
    Object.assign(merged, reader(list));
  }
  const parsed = filtersSchema.safeParse(merged);
  if (parsed.success) return parsed.data as SearchFilters;
  const key = String(parsed.error.issues[0]?.path[0] ?? '');
  const hint = key === 'format' ? ` It is one of ${DOCUMENT_FORMATS.join(', ')}.` : '';
  throw new AppError('invalid_input', `The value of the filter ${key} does not fit.${hint}`);
}

/** A day (2024-05-31), any ISO date, or epoch ms. */
function toTime(text = ''): number {
  const time = /^\d{9,}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(time)) throw new AppError('invalid_input', 'A date is written like 2024-05-31.');
  return time;
}

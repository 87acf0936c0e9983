import { DOCUMENT_FORMATS, type DocumentFormat } from '../../../shared/model.ts';
import type { Db } from '../../store/database.ts';

/** What filters and facets look at, in memory by docNo: about 20 bytes a document. */
export interface Columns {
  /** 1 for every document of the index. */
  present: Uint8Array;
  format: Uint8Array;
  /** Index into `languages`; 0 is unknown. */
  language: Uint16Array;
  languages: string[];
  /** Epoch ms; NaN is unknown. */
  date: Float64Array;
  /** Of the date, in the local calendar; 0 is unknown. */
  year: Uint16Array;
  count: number;
}

export interface ColumnStore {
  /** Up to date with everything noted. */
  read(): Columns;
  note(docNos: number[]): void;
  /** Changes whenever what is read changes. */
  version(): number;
}

interface Row {
  docNo: number;
  format: DocumentFormat;
  language: string | null;
  date: number | null;
}

const SELECT =
  'SELECT d.doc_no AS docNo, d.format, d.language, d.dated_at AS date FROM documents d JOIN words_docsize w ON w.id = d.doc_no';

/** Documents are those in the full-text index, so that words and filters agree after any crash. */
export function createColumns(db: Db): ColumnStore {
  const one = db.prepare<[number], Row>(`${SELECT} WHERE d.doc_no = ?`);
  let columns: Columns | null = null;
  let noted: number[] = [];
  let version = 0;

  function load(): Columns {
    const last = db.prepare<[], number>('SELECT coalesce(max(doc_no), 0) FROM documents').pluck().get() ?? 0;
    const fresh = emptyColumns(last + 1);
    for (const row of db.prepare<[], Row>(SELECT).iterate()) set(fresh, row);
    return fresh;
  }

  return {
    note(docNos) {
      // Looked at before the next read only: the caller's transaction may yet be rolled back.
      if (columns) noted = noted.concat(docNos);
      version++;
    },
    version: () => version,
    read() {
      if (!columns) {
        columns = load();
        return columns;
      }
      for (const docNo of noted) {
        columns = grown(columns, docNo + 1);
        unset(columns, docNo);
        const row = one.get(docNo);
        if (row) set(columns, row);
      }
      noted = [];
      return columns;
    },
  };
}

function emptyColumns(size: number): Columns {
  return {
    present: new Uint8Array(size),
    format: new Uint8Array(size),
    language: new Uint16Array(size),
    languages: ['unknown'],
    date: new Float64Array(size).fill(Number.NaN),
    year: new Uint16Array(size),
    count: 0,
  };
}

function set(columns: Columns, row: Row): void {
  columns.present[row.docNo] = 1;
  columns.format[row.docNo] = DOCUMENT_FORMATS.indexOf(row.format);
  columns.language[row.docNo] = languageNo(columns, row.language);
  columns.date[row.docNo] = row.date ?? Number.NaN;
  columns.year[row.docNo] = row.date === null ? 0 : Math.max(0, new Date(row.date).getFullYear());
  columns.count++;
}

function unset(columns: Columns, docNo: number): void {
  columns.count -= columns.present[docNo] ?? 0;
  columns.present[docNo] = 0;
}

function languageNo(columns: Columns, language: string | null): number {
  if (language === null) return 0;
  const known = columns.languages.indexOf(language);
  return known >= 0 ? known : columns.languages.push(language) - 1;
}

/** Doubling, so that an intake does not copy the columns for every document. */
function grown(columns: Columns, size: number): Columns {
  if (size <= columns.present.length) return columns;
  const bigger = {
    ...emptyColumns(Math.max(size, columns.present.length * 2)),
    languages: columns.languages,
  };
  bigger.present.set(columns.present);
  bigger.format.set(columns.format);
  bigger.language.set(columns.language);
  bigger.date.set(columns.date);
  bigger.year.set(columns.year);
  return { ...bigger, count: columns.count };
}

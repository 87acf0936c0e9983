import type { DocumentFormat } from '../../shared/model.ts';
import type { Db } from '../store/database.ts';

export interface DocumentRow {
  docNo: number;
  documentId: string;
  candidateId: string;
  name: string;
  format: DocumentFormat;
  language: string | null;
  date: number | null;
}

export interface DocumentText {
  text: string;
  pageStarts: number[];
}

export interface ChunkRow {
  docNo: number;
  start: number;
  end: number;
}

/** What search shows of the ledger, for the people of one page only. */
export interface SearchReads {
  findDocument(docNo: number): DocumentRow | null;
  findText(docNo: number): DocumentText | null;
  findChunk(chunkNo: number): ChunkRow | null;
  /** Where the document lies, in order of finding. */
  paths(docNo: number): string[];
  fields(docNo: number): { key: string; value: string }[];
  /** Documents of people who have more than one: docNo to the person's first docNo. */
  siblings(): ReadonlyMap<number, number>;
  /** Changes with everything that a search could see. */
  version(): number;
}

export function createSearchReads(db: Db): SearchReads {
  const document = db.prepare<[number], DocumentRow>(
    `SELECT doc_no AS docNo, document_id AS documentId, d.candidate_id AS candidateId, name, format, language, dated_at AS date
     FROM documents d JOIN candidates c ON c.candidate_id = d.candidate_id WHERE doc_no = ?`,
  );
  const text = db.prepare<[number], { text: string; pageStarts: string }>(
    'SELECT text, page_starts AS pageStarts FROM document_texts WHERE doc_no = ?',
  );
  const chunk = db.prepare<[number], ChunkRow>(
    'SELECT doc_no AS docNo, start, "end" AS "end" FROM chunks WHERE chunk_no = ?',
  );
  const paths = db
    .prepare<[number], string>('SELECT path FROM files WHERE doc_no = ? ORDER BY missing, file_no')
    .pluck();
  const fields = db.prepare<[number], { key: string; value: string }>(
    'SELECT key, value FROM fields WHERE doc_no = ? ORDER BY rowid',
  );
  const several = db
    .prepare<[], [number, number]>(
      `SELECT d.doc_no, s.first FROM documents d JOIN (
         SELECT candidate_id, min(doc_no) AS first FROM documents GROUP BY candidate_id HAVING count(*) > 1
       ) s ON s.candidate_id = d.candidate_id`,
    )
    .raw();
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();

  let siblings: ReadonlyMap<number, number> | null = null;
  let siblingsStamp = '';
  let siblingsAt = -1;
  // Grouping by person walks an index over all documents; their number tells well enough when to do it again.
  const extent = db
    .prepare<[], string>("SELECT count(*) || ' ' || coalesce(max(doc_no), 0) FROM documents")
    .pluck();

  return {
    findDocument: (docNo) => document.get(docNo) ?? null,
    findText(docNo) {
      const row = text.get(docNo);
      return row ? { text: row.text, pageStarts: JSON.parse(row.pageStarts) as number[] } : null;
    },
    findChunk: (chunkNo) => chunk.get(chunkNo) ?? null,
    paths: (docNo) => paths.all(docNo),
    fields: (docNo) => fields.all(docNo),
    siblings() {
      const now = changes.get() ?? 0;
      if (siblings && now === siblingsAt) return siblings;
      const stamp = extent.get() ?? '';
      if (!siblings || stamp !== siblingsStamp) siblings = new Map(several.all());
      siblingsStamp = stamp;
      siblingsAt = now;
      return siblings;
    },
    version: () => changes.get() ?? 0,
  };
}

import type { DocumentFormat } from '../../../shared/model.ts';
import type { Db } from '../../store/database.ts';
import type { Field, FoundDocument } from '../engine.ts';

/** What is shown of documents, from the ledger; for the people of one page only. */
export interface Reads {
  read(docNo: number, chunkNo?: number): FoundDocument | null;
  findDocNo(documentId: string): number | null;
  /** Documents of people who have more than one: docNo to the person's first docNo. */
  siblings(): ReadonlyMap<number, number>;
  /** Changes with everything that a search could see. */
  version(): number;
}

interface Row {
  documentId: string;
  candidateId: string;
  name: string;
  format: DocumentFormat;
  language: string | null;
  date: number | null;
  sizeBytes: number;
  chunks: number;
  text: string | null;
  pageStarts: string | null;
}

export function createReads(db: Db): Reads {
  const document = db.prepare<[number], Row>(
    `SELECT document_id AS documentId, d.candidate_id AS candidateId, name, format, language, dated_at AS date,
       size_bytes AS sizeBytes, chunk_count AS chunks, text, page_starts AS pageStarts
     FROM documents d JOIN candidates c ON c.candidate_id = d.candidate_id
     LEFT JOIN document_texts t ON t.doc_no = d.doc_no WHERE d.doc_no = ?`,
  );
  const chunk = db.prepare<[number, number], { start: number; end: number }>(
    'SELECT start, "end" AS "end" FROM chunks WHERE chunk_no = ? AND doc_no = ?',
  );
  const paths = db.prepare<[number], { path: string; missing: number }>(
    'SELECT path, missing FROM files WHERE doc_no = ? ORDER BY missing, file_no LIMIT 100',
  );
  const fields = db.prepare<[number], Field>(
    'SELECT key, value, start, "end" AS "end" FROM fields WHERE doc_no = ? ORDER BY rowid',
  );
  const byId = db.prepare<[string], number>('SELECT doc_no FROM documents WHERE document_id = ?').pluck();
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();

  return {
    read(docNo, chunkNo) {
      const row = document.get(docNo);
      if (!row) return null;
      const { text, pageStarts, ...shown } = row;
      return {
        ...shown,
        text: text ?? '',
        pageStarts: pageStarts ? (JSON.parse(pageStarts) as number[]) : [],
        paths: placesOf(paths.all(docNo)),
        fields: fields.all(docNo),
        chunk: (chunkNo === undefined ? null : chunk.get(chunkNo, docNo)) ?? null,
      };
    },
    findDocNo: (documentId) => byId.get(documentId) ?? null,
    siblings: createSiblings(db, () => changes.get() ?? 0),
    version: () => changes.get() ?? 0,
  };
}

/** Where it lies; where it lay when it lies nowhere any more. */
function placesOf(files: { path: string; missing: number }[]): string[] {
  const there = files.filter(({ missing }) => missing === 0);
  return (there.length > 0 ? there : files.slice(0, 1)).map(({ path }) => path);
}

function createSiblings(db: Db, version: () => number): () => ReadonlyMap<number, number> {
  const several = db
    .prepare<[], [number, number]>(
      `SELECT d.doc_no, s.first FROM documents d JOIN (
         SELECT candidate_id, min(doc_no) AS first FROM documents GROUP BY candidate_id HAVING count(*) > 1
       ) s ON s.candidate_id = d.candidate_id`,
    )
    .raw();
  // Grouping by person walks an index over all documents; their number tells well enough when to do it again.
  const extent = db
    .prepare<[], string>("SELECT count(*) || ' ' || coalesce(max(doc_no), 0) FROM documents")
    .pluck();
  let siblings: ReadonlyMap<number, number> | null = null;
  let stamp = '';
  let madeAt = -1;
  return () => {
    const now = version();
    if (siblings && now === madeAt) return siblings;
    const extentNow = extent.get() ?? '';
    if (!siblings || extentNow !== stamp) siblings = new Map(several.all());
    stamp = extentNow;
    madeAt = now;
    return siblings;
  };
}

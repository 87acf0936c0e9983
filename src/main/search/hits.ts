import type { Hit } from '../../shared/model.ts';
import type { Marker } from './marks.ts';
import { passagesOf } from './passages.ts';
import type { Person } from './people.ts';
import type { DocumentRow, SearchReads } from './reads.ts';

interface HitContext {
  reads: SearchReads;
  marker: Marker;
  /** The chunk nearest in meaning, by docNo. */
  chunkOf: ReadonlyMap<number, number>;
}

/** What a list shows of a person; null when the documents are gone by now. */
export function toHit(person: Person, context: HitContext): Hit | null {
  const rows = person.docNos.flatMap((docNo) => context.reads.findDocument(docNo) ?? []);
  const best = rows[0];
  if (!best) return null;
  const evidence = evidenceOf(best, context);
  return {
    candidateId: best.candidateId,
    name: best.name,
    score: Math.round(person.score * 10_000) / 10_000,
    documents: rows.map((row, index) => ({
      documentId: row.documentId,
      path: context.reads.paths(row.docNo)[0] ?? '',
      ...(index === 0 && evidence.hit[0] ? { page: evidence.hit[0].page } : {}),
    })),
    evidence: evidence.hit,
    fields: { ...contactFields(best.docNo, context.reads), ...documentFields(best, evidence.pages) },
  };
}

function evidenceOf({ docNo }: DocumentRow, { reads, marker, chunkOf }: HitContext) {
  const document = reads.findText(docNo);
  if (!document) return { hit: [], pages: 1 };
  const chunkNo = chunkOf.get(docNo);
  const chunk = chunkNo === undefined ? null : reads.findChunk(chunkNo);
  return {
    hit: passagesOf(document, marker, chunk?.docNo === docNo ? chunk : null),
    pages: Math.max(1, document.pageStarts.length),
  };
}

function contactFields(docNo: number, reads: SearchReads): { email?: string; phone?: string } {
  const fields = reads.fields(docNo);
  const email = fields.find((field) => field.key === 'email')?.value;
  const phone = fields.find((field) => field.key === 'phone')?.value;
  return { ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
}

function documentFields({ format, language, date }: DocumentRow, pages: number): Hit['fields'] {
  return { ...(language ? { language } : {}), format, pages, date };
}

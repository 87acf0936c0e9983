import type { Hit } from '../../shared/model.ts';
import type { FoundDocument } from '../engine/engine.ts';
import type { Marker } from './marks.ts';
import { passagesOf } from './passages.ts';

/** What a list shows of a person, by documents, the best first; null when they are gone by now. */
export function toHit(documents: FoundDocument[], score: number, marker: Marker): Hit | null {
  const best = documents[0];
  if (!best) return null;
  const evidence = best.text === '' ? [] : passagesOf(best, marker, best.chunk);
  return {
    candidateId: best.candidateId,
    name: best.name,
    score: Math.round(score * 10_000) / 10_000,
    documents: documents.flatMap(({ documentId, paths }, index) =>
      (paths.length > 0 ? paths : ['']).map((path) => ({
        documentId,
        path,
        ...(index === 0 && evidence[0] ? { page: evidence[0].page } : {}),
      })),
    ),
    evidence,
    fields: { ...contactFields(best), ...documentFields(best) },
  };
}

function contactFields({ fields }: FoundDocument): { email?: string; phone?: string } {
  const email = fields.find((field) => field.key === 'email')?.value;
  const phone = fields.find((field) => field.key === 'phone')?.value;
  return { ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
}

function documentFields({ format, language, date, pageStarts }: FoundDocument): Hit['fields'] {
  return { ...(language ? { language } : {}), format, pages: Math.max(1, pageStarts.length), date };
}

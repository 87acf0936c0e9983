import type { Handlers } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { DocumentDetail } from '../../shared/model.ts';
import type { FoundDocument } from '../engine/engine.ts';
import { pageAt, toPages } from '../store/details.ts';

export interface DocumentDeps {
  /** Of the ledger. */
  findDetail(documentId: string): DocumentDetail | null;
  /** Of the engine: another machine may have taken the document in. */
  findElsewhere(documentId: string): Promise<FoundDocument | null>;
}

export function createDocumentHandlers(deps: DocumentDeps): Pick<Handlers, 'documents.show'> {
  return {
    'documents.show': async ({ documentId }) => {
      const detail = deps.findDetail(documentId);
      if (detail) return detail;
      const found = await deps.findElsewhere(documentId);
      if (!found) throw new AppError('not_found', 'There is no such document in the index.');
      return detailOf(found);
    },
  };
}

function detailOf(found: FoundDocument): DocumentDetail {
  const { documentId, candidateId, name, format, language, paths, sizeBytes, text, chunks } = found;
  return {
    ...{ documentId, candidateId, name, format, language, paths, sizeBytes, text, chunks },
    pages: toPages(found.pageStarts, text.length),
    fields: found.fields.map((field) => ({ ...field, page: pageAt(found.pageStarts, field.start) })),
    needsOcr: false,
  };
}

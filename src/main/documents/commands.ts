import type { Handlers } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { DocumentDetail } from '../../shared/model.ts';

export interface DocumentDeps {
  findDetail(documentId: string): DocumentDetail | null;
}

export function createDocumentHandlers({ findDetail }: DocumentDeps): Pick<Handlers, 'documents.show'> {
  return {
    'documents.show': ({ documentId }) => {
      const detail = findDetail(documentId);
      if (!detail) throw new AppError('not_found', 'There is no such document in the index.');
      return detail;
    },
  };
}

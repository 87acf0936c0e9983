import { AppError } from '../../../shared/errors.ts';
import { pointId } from './point-ids.ts';

/**
 * Small numbers for documents, good until the engine is closed; other machines' documents have no
 * ledger number here. A search meets thousands of points, so that its maps are keyed by these.
 */
export interface Handles {
  /** Of the document that a point is or belongs to. */
  ofPoint(id: string | number): number;
  of(documentId: string): number;
  documentId(docNo: number): string;
  /** The document's own point. */
  pointId(docNo: number): string;
}

/** The first 16 digits of a point's id with their two dashes. */
const OF_DOCUMENT = 18;

export function createHandles(): Handles {
  const numbers = new Map<string, number>();
  const beginnings: string[] = [''];

  function ofPoint(id: string | number): number {
    const beginning = String(id).slice(0, OF_DOCUMENT);
    const known = numbers.get(beginning);
    if (known !== undefined) return known;
    const docNo = beginnings.push(beginning) - 1;
    numbers.set(beginning, docNo);
    return docNo;
  }

  function beginningOf(docNo: number): string {
    const beginning = beginnings[docNo];
    if (!beginning)
      throw new AppError('not_found', 'No document has this number since the engine was opened.');
    return beginning;
  }

  return {
    ofPoint,
    of: (documentId) => ofPoint(pointId(documentId)),
    documentId: (docNo) => beginningOf(docNo).replaceAll('-', ''),
    pointId: (docNo) => `${beginningOf(docNo)}-0000-000000000000`,
  };
}

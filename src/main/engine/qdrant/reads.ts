import type { FoundDocument } from '../engine.ts';
import type { QdrantCalls } from './client.ts';
import type { Handles } from './handles.ts';
import { SHOWN, shown } from './payloads.ts';
import { DOCUMENT_ORDINAL, pointId } from './point-ids.ts';

interface Wanted {
  documentId: string;
  /** The ordinal of a chunk. */
  chunkNo?: number | undefined;
}

/** What is shown of documents, from the payloads of their points. */
export function createReads(deps: { calls: QdrantCalls; collection: string; handles: Handles }) {
  const { calls, collection, handles } = deps;

  /** Documents and chunks alike. */
  async function payloads(ids: string[]): Promise<Map<string, Record<string, unknown>>> {
    if (ids.length === 0) return new Map();
    const records = await calls.read((client) =>
      client.retrieve(collection, { ids: [...new Set(ids)], with_payload: SHOWN }),
    );
    return new Map(records.map(({ id, payload }) => [String(id), payload ?? {}]));
  }

  async function read(wanted: Wanted[]): Promise<(FoundDocument | null)[]> {
    const chunkIds = wanted.flatMap(({ documentId, chunkNo }) =>
      chunkNo === undefined || chunkNo === DOCUMENT_ORDINAL ? [] : pointId(documentId, chunkNo),
    );
    const documentIds = wanted.map(({ documentId }) => pointId(documentId));
    const found = await payloads([...documentIds, ...chunkIds]);
    return wanted.map(({ documentId, chunkNo }) => {
      const payload = found.get(pointId(documentId));
      if (!payload) return null;
      const { headEnd, ...document } = shown(payload);
      if (chunkNo === undefined) return { ...document, chunk: null };
      if (chunkNo === DOCUMENT_ORDINAL) return { ...document, chunk: { start: 0, end: headEnd } };
      const chunk = found.get(pointId(documentId, chunkNo));
      return {
        ...document,
        chunk: chunk ? { start: Number(chunk['start']), end: Number(chunk['end']) } : null,
      };
    });
  }

  return {
    read: (documents: { docNo: number; chunkNo?: number | undefined }[]) =>
      read(documents.map(({ docNo, chunkNo }) => ({ documentId: handles.documentId(docNo), chunkNo }))),
    find: (documentIds: string[]) => read(documentIds.map((documentId) => ({ documentId }))),
  };
}

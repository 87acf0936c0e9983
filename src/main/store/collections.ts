import type { ModelInfo } from '../embed/embedder.ts';
import type { Db } from './database.ts';

export interface Collection {
  collectionNo: number;
  /** The index that it is part of. */
  indexNo: number;
  dimensions: number;
  /** As shown: the model and the first digits of its checksum. */
  name: string;
}

interface Row {
  collectionNo: number;
  indexNo: number;
  modelId: string;
  sha256: string;
  dimensions: number;
}

const SELECT =
  'SELECT collection_no AS collectionNo, index_no AS indexNo, model_id AS modelId, model_sha256 AS sha256, dimensions FROM collections';

/** No vectors were ever made and none can be: words alone. */
const NONE: Omit<Collection, 'indexNo'> = { collectionNo: 0, dimensions: 1, name: 'none' };

/**
 * The collection of a model revision in an index; made when it is new. Vectors of two revisions never mix. For a
 * model that can't be read (no checksum) it is the last one, so that a repaired model finds it again.
 */
export function openCollection(db: Db, indexNo: number, model: ModelInfo): Collection {
  if (model.sha256 === '') {
    const last = db
      .prepare<[number], Row>(`${SELECT} WHERE index_no = ? ORDER BY created_at DESC LIMIT 1`)
      .get(indexNo);
    return last ? shown(last) : { ...NONE, indexNo };
  }
  db.prepare(
    `INSERT INTO collections (index_no, model_id, model_sha256, dimensions, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (index_no, model_id, model_sha256) DO NOTHING`,
  ).run(indexNo, model.id, model.sha256, model.dimensions, Date.now());
  const row = db
    .prepare<[number, string, string], Row>(
      `${SELECT} WHERE index_no = ? AND model_id = ? AND model_sha256 = ?`,
    )
    .get(indexNo, model.id, model.sha256);
  return row ? shown(row) : { ...NONE, indexNo };
}

function shown({ collectionNo, indexNo, dimensions, modelId, sha256 }: Row): Collection {
  return { collectionNo, indexNo, dimensions, name: `${modelId}@${sha256.slice(0, 8)}` };
}

import type { ModelInfo } from '../embed/embedder.ts';
import type { Db } from './database.ts';

export interface Collection {
  collectionNo: number;
  dimensions: number;
  /** As shown: the model and the first digits of its checksum. */
  name: string;
}

interface Row {
  collectionNo: number;
  modelId: string;
  sha256: string;
  dimensions: number;
}

const SELECT =
  'SELECT collection_no AS collectionNo, model_id AS modelId, model_sha256 AS sha256, dimensions FROM collections';

/** No vectors were ever made and none can be: words alone. */
const NONE: Collection = { collectionNo: 0, dimensions: 1, name: 'none' };

/**
 * The collection of a model revision; made when it is new. Vectors of two revisions never mix. For a
 * model that can't be read (no checksum) it is the last one, so that a repaired model finds it again.
 */
export function openCollection(db: Db, model: ModelInfo): Collection {
  if (model.sha256 === '') {
    const last = db.prepare<[], Row>(`${SELECT} ORDER BY created_at DESC LIMIT 1`).get();
    return last ? shown(last) : NONE;
  }
  db.prepare(
    `INSERT INTO collections (model_id, model_sha256, dimensions, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (model_id, model_sha256) DO NOTHING`,
  ).run(model.id, model.sha256, model.dimensions, Date.now());
  const row = db
    .prepare<[string, string], Row>(`${SELECT} WHERE model_id = ? AND model_sha256 = ?`)
    .get(model.id, model.sha256);
  return row ? shown(row) : NONE;
}

function shown({ collectionNo, dimensions, modelId, sha256 }: Row): Collection {
  return { collectionNo, dimensions, name: `${modelId}@${sha256.slice(0, 8)}` };
}

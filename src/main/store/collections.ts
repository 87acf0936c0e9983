import type { ModelInfo } from '../embed/embedder.ts';
import type { Db } from './database.ts';

export interface Collection {
  collectionNo: number;
  /** As shown: the model and the first digits of its checksum. */
  name: string;
}

/** The collection of a model revision; made when it is new. Vectors of two revisions never mix. */
export function openCollection(db: Db, model: ModelInfo): Collection {
  db.prepare(
    `INSERT INTO collections (model_id, model_sha256, dimensions, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (model_id, model_sha256) DO NOTHING`,
  ).run(model.id, model.sha256, model.dimensions, Date.now());
  const row = db
    .prepare<[string, string], { collectionNo: number }>(
      'SELECT collection_no AS collectionNo FROM collections WHERE model_id = ? AND model_sha256 = ?',
    )
    .get(model.id, model.sha256);
  return { collectionNo: row?.collectionNo ?? 0, name: `${model.id}@${model.sha256.slice(0, 8)}` };
}

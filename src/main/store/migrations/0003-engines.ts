/**
 * Several engines beside one ledger. A collection belongs to an index (where it lies) and a model
 * revision; `worded` says of which documents an index may hold anything at all.
 */
export const engines = `
CREATE TABLE indexes (
  index_no INTEGER PRIMARY KEY,
  key      TEXT NOT NULL UNIQUE    -- 'embedded', or what names a Qdrant and its collection
);
INSERT INTO indexes VALUES (1, 'embedded');

-- Made anew: its unique key had no index.
CREATE TABLE collections_by_index (
  collection_no INTEGER PRIMARY KEY,
  index_no      INTEGER NOT NULL REFERENCES indexes(index_no),
  model_id      TEXT NOT NULL,
  model_sha256  TEXT NOT NULL,
  dimensions    INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  UNIQUE (index_no, model_id, model_sha256)
);
INSERT INTO collections_by_index SELECT collection_no, 1, model_id, model_sha256, dimensions, created_at FROM collections;
DROP TABLE collections;
ALTER TABLE collections_by_index RENAME TO collections;

-- No reference to documents: a row whose document is gone is what the index has yet to forget.
CREATE TABLE worded (
  index_no    INTEGER NOT NULL,
  doc_no      INTEGER NOT NULL,
  document_id TEXT NOT NULL,
  PRIMARY KEY (index_no, doc_no)
) WITHOUT ROWID;
INSERT INTO worded SELECT 1, doc_no, document_id FROM documents WHERE needs_ocr = 0;
`;

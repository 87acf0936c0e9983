/** The ledger of all work, and what was read. Times are epoch ms; flags are 0 or 1. */
export const ledger = `
CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL            -- JSON
) WITHOUT ROWID;

CREATE TABLE jobs (
  job_id        TEXT PRIMARY KEY,
  folders       TEXT NOT NULL,   -- JSON array of absolute paths, sorted; empty for a retry of failures
  options       TEXT NOT NULL,   -- JSON
  state         TEXT NOT NULL CHECK (state IN ('scanning','running','paused','completed','cancelled')),
  scan_complete INTEGER NOT NULL DEFAULT 0,
  created_at    INTEGER NOT NULL,
  active_ms     INTEGER NOT NULL DEFAULT 0,  -- time spent working, over all runs
  finished_at   INTEGER,
  receipt       TEXT             -- JSON, once finished
) WITHOUT ROWID;

-- A source file by content; identity is the sha256 of its bytes.
CREATE TABLE candidates (
  candidate_id TEXT PRIMARY KEY,
  name         TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
  doc_no       INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again after a removal
  document_id  TEXT NOT NULL UNIQUE,               -- first 16 hex digits of the sha256
  sha256       TEXT NOT NULL UNIQUE,
  candidate_id TEXT NOT NULL REFERENCES candidates(candidate_id),
  format       TEXT NOT NULL,
  language     TEXT,
  size_bytes   INTEGER NOT NULL,
  dated_at     INTEGER,                            -- the document's own date, else the file's
  needs_ocr    INTEGER NOT NULL DEFAULT 0,
  text_ready   INTEGER NOT NULL DEFAULT 0,         -- the engine has its words
  chunk_count  INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL
);
CREATE INDEX documents_candidate ON documents (candidate_id);
CREATE INDEX documents_unready ON documents (doc_no) WHERE text_ready = 0 AND needs_ocr = 0;

-- One row a path: an item of its last job, and what the path is known to hold.
CREATE TABLE files (
  file_no     INTEGER PRIMARY KEY,
  path        TEXT NOT NULL UNIQUE,
  size_bytes  INTEGER NOT NULL,
  mtime_ms    INTEGER NOT NULL,
  job_id      TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('pending','processing','completed','failed')),
  outcome     TEXT CHECK (outcome IN ('indexed','duplicate','unchanged','needsOcr','failed','skipped')),
  reason      TEXT,
  message     TEXT,
  attempts    INTEGER NOT NULL DEFAULT 0,          -- tries that ended in an error
  interrupted INTEGER NOT NULL DEFAULT 0,          -- tries during which the process died
  lease_until INTEGER,
  not_before  INTEGER NOT NULL DEFAULT 0,
  doc_no      INTEGER REFERENCES documents(doc_no),
  missing     INTEGER NOT NULL DEFAULT 0           -- not found any more by the last scan of its folder
);
CREATE INDEX files_pending ON files (job_id, not_before, file_no) WHERE state = 'pending';
CREATE INDEX files_claimed ON files (job_id, lease_until) WHERE state = 'processing';
CREATE INDEX files_failed ON files (path) WHERE state = 'failed';
CREATE INDEX files_job ON files (job_id, outcome);
CREATE INDEX files_document ON files (doc_no);

CREATE TABLE document_texts (
  doc_no      INTEGER PRIMARY KEY REFERENCES documents(doc_no) ON DELETE CASCADE,
  text        TEXT NOT NULL,
  page_starts TEXT NOT NULL,     -- JSON array of offsets
  head_end    INTEGER NOT NULL
);

CREATE TABLE fields (
  doc_no INTEGER NOT NULL REFERENCES documents(doc_no) ON DELETE CASCADE,
  key    TEXT NOT NULL,
  value  TEXT NOT NULL,
  start  INTEGER NOT NULL,
  "end"  INTEGER NOT NULL
);
CREATE INDEX fields_document ON fields (doc_no, key);

-- ordinal 0 is the head; its text is a span of document_texts.
CREATE TABLE chunks (
  chunk_no INTEGER PRIMARY KEY AUTOINCREMENT,
  doc_no   INTEGER NOT NULL REFERENCES documents(doc_no) ON DELETE CASCADE,
  ordinal  INTEGER NOT NULL,
  page     INTEGER NOT NULL,
  start    INTEGER NOT NULL,
  "end"    INTEGER NOT NULL,
  UNIQUE (doc_no, ordinal)
);

-- Every collection belongs to one model revision.
CREATE TABLE collections (
  collection_no INTEGER PRIMARY KEY,
  model_id      TEXT NOT NULL,
  model_sha256  TEXT NOT NULL,
  dimensions    INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  UNIQUE (model_id, model_sha256)
);

-- Which documents have all their vectors in which collection.
CREATE TABLE embedded (
  collection_no INTEGER NOT NULL REFERENCES collections(collection_no) ON DELETE CASCADE,
  doc_no        INTEGER NOT NULL REFERENCES documents(doc_no) ON DELETE CASCADE,
  chunk_count   INTEGER NOT NULL,
  PRIMARY KEY (collection_no, doc_no)
) WITHOUT ROWID;
CREATE INDEX embedded_document ON embedded (doc_no);

CREATE TABLE watched_folders (
  path     TEXT PRIMARY KEY,
  added_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Counts that the screens ask for four times a second, kept by triggers so that they cost nothing at 500,000 documents.
CREATE TABLE totals (
  key   TEXT PRIMARY KEY,        -- document:ready | document:scan | chunk | file:<state> | embedded:<collection>
  value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN
  INSERT INTO totals VALUES ('document:scan', new.needs_ocr) ON CONFLICT DO UPDATE SET value = value + excluded.value;
  INSERT INTO totals VALUES ('document:ready', new.text_ready) ON CONFLICT DO UPDATE SET value = value + excluded.value;
  INSERT INTO totals VALUES ('chunk', new.chunk_count * new.text_ready) ON CONFLICT DO UPDATE SET value = value + excluded.value;
END;
CREATE TRIGGER documents_changed AFTER UPDATE OF text_ready, needs_ocr, chunk_count ON documents BEGIN
  UPDATE totals SET value = value + new.needs_ocr - old.needs_ocr WHERE key = 'document:scan';
  UPDATE totals SET value = value + new.text_ready - old.text_ready WHERE key = 'document:ready';
  UPDATE totals SET value = value + new.chunk_count * new.text_ready - old.chunk_count * old.text_ready WHERE key = 'chunk';
END;
CREATE TRIGGER documents_removed AFTER DELETE ON documents BEGIN
  UPDATE totals SET value = value - old.needs_ocr WHERE key = 'document:scan';
  UPDATE totals SET value = value - old.text_ready WHERE key = 'document:ready';
  UPDATE totals SET value = value - old.chunk_count * old.text_ready WHERE key = 'chunk';
END;
CREATE TRIGGER files_added AFTER INSERT ON files BEGIN
  INSERT INTO totals VALUES ('file:' || new.state, 1) ON CONFLICT DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER files_moved AFTER UPDATE OF state ON files WHEN old.state <> new.state BEGIN
  UPDATE totals SET value = value - 1 WHERE key = 'file:' || old.state;
  INSERT INTO totals VALUES ('file:' || new.state, 1) ON CONFLICT DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER files_removed AFTER DELETE ON files BEGIN
  UPDATE totals SET value = value - 1 WHERE key = 'file:' || old.state;
END;
CREATE TRIGGER embedded_added AFTER INSERT ON embedded BEGIN
  INSERT INTO totals VALUES ('embedded:' || new.collection_no, new.chunk_count) ON CONFLICT DO UPDATE SET value = value + excluded.value;
END;
CREATE TRIGGER embedded_removed AFTER DELETE ON embedded BEGIN
  UPDATE totals SET value = value - old.chunk_count WHERE key = 'embedded:' || old.collection_no;
END;
`;

/** Tables of the embedded engine: all of it derived from the ledger and its vectors, nothing else writes here. */
export const engineTables = `
-- One row a document (rowid = doc_no): a fifth of the postings that a row a chunk would have, and
-- words that stand in different chunks still meet. name and head are repeated in body, so that they
-- can be asked and weighed alone; contact holds normalised e-mails and telephone numbers.
CREATE VIRTUAL TABLE words USING fts5(
  name, head, body, contact,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

-- All vectors of one document in one row: one look-up gives its head and its best chunk.
CREATE TABLE embeddings (
  vector_key INTEGER PRIMARY KEY,  -- collection_no * 2^32 + doc_no
  vectors    BLOB NOT NULL         -- uint32 a chunk: its number, the head first; then float32, dimensions a chunk
);

-- Sign codes apart from the vectors, so that a start reads a thirtieth of the bytes.
CREATE TABLE codes (
  vector_key INTEGER PRIMARY KEY,
  codes      BLOB NOT NULL         -- one bit a dimension and chunk: vector above the mean
);

-- What the codes of a collection are centred by.
CREATE TABLE code_means (
  collection_no INTEGER PRIMARY KEY REFERENCES collections(collection_no) ON DELETE CASCADE,
  mean          BLOB NOT NULL,     -- float32
  made_of       INTEGER NOT NULL   -- how many vectors it is the mean of
);
`;

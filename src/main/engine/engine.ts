import type { DocumentFormat, FacetValue, SearchFilters } from '../../shared/model.ts';

/**
 * The one interface behind which every storage mode works. All writes are idempotent: the ledger
 * repeats them after a crash. Errors are AppErrors: `engine_unavailable` and `timeout` may pass and
 * are tried again by the caller, `collection_mismatch` is final.
 */
export interface Engine {
  /** Makes documents findable by words. Replaces what is there under the same document. */
  putText(documents: IndexableDocument[]): Promise<void>;
  /** Adds the vectors of documents to the current collection; a document's vectors arrive together, after its text. */
  putVectors(documents: EmbeddedDocument[]): Promise<void>;
  /** Files were moved, copied or deleted: filters and answers follow. */
  putPlaces(documents: (DocumentKey & { paths: string[] })[]): Promise<void>;
  /** Leaves nothing of the documents. */
  remove(documents: DocumentKey[]): Promise<void>;
  /** Resolves when everything written so far is there for every reader. */
  flush(): Promise<void>;

  /** Matching by words: the `limit` best. */
  words(request: WordsRequest): Promise<WordsResult>;
  /** Matching by meaning: documents by their best chunk and by their head, best first. */
  nearest(request: NearestRequest): Promise<NearestHit[]>;
  /**
   * How documents spread over formats, languages, years and folders, among those that match (null: all).
   * A facet is counted under the other filters only, so that its own does not hide what else there is.
   */
  facets(filters: SearchFilters, matching: Matching | null): Promise<Facets>;
  /**
   * Everyone who matches (null: everyone) and passes the filters: the ranked documents first, in the
   * given order (those that do not pass fall out), the rest newest first.
   */
  people(request: PeopleRequest): Promise<People>;
  /** What a list shows of documents, in the given order; null for one that is gone. */
  read(documents: { docNo: number; chunkNo?: number | undefined }[]): Promise<(FoundDocument | null)[]>;
  /** The same by the ids of their content. */
  find(documentIds: string[]): Promise<(FoundDocument | null)[]>;
  /** Changes with everything that a search could see. */
  version(): string;
  stats(): Promise<EngineStats>;
  close(): Promise<void>;
}

/** A document as it is written: the ledger's integer key (stable for its life) and its content's id. */
export interface DocumentKey {
  docNo: number;
  /** First 16 hex digits of the sha256 of the file's bytes: the same on every machine. */
  documentId: string;
}

/** What documents are filtered, grouped and shown by. */
export interface DocumentProperties {
  candidateId: string;
  name: string;
  format: DocumentFormat;
  /** ISO 639-1; null is unknown. */
  language: string | null;
  /** Epoch ms; null is unknown. */
  date: number | null;
  /** Absolute, in order of finding. */
  paths: string[];
}

export interface Field {
  key: string;
  value: string;
  /** Offsets in the document's text, UTF-16 units, end exclusive. */
  start: number;
  end: number;
}

export interface IndexableDocument extends DocumentKey, DocumentProperties {
  sizeBytes: number;
  text: string;
  /** Offset in `text` of each page. */
  pageStarts: number[];
  /** End of the head, which begins with the text. */
  headEnd: number;
  fields: Field[];
  chunks: number;
}

export interface EmbeddedDocument extends DocumentKey, DocumentProperties {
  head: EmbeddedChunk;
  chunks: EmbeddedChunk[];
}

export interface EmbeddedChunk {
  /** The ledger's key of the chunk. */
  chunkNo: number;
  /** Place in the document; 0 is the head. */
  ordinal: number;
  /** 1-based. */
  page: number;
  start: number;
  end: number;
  /** Unit length, as many as the collection has dimensions. */
  vector: Float32Array;
}

export interface WordsRequest {
  query: string;
  filters: SearchFilters;
  limit: number;
}

export interface WordsResult {
  /** The best that pass the filters, best first. */
  hits: WordsHit[];
  /** Words of the query that stand in any document, rarest first. */
  terms: QueryTerm[];
}

export interface QueryTerm {
  /** Folded, as it is compared. */
  word: string;
  /** Documents it stands in. */
  documents: number;
  /** Makes a document match: words that stand in most documents don't when there are rarer ones. */
  significant: boolean;
}

/** What makes a document part of an answer: any of the words, or being one of the documents. */
export interface Matching {
  words: string[];
  docNos: number[];
}

/** Where the query stands as a whole: as e-mail or telephone number, as a person's name, in the head, anywhere. */
export type ExactPlace = 'contact' | 'name' | 'head' | 'text';

/**
 * `docNo` in answers: a handle on a document, good until the engine is closed. In the embedded engine
 * it is the ledger's; an engine that other machines write to has documents that no ledger here knows.
 */
export interface WordsHit {
  docNo: number;
  /** BM25 over the whole text, larger is better. */
  score: number;
  /** BM25 over the name and the head alone; 0 where they do not match. */
  headScore: number;
  exact: ExactPlace | null;
}

export interface NearestRequest {
  vector: Float32Array;
  filters: SearchFilters;
  limit: number;
}

export interface NearestHit {
  docNo: number;
  chunkNo: number;
  /** Cosine of the best chunk. */
  score: number;
  /** Cosine of the head. */
  headScore: number;
}

export interface PeopleRequest {
  filters: SearchFilters;
  matching: Matching | null;
  ranked: number[];
}

/** One person of a list, by documents: the best first. */
export interface Person {
  docNos: number[];
}

/** A ranked list of people; made for the pages that are looked at, not for all of it. */
export interface People {
  total: number;
  page(offset: number, limit: number): Promise<Person[]>;
}

export interface FoundDocument extends DocumentProperties {
  documentId: string;
  sizeBytes: number;
  text: string;
  pageStarts: number[];
  fields: Field[];
  chunks: number;
  /** Where the chunk that was asked for stands. */
  chunk: { start: number; end: number } | null;
}

export interface Facets {
  total: number;
  values: Record<string, FacetValue[]>;
  unknown: Record<string, number>;
}

export interface EngineStats {
  documents: number;
  vectors: number;
  collection: string;
}

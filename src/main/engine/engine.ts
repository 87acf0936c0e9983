import type { FacetValue, SearchFilters } from '../../shared/model.ts';

/**
 * The one interface behind which every storage mode works. Documents are named by `docNo`
 * (the ledger's integer key, stable for the life of a document) and chunks by `chunkNo`.
 * All writes are idempotent: the ledger repeats them after a crash.
 */
export interface Engine {
  /** Makes documents findable by words. Replaces what is there under the same docNo. */
  putText(documents: IndexableDocument[]): Promise<void>;
  /** Adds the vectors of documents to the current collection; a document's vectors arrive together. */
  putVectors(documents: EmbeddedDocument[]): Promise<void>;
  remove(docNos: number[]): Promise<void>;
  /** Matching by words: the `limit` best, and every document that matches at all. */
  words(request: WordsRequest): Promise<WordsResult>;
  /** Matching by meaning: documents by their best chunk and by their head, best first. */
  nearest(request: NearestRequest): Promise<NearestHit[]>;
  /**
   * How documents spread over formats, languages, years and folders, among `docNos` (null: all).
   * A facet is counted under the other filters only, so that its own does not hide what else there is.
   */
  facets(filters: SearchFilters, docNos: Uint32Array | null): Promise<Facets>;
  /** Which of the given documents pass the filters, in the given order; all that pass, newest first, when null. */
  filter(filters: SearchFilters, docNos: Uint32Array | null): Promise<Uint32Array>;
  stats(): Promise<EngineStats>;
  close(): Promise<void>;
}

export interface IndexableDocument {
  docNo: number;
  text: string;
  head: string;
  fields: { key: string; value: string }[];
}

export interface EmbeddedDocument {
  docNo: number;
  head: { chunkNo: number; vector: Float32Array };
  chunks: { chunkNo: number; vector: Float32Array }[];
}

export interface WordsRequest {
  query: string;
  filters: SearchFilters;
  limit: number;
}

export interface WordsResult {
  /** The best that pass the filters, best first. */
  hits: WordsHit[];
  /** Every document with a significant word of the query, whatever the filters, ascending. */
  matched: Uint32Array;
  /** Words of the query that stand in any document, rarest first. */
  terms: QueryTerm[];
}

export interface QueryTerm {
  /** Folded, as it is compared. */
  word: string;
  /** Documents it stands in. */
  documents: number;
  /** Counts for `matched`: words that stand in most documents don't when there are rarer ones. */
  significant: boolean;
}

/** Where the query stands as a whole: as e-mail or telephone number, as a person's name, in the head, anywhere. */
export type ExactPlace = 'contact' | 'name' | 'head' | 'text';

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

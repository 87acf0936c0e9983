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
  /** Matching by words: at most `limit` best, with scores where larger is better. */
  words(request: WordsRequest): Promise<WordsHit[]>;
  /** Matching by meaning: documents by their best chunk and by their head. */
  nearest(request: NearestRequest): Promise<NearestHit[]>;
  /** How many documents pass the filters, and how they spread, among `docNos` (null: all). */
  facets(filters: SearchFilters, docNos: number[] | null): Promise<Facets>;
  /** Which of the given documents pass the filters, in the given order; all that pass when null. */
  filter(filters: SearchFilters, docNos: number[] | null): Promise<number[]>;
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

export interface WordsHit {
  docNo: number;
  /** BM25 over the whole text, larger is better. */
  score: number;
  /** BM25 over the head alone; 0 where it does not match. */
  headScore: number;
  /** The query stands in the document as a whole: the phrase, the e-mail, the phone number, the name. */
  exact: boolean;
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

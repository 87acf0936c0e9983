import { randomUUID } from 'node:crypto';
import type { Schemas } from './client.ts';

/** The embedding model that a collection is for: one collection a revision. */
export interface QdrantModel {
  model: string;
  /** sha256 of the model's file. */
  revision: string;
  dimensions: number;
}

/** Documents and chunks lie in it as points of two kinds. */
export interface QdrantCollection extends QdrantModel {
  name: string;
  /** Says which collection is current, for whoever only searches. */
  alias: string;
}

export interface QdrantOptions {
  shards: number;
  replicas: number;
  /** Scalar: a byte a dimension in memory beside the floats on disk, which score the best again. */
  quantization: 'none' | 'scalar';
  /** Points a request when writing. */
  batch: number;
}

/** Changes when points are no longer written as before; a collection of another version does not fit. */
export const SCHEMA_VERSION = 1;

const ALIAS = 'cvi';

/** Names may have letters, digits, _ and - only; two collections of one model differ in its revision. */
export function collectionOf(model: QdrantModel): QdrantCollection {
  const sane = (text: string) => text.replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, '');
  return { ...model, name: `cvi_${sane(model.model)}_${sane(model.revision).slice(0, 8)}`, alias: ALIAS };
}

/**
 * Kilobytes of vectors a segment from which it gets its graph. Smaller ones are compared whole, and a
 * graph that is built early is built again when its segment is merged.
 */
export const INDEXING_THRESHOLD = 50_000;

/** What a collection must say of itself to fit. */
export const metadataOf = ({ model, revision, dimensions }: QdrantModel) => ({
  model,
  revision,
  dimensions,
  schema: SCHEMA_VERSION,
});

/** Vectors, graphs and payloads lie on disk, in memory as far as the system's cache has room. */
export function creation(
  collection: QdrantCollection,
  options: QdrantOptions,
): Schemas['CreateCollection'] & { metadata: Record<string, unknown> } {
  const dense: Schemas['VectorParams'] = {
    size: collection.dimensions,
    distance: 'Cosine',
    on_disk: true,
    hnsw_config: { on_disk: true, m: 16, ef_construct: 100 },
  };
  return {
    vectors: { dense, head: dense },
    sparse_vectors: {
      // Weighed by the query (see rarity): the part of idf.
      words: { index: { on_disk: true } },
      words_head: { index: { on_disk: true }, modifier: 'idf' },
    },
    on_disk_payload: true,
    shard_number: options.shards,
    replication_factor: options.replicas,
    // Of two copies one is enough, so that one node may fail; of more, the half.
    write_consistency_factor: Math.ceil(options.replicas / 2),
    optimizers_config: { indexing_threshold: INDEXING_THRESHOLD },
    ...(options.quantization === 'scalar'
      ? { quantization_config: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } } }
      : {}),
    // A collection that is removed and made anew is another one, though its name is the same.
    metadata: { ...metadataOf(collection), identity: randomUUID() },
  };
}

// A graph gets links of its own for values of these, so that narrowed searches find their way. For
// words or ids that would be a graph a word.
const NARROWING = { type: 'keyword', on_disk: true } as const;
const KEYWORD = { type: 'keyword', on_disk: true, enable_hnsw: false } as const;
const INTEGER = { type: 'integer', on_disk: true, enable_hnsw: false } as const;
/** Words come folded and cut. Values of an array are kept apart: a phrase does not run over their border. */
const WORDS = {
  type: 'text',
  tokenizer: 'whitespace',
  lowercase: false,
  phrase_matching: true,
  on_disk: true,
  enable_hnsw: false,
} as const;

/** Made before the first point: an index made later has to read every payload again. */
export const PAYLOAD_INDEXES: Readonly<Record<string, Schemas['PayloadFieldSchema']>> = {
  kind: KEYWORD,
  documentId: KEYWORD,
  candidateId: KEYWORD,
  person: KEYWORD,
  format: NARROWING,
  language: NARROWING,
  folders: NARROWING,
  folder: KEYWORD,
  year: { ...INTEGER, lookup: true, range: false },
  date: { ...INTEGER, lookup: false, range: true },
  addedAt: { ...INTEGER, lookup: false, range: true },
  words: WORDS,
  nameWords: WORDS,
  headWords: WORDS,
};

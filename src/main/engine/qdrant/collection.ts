import { AppError } from '../../../shared/errors.ts';
import type { QdrantCalls, Schemas } from './client.ts';
import {
  creation,
  INDEXING_THRESHOLD,
  metadataOf,
  PAYLOAD_INDEXES,
  type QdrantCollection,
  type QdrantOptions,
} from './schema.ts';

/** State of the collection as a whole, for status and diagnosis. */
export interface CollectionInfo {
  status: 'green' | 'yellow' | 'grey' | 'red';
  /** Null: all is well; otherwise what Qdrant says. */
  optimizerError: string | null;
  points: number;
  /** Vectors that are in a graph or in segments too small for one. */
  indexedVectors: number;
  segments: number;
  shards: number;
  replicas: number;
  /** Writes that are accepted and not yet applied. */
  queued: number;
}

interface Opened {
  calls: QdrantCalls;
  collection: QdrantCollection;
}

/** What a collection says of itself. */
export interface StoredModel {
  name: string | null;
  revision: string | null;
  dimensions: number | null;
}

/**
 * Opens the collection or makes it, with its indexes and its alias. Two machines may do so at once.
 * `identity` is another one for one that was removed and made anew. Rejects with
 * `collection_mismatch` when what is there under the name is something else.
 */
export async function openCollection(
  { calls, collection }: Opened,
  options: QdrantOptions,
): Promise<{ identity: string; stored: StoredModel }> {
  const info = (await find(calls, collection.name)) ?? (await create({ calls, collection }, options));
  requireFit(info, collection);
  for (const [field_name, field_schema] of Object.entries(PAYLOAD_INDEXES)) {
    if (info.payload_schema[field_name]) continue;
    await calls.write((client) =>
      client.createPayloadIndex(collection.name, { wait: true, field_name, field_schema }),
    );
  }
  // What a bulk load left behind when its process died.
  if (info.config.optimizer_config.indexing_threshold === 0) {
    await setIndexingThreshold(calls, collection.name, INDEXING_THRESHOLD);
  }
  const { aliases } = await calls.read((client) => client.getAliases());
  if (!aliases.some(({ alias_name }) => alias_name === collection.alias))
    await pointAlias({ calls, collection });
  const { identity, model: name, revision, dimensions } = metadataIn(info);
  return { identity: String(identity), stored: { name, revision, dimensions } as StoredModel };
}

/** Those who search through the alias search this collection from now on, without a moment of none. */
export async function pointAlias({ calls, collection }: Opened): Promise<void> {
  const { alias: alias_name, name: collection_name } = collection;
  const { aliases } = await calls.read((client) => client.getAliases());
  const taken = aliases.some((alias) => alias.alias_name === alias_name);
  const actions = [
    ...(taken ? [{ delete_alias: { alias_name } }] : []),
    { create_alias: { alias_name, collection_name } },
  ];
  await calls.write((client) => client.updateCollectionAliases({ actions }));
}

export async function collectionInfo({ calls, collection }: Opened): Promise<CollectionInfo> {
  const info = await calls.read((client) => client.getCollection(collection.name));
  const { optimizer_status: optimizer, config } = info;
  return {
    status: info.status,
    optimizerError: typeof optimizer === 'string' ? null : optimizer.error,
    points: info.points_count ?? 0,
    indexedVectors: info.indexed_vectors_count ?? 0,
    segments: info.segments_count,
    shards: config.params.shard_number ?? 1,
    replicas: config.params.replication_factor ?? 1,
    queued: (info as { update_queue?: { length?: number } | null }).update_queue?.length ?? 0,
  };
}

export async function setIndexingThreshold(
  calls: QdrantCalls,
  name: string,
  kilobytes: number,
): Promise<void> {
  await calls.write((client) =>
    client.updateCollection(name, { optimizers_config: { indexing_threshold: kilobytes } }),
  );
}

async function find(calls: QdrantCalls, name: string): Promise<Schemas['CollectionInfo'] | null> {
  try {
    return await calls.read((client) => client.getCollection(name));
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

async function create(
  { calls, collection }: Opened,
  options: QdrantOptions,
): Promise<Schemas['CollectionInfo']> {
  try {
    await calls.write((client) => client.createCollection(collection.name, creation(collection, options)));
  } catch (error) {
    // Another machine was first.
    if (!(error instanceof AppError && error.code === 'conflict')) throw error;
  }
  return calls.read((client) => client.getCollection(collection.name));
}

function metadataIn({ config }: Pick<Schemas['CollectionInfo'], 'config'>): Record<string, unknown> {
  return (config as { metadata?: Record<string, unknown> | null }).metadata ?? {};
}

function requireFit({ config }: Schemas['CollectionInfo'], collection: QdrantCollection): void {
  const wanted: Record<string, unknown> = metadataOf(collection);
  const found = metadataIn({ config });
  const size = (config.params.vectors as Record<string, { size?: number }> | undefined)?.['dense']?.size;
  const differs = Object.keys(wanted).find((key) => found[key] !== wanted[key]);
  if (differs === undefined && size === collection.dimensions) return;
  throw new AppError(
    'collection_mismatch',
    `The collection ${collection.name} on the server was made ${madeFor(found, size)}, not for ` +
      `${collection.model} with ${collection.dimensions} dimensions; choose that model, or index into another collection.`,
  );
}

function madeFor(metadata: Record<string, unknown>, size: number | undefined): string {
  const { model, schema } = metadata;
  if (typeof model !== 'string') return 'by another program';
  return `for ${model}${size ? ` with ${size} dimensions` : ''} (layout ${String(schema)})`;
}

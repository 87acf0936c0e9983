import type { QdrantCalls, Schemas } from './client.ts';
import { setIndexingThreshold } from './collection.ts';
import { INDEXING_THRESHOLD, type QdrantCollection } from './schema.ts';

export interface Healing {
  /**
   * `optimize`: builds what waits for a next write. `recover_replica`: copies every replica that is
   * behind and that nothing is filling from one that is not; resolves when the copying has begun.
   */
  heal(action: 'optimize' | 'recover_replica'): Promise<void>;
}

interface Replica {
  shard: number;
  peer: number;
  active: boolean;
}

export function createHealing(deps: { calls: QdrantCalls; collection: QdrantCollection }): Healing {
  const { calls, collection } = deps;

  async function recoverReplicas(): Promise<void> {
    const info = await calls.read((client) => client.collectionClusterInfo(collection.name));
    for (const { shard, from, to } of copiesNeeded(info)) {
      // Qdrant fills only a replica that is not there yet.
      const change = (operation: Schemas['ClusterOperations']) =>
        calls.write((client) => client.updateCollectionCluster(collection.name, operation));
      await change({ drop_replica: { shard_id: shard, peer_id: to } });
      await change({ replicate_shard: { shard_id: shard, from_peer_id: from, to_peer_id: to } });
    }
  }

  return {
    // Any change of the settings makes Qdrant look for what there is to do.
    heal: (action) =>
      action === 'optimize'
        ? setIndexingThreshold(calls, collection.name, INDEXING_THRESHOLD)
        : recoverReplicas(),
  };
}

/** Replicas that are behind, with where to copy each from; those without a sound copy are left alone. */
export function copiesNeeded(
  info: Schemas['CollectionClusterInfo'],
): { shard: number; from: number; to: number }[] {
  const replicas = replicasOf(info);
  const moving = (shard: number) => info.shard_transfers.some(({ shard_id }) => shard_id === shard);
  return replicas
    .filter(({ active, shard }) => !active && !moving(shard))
    .flatMap(({ shard, peer }) => {
      const from = replicas.find((other) => other.shard === shard && other.active);
      return from ? [{ shard, from: from.peer, to: peer }] : [];
    });
}

function replicasOf(info: Schemas['CollectionClusterInfo']): Replica[] {
  const own = info.local_shards.map((shard) => ({ ...shard, peer_id: info.peer_id }));
  return [...own, ...info.remote_shards].map(({ shard_id, peer_id, state }) => ({
    shard: shard_id,
    peer: peer_id,
    active: state === 'Active',
  }));
}

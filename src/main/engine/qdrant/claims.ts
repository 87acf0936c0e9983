import { inBatches } from './batches.ts';
import type { QdrantCalls } from './client.ts';
import { anyOf, HAS_HEAD, IS_CHUNK, isAmong } from './filters.ts';
import { CLAIM_ORDINAL, documentOf, pointId } from './point-ids.ts';

export type ClaimState = 'mine' | 'done' | 'elsewhere';

/** Several machines that feed one server take documents in turn, none twice. */
export interface Claims {
  /** Which of the documents are complete: with all of their vectors. */
  hasComplete(documentIds: string[]): Promise<Set<string>>;
  /**
   * Takes documents for `leaseMs`, or longer for those that it has already. One whose lease ran out
   * may be taken by another; machines' clocks may differ by a small part of a lease.
   */
  claim(documentIds: string[], claimant: string, leaseMs: number): Promise<Map<string, ClaimState>>;
  /** Gives back what the claimant holds, done or not. */
  release(documentIds: string[], claimant: string): Promise<void>;
}

const BATCH = 500;

export function createClaims(deps: { calls: QdrantCalls; collection: string }): Claims {
  const { calls, collection } = deps;

  async function completeOf(documentIds: string[]): Promise<string[]> {
    const ids = documentIds.map((documentId) => pointId(documentId));
    const chunks = { must: [IS_CHUNK, anyOf('documentId', documentIds)] };
    const [embedded, counted] = await Promise.all([
      calls.read((client) =>
        client.scroll(collection, {
          filter: { must: [isAmong(ids), HAS_HEAD] },
          with_payload: ['chunks'],
          limit: ids.length,
        }),
      ),
      calls.read((client) =>
        client.facet(collection, { key: 'documentId', filter: chunks, limit: ids.length, exact: false }),
      ),
    ]);
    const found = new Map(counted.hits.map(({ value, count }) => [String(value), count]));
    return embedded.points
      .filter(({ id, payload }) => (found.get(documentOf(id)) ?? 0) >= Number(payload?.['chunks'] ?? 0))
      .map(({ id }) => documentOf(id));
  }

  /** One condition and one write, which the server does in one: of two who ask, one is later and finds it taken. */
  async function take(documentIds: string[], claimant: string, leaseMs: number): Promise<Set<string>> {
    const now = Date.now();
    const points = documentIds.map((documentId) => ({
      id: pointId(documentId, CLAIM_ORDINAL),
      vector: {},
      payload: { kind: 'claim', documentId, claimant, until: now + leaseMs },
    }));
    const free = {
      should: [
        { key: 'claimant', match: { value: claimant } },
        { key: 'until', range: { lt: now } },
      ],
    };
    // Through one replica of each shard, so that all of them see the same one first.
    await calls.write((client) =>
      client.upsert(collection, { points, update_filter: free, wait: true, ordering: 'strong' }),
    );
    const { points: held } = await calls.read((client) =>
      client.scroll(collection, {
        filter: {
          must: [isAmong(points.map(({ id }) => id)), { key: 'claimant', match: { value: claimant } }],
        },
        with_payload: false,
        limit: points.length,
        consistency: 'majority',
      }),
    );
    return new Set(held.map(({ id }) => documentOf(id)));
  }

  async function claimBatch(
    documentIds: string[],
    claimant: string,
    leaseMs: number,
  ): Promise<[string, ClaimState][]> {
    const done = new Set(await completeOf(documentIds));
    const open = documentIds.filter((documentId) => !done.has(documentId));
    const mine = open.length > 0 ? await take(open, claimant, leaseMs) : new Set<string>();
    return documentIds.map((documentId) => {
      if (done.has(documentId)) return [documentId, 'done'];
      return [documentId, mine.has(documentId) ? 'mine' : 'elsewhere'];
    });
  }

  async function hasComplete(documentIds: string[]): Promise<Set<string>> {
    const complete = new Set<string>();
    for (const batch of inBatches([...new Set(documentIds)], BATCH, () => 0)) {
      for (const documentId of await completeOf(batch)) complete.add(documentId);
    }
    return complete;
  }

  return {
    hasComplete,
    async claim(documentIds, claimant, leaseMs) {
      const states = new Map<string, ClaimState>();
      for (const batch of inBatches([...new Set(documentIds)], BATCH, () => 0)) {
        for (const [documentId, state] of await claimBatch(batch, claimant, leaseMs))
          states.set(documentId, state);
      }
      return states;
    },
    async release(documentIds, claimant) {
      for (const batch of inBatches(documentIds, BATCH, () => 0)) {
        const ids = batch.map((documentId) => pointId(documentId, CLAIM_ORDINAL));
        const filter = { must: [isAmong(ids), { key: 'claimant', match: { value: claimant } }] };
        await calls.write((client) => client.delete(collection, { filter, wait: true, ordering: 'strong' }));
      }
    },
  };
}

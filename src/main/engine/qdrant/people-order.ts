import type { QdrantCalls, Schemas } from './client.ts';
import { type Filter, isAmong } from './filters.ts';
import type { Handles } from './handles.ts';

/** The document that a person is listed by. */
export interface ListedDocument {
  docNo: number;
  /** Only where the person has several documents in the answer. */
  person: string | null;
}

/** The first documents of people, each person once, in the order of the list. */
export interface PeopleOrder {
  slice(offset: number, limit: number): Promise<ListedDocument[]>;
}

/** Ranked documents looked at together: most lists are left after their first page. */
const RANKED_BLOCK = 200;
const NEWEST_BLOCK = 200;

interface OrderDeps {
  calls: QdrantCalls;
  collection: string;
  handles: Handles;
  filter: Filter;
  /** In order; some may not pass the filter. */
  ranked: number[];
  /** People with more than one document, by person. */
  several: ReadonlyMap<string, number>;
  /** What was added later is not of this list; null: nothing was added at all. */
  newest: number | null;
}

type Block = ListedDocument[] | null;

/**
 * Walks the ranked documents and then the rest by the time they were added, from the newest at the
 * list's beginning: what is added meanwhile is not met, so that no page repeats or leaves out.
 */
export function createPeopleOrder(deps: OrderDeps): PeopleOrder {
  const listed: ListedDocument[] = [];
  const seen = new Set<string | number>();
  const ranked = createRankedWalk(deps);
  const newest = createNewestWalk(deps);
  let walking: Promise<unknown> = Promise.resolve();
  let ended = false;

  function take(documents: ListedDocument[]): void {
    for (const { docNo, person } of documents) {
      const several = person !== null && deps.several.has(person) ? person : null;
      const key = several ?? docNo;
      if (seen.has(key)) continue;
      seen.add(key);
      listed.push({ docNo, person: several });
    }
  }

  async function walk(until: number): Promise<void> {
    while (listed.length < until && !ended) {
      const block = (await ranked()) ?? (await newest());
      if (block) take(block);
      else ended = true;
    }
  }

  return {
    slice(offset, limit) {
      // Two pages at once must not walk the same way twice.
      const walked = walking.then(() => walk(offset + limit));
      walking = walked.catch(() => {});
      return walked.then(() => listed.slice(offset, offset + limit));
    },
  };
}

const personOf = (record: { payload?: unknown }): string | null =>
  (record.payload as { person?: string | null } | null | undefined)?.person ?? null;

/** What the order has to know of documents; nothing beyond their ids where nobody has several. */
const payloadOf = ({ several }: OrderDeps): Schemas['WithPayloadInterface'] =>
  several.size > 0 ? ['person'] : false;

/** Blocks of ranked documents that pass; null at their end. */
function createRankedWalk(deps: OrderDeps): () => Promise<Block> {
  let at = 0;
  return async () => {
    if (at >= deps.ranked.length) return null;
    const block = deps.ranked.slice(at, at + RANKED_BLOCK);
    const ids = block.map(deps.handles.pointId);
    const { points } = await deps.calls.read((client) =>
      client.scroll(deps.collection, {
        filter: { must: [...deps.filter.must, isAmong(ids)] },
        with_payload: payloadOf(deps),
        limit: ids.length,
      }),
    );
    at += block.length;
    const passing = new Map(points.map((point) => [deps.handles.ofPoint(point.id), personOf(point)]));
    return block.flatMap((docNo) => {
      const person = passing.get(docNo);
      return person === undefined ? [] : { docNo, person };
    });
  };
}

/** Blocks of the documents that are not ranked, newest first; null at their end. */
function createNewestWalk(deps: OrderDeps): () => Promise<Block> {
  const ids = deps.ranked.map(deps.handles.pointId);
  const filter: Filter = ids.length > 0 ? { ...deps.filter, must_not: [isAmong(ids)] } : deps.filter;
  let from = deps.newest ?? 0;
  let ended = false;
  return async () => {
    if (ended) return null;
    const { points } = await deps.calls.read((client) =>
      client.scroll(deps.collection, {
        filter,
        with_payload: payloadOf(deps),
        limit: NEWEST_BLOCK,
        order_by: { key: 'addedAt', direction: 'desc', start_from: from },
      }),
    );
    ended = points.length < NEWEST_BLOCK;
    const last = Number(points.at(-1)?.order_value);
    // Documents of the same moment may be cut by a block's end: it begins with them again, and a
    // whole block of them is passed over.
    from = last === from ? last - 1 : last;
    return points.map((point) => ({ docNo: deps.handles.ofPoint(point.id), person: personOf(point) }));
  };
}

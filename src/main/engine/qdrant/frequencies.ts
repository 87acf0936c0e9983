import type { QdrantCalls } from './client.ts';
import { standsIn } from './filters.ts';
import type { Freshness } from './freshness.ts';

export interface Frequencies {
  /** In how many documents each of the words (or phrases) stands; by word. */
  of(words: string[]): Promise<Map<string, number>>;
}

/** The count of a frequent word hardly moves; that of a rare one decides whether anything is found. */
const FREQUENT = 1_000;
const FREQUENT_KEPT_MS = 60_000;
const MOST_KEPT = 20_000;

interface Kept {
  count: number;
  version: string;
  until: number;
}

/** A count is one look-up of a posting's length, asked for all words at the same time. */
export function createFrequencies(deps: {
  calls: QdrantCalls;
  collection: string;
  freshness: Pick<Freshness, 'version'>;
}): Frequencies {
  const { calls, collection, freshness } = deps;
  const kept = new Map<string, Kept>();

  function known(word: string): number | undefined {
    const entry = kept.get(word);
    if (!entry) return undefined;
    const fresh = entry.version === freshness.version() || performance.now() < entry.until;
    return fresh ? entry.count : undefined;
  }

  async function ask(word: string): Promise<number> {
    const version = freshness.version();
    const filter = { must: [standsIn('words', word)] };
    // For one word the estimate is the length of its posting; that of a phrase is a guess.
    const exact = word.includes(' ');
    const { count } = await calls.read((client) => client.count(collection, { filter, exact }));
    const until = count >= FREQUENT ? performance.now() + FREQUENT_KEPT_MS : 0;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(word, { count, version, until });
    return count;
  }

  return {
    async of(words) {
      const distinct = [...new Set(words)];
      const counts = await Promise.all(distinct.map((word) => known(word) ?? ask(word)));
      return new Map(distinct.map((word, index) => [word, counts[index] ?? 0]));
    },
  };
}

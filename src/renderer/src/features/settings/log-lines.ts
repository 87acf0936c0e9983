import type { LogLine } from '../../../../shared/cluster.ts';

export interface ShownLine extends LogLine {
  /** Its own for as long as it is shown. */
  id: number;
}

/** Older ones are let go. */
const LIMIT = 1000;

/**
 * The lines shown with those that have come. Each answer begins a little before the end of the one
 * before, because nodes write at their own pace: what is known already is not shown twice.
 */
export function mergeLines(known: ShownLine[], next: readonly LogLine[]): ShownLine[] {
  const from = Math.min(...next.map(({ at }) => at));
  const seen = new Map<string, number>();
  for (const line of known) if (line.at >= from) seen.set(keyOf(line), (seen.get(keyOf(line)) ?? 0) + 1);
  const fresh = next.filter((line) => {
    const left = seen.get(keyOf(line)) ?? 0;
    if (left > 0) seen.set(keyOf(line), left - 1);
    return left === 0;
  });
  if (fresh.length === 0) return known;
  const last = known.reduce((most, { id }) => Math.max(most, id), 0);
  return [...known, ...fresh.map((line, index) => ({ ...line, id: last + 1 + index }))]
    .sort((a, b) => a.at - b.at || a.id - b.id)
    .slice(-LIMIT);
}

const keyOf = ({ at, node, text }: LogLine) => `${at} ${node} ${text}`;

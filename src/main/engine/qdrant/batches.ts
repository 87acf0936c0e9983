/** Half of what a server accepts by default (32 MB): sizes are estimated. */
const MOST_BYTES = 16 * 2 ** 20;

/** Consecutive items, so many and so large at most; an item that is larger alone comes alone. */
export function* inBatches<T>(
  items: readonly T[],
  most: number,
  bytesOf: (item: T) => number,
): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (batch.length > 0 && (batch.length >= most || bytes + size > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

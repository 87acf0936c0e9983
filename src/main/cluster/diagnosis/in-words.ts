/** Numbers and names as sentences for an admin have them. */

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** e.g. "1.5 GB"; units of 1024. */
export function sizeInWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

export function countInWords(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** e.g. "a, b and c". */
export function listInWords(items: readonly (string | number)[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** e.g. "shard 2" or "shards 0 and 1". */
export function shardsInWords(shards: readonly number[]): string {
  return `${shards.length === 1 ? 'shard' : 'shards'} ${listInWords(shards)}`;
}

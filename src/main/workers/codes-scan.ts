import { instantiateCodes } from './codes-module.ts';
import {
  FOUND_AT,
  HISTOGRAM_AT,
  MASK_AT,
  MOST_FOUND,
  QUERY_AT,
  ROWS_AT,
  type RowLayout,
  rowLayout,
  type ScanRequest,
  type SharedMemory,
  signCode,
} from './codes-protocol.ts';

/** Rows kept by distance for the finer comparison: a hundredth, within bounds; each takes half a microsecond. */
const shortlistSize = (rows: number): number => Math.min(6_000, Math.max(2_000, rows / 100));
/** A document's best passage and its head count as they will when scored exactly. */
const CHUNK_SHARE = 0.7;
const HEAD_SHARE = 0.3;

/**
 * Finds the documents whose codes are nearest to a query: rows by distance first, then documents by
 * the query's own values. Exact scoring reads the disk, so as few as possible are left for it.
 */
export function createScanner(memory: SharedMemory, dimensions: number) {
  const layout = rowLayout(dimensions);
  const module = instantiateCodes(memory, layout);

  function shortlist(rows: number, masked: boolean): Uint32Array {
    const histogram = new Uint32Array(memory.buffer, HISTOGRAM_AT, dimensions + 1).fill(0);
    const end = ROWS_AT + rows * layout.rowBytes;
    module.scan(ROWS_AT, end, masked ? 1 : 0);
    const wanted = shortlistSize(rows);
    let below = 0;
    let nearer = 0;
    while (below <= dimensions && nearer < wanted) nearer += histogram[below++] ?? 0;
    const most = Math.min(nearer, wanted * 2, MOST_FOUND);
    const found = module.collect(ROWS_AT, end, below, FOUND_AT, most);
    return new Uint32Array(memory.buffer, FOUND_AT, found).slice();
  }

  return ({ rows, vector, mean, mask, limit }: Omit<ScanRequest, 'id'>): Uint32Array => {
    signCode(vector, mean, new Uint8Array(memory.buffer, QUERY_AT, layout.codeBytes));
    if (mask) new Uint8Array(memory.buffer).set(mask, MASK_AT);
    const addresses = shortlist(rows, mask !== null);
    const centred = vector.map((value, d) => value - (mean[d] ?? 0));
    const scores = documentScores(addresses, createComparison(centred, memory, layout), { memory, layout });
    return best(scores, limit);
  };
}

/**
 * Compares the query's own values, centred like the codes, with a row's bits (.90 of the ten nearest
 * among 50 rows of 1,823; uncentred .72, distances alone .80). A table of sums makes that a look-up a byte.
 */
function createComparison(
  query: Float32Array,
  memory: SharedMemory,
  layout: RowLayout,
): (address: number) => number {
  const bytes = new Uint8Array(memory.buffer);
  const used = Math.ceil(layout.dimensions / 8);
  const table = tableOfSums(query, used);
  return (address) => {
    let sum = 0;
    for (let at = 0; at < used; at++) sum += table[(at << 8) | (bytes[address + at] ?? 0)] ?? 0;
    return sum;
  };
}

function documentScores(
  addresses: Uint32Array,
  compare: (address: number) => number,
  { memory, layout }: { memory: SharedMemory; layout: RowLayout },
): Map<number, number> {
  const view = new DataView(memory.buffer);
  const heads = new Map<number, number>();
  const scores = new Map<number, number>();
  for (const address of addresses) {
    const docNo = view.getUint32(address + layout.documentAt, true);
    // Removed since the scan.
    if (docNo === 0) continue;
    const headAt = address - view.getUint16(address + layout.placeAt, true) * layout.rowBytes;
    const head = heads.get(docNo) ?? compare(headAt);
    heads.set(docNo, head);
    const score = CHUNK_SHARE * compare(address) + HEAD_SHARE * head;
    scores.set(docNo, Math.max(score, scores.get(docNo) ?? Number.NEGATIVE_INFINITY));
  }
  return scores;
}

/** The `limit` of largest score; sorting numbers alone to find the limit's score is several times faster than pairs. */
function best(scores: ReadonlyMap<number, number>, limit: number): Uint32Array {
  const sorted = Float64Array.from(scores.values()).sort();
  const least = sorted[Math.max(0, sorted.length - limit)] ?? 0;
  const kept = [...scores].filter(([, score]) => score >= least);
  kept.sort(([a, x], [b, y]) => y - x || a - b);
  return Uint32Array.from(kept.slice(0, limit), ([docNo]) => docNo);
}

/** For each byte of a code and each of its values, the sum of the query where bits are set. */
function tableOfSums(query: Float32Array, codeBytes: number): Float32Array {
  const table = new Float32Array(codeBytes * 256);
  for (let at = 0; at < codeBytes; at++) {
    for (let value = 1; value < 256; value++) {
      const lowest = value & -value;
      const rest = table[(at << 8) | (value ^ lowest)] ?? 0;
      table[(at << 8) | value] = rest + (query[at * 8 + (31 - Math.clz32(lowest))] ?? 0);
    }
  }
  return table;
}

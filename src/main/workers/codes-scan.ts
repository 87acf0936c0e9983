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
  signCode,
} from './codes-protocol.ts';

/** Rows kept by distance, for each row wanted, before the finer comparison. */
const SHORTLIST = 6;

/** Finds the documents whose codes are nearest to a query, in two steps: by distance, then by the query's own values. */
export function createScanner(memory: WebAssembly.Memory, dimensions: number) {
  const layout = rowLayout(dimensions);
  const module = instantiateCodes(memory, layout);

  function shortlist(rows: number, wanted: number, masked: boolean): Uint32Array {
    const histogram = new Uint32Array(memory.buffer, HISTOGRAM_AT, dimensions + 1).fill(0);
    const end = ROWS_AT + rows * layout.rowBytes;
    module.scan(ROWS_AT, end, masked ? 1 : 0);
    let below = 0;
    let nearer = 0;
    while (below <= dimensions && nearer < wanted) nearer += histogram[below++] ?? 0;
    const most = Math.min(nearer, wanted * 2, MOST_FOUND);
    const found = module.collect(ROWS_AT, end, below, FOUND_AT, most);
    return new Uint32Array(memory.buffer, FOUND_AT, found).slice();
  }

  return (request: Omit<ScanRequest, 'id'>): Uint32Array => {
    const { rows, vector, mean, mask, limit } = request;
    const code = new Uint8Array(memory.buffer, QUERY_AT, layout.codeBytes);
    signCode(vector, mean, code);
    if (mask) new Uint8Array(memory.buffer).set(mask, MASK_AT);
    const addresses = shortlist(rows, limit * SHORTLIST, mask !== null);
    const centred = vector.map((value, d) => value - (mean[d] ?? 0));
    return documentsOf(finest(addresses, centred, { memory, layout, limit }), memory, layout);
  };
}

interface Shortlisted {
  memory: WebAssembly.Memory;
  layout: RowLayout;
  limit: number;
}

/**
 * Compares the query's own values, centred like the codes (.90 of the ten nearest among 50 rows of
 * 1,823, uncentred .72, distances alone .80), with the bits. A table of sums makes that a look-up a byte.
 */
function finest(
  addresses: Uint32Array,
  query: Float32Array,
  { memory, layout, limit }: Shortlisted,
): Uint32Array {
  const bytes = new Uint8Array(memory.buffer);
  const used = Math.ceil(layout.dimensions / 8);
  const table = tableOfSums(query, used);
  const scores = new Float32Array(addresses.length);
  for (let index = 0; index < addresses.length; index++) {
    const row = addresses[index] ?? 0;
    let sum = 0;
    for (let at = 0; at < used; at++) sum += table[(at << 8) | (bytes[row + at] ?? 0)] ?? 0;
    scores[index] = sum;
  }
  const order = Array.from(addresses.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  return Uint32Array.from(order.slice(0, limit), (index) => addresses[index] ?? 0);
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

function documentsOf(addresses: Uint32Array, memory: WebAssembly.Memory, layout: RowLayout): Uint32Array {
  const words = new Uint32Array(memory.buffer);
  const documents = new Set<number>();
  for (const address of addresses) {
    const docNo = words[(address + layout.documentAt) >> 2] ?? 0;
    // Removed since the scan.
    if (docNo !== 0) documents.add(docNo);
  }
  return Uint32Array.from(documents);
}

import {
  MOST_PAGES,
  ROWS_AT,
  rowLayout,
  type SharedMemory,
  WASM_PAGE,
  webAssembly,
} from '../../workers/codes-protocol.ts';

/** Sign codes of all vectors in memory that the scanning thread shares; written here only. */
export interface CodeMemory {
  readonly memory: SharedMemory;
  /** Rows in use, removed ones included. */
  rows(): number;
  /** Rows that can be found. */
  live(): number;
  /** Replaces the codes of a document; one row a code. */
  put(docNo: number, codes: Uint8Array): void;
  remove(docNo: number): void;
  /** Empties it; the memory stays. */
  clear(): void;
}

export function createCodeMemory(dimensions: number): CodeMemory {
  const layout = rowLayout(dimensions);
  const bytesACode = Math.ceil(dimensions / 8);
  const memory = new webAssembly.Memory({ initial: ROWS_AT / WASM_PAGE, maximum: MOST_PAGES, shared: true });
  const places = new Map<number, { first: number; count: number }>();
  let rows = 0;
  let live = 0;
  let view = new DataView(memory.buffer);
  let bytes = new Uint8Array(memory.buffer);

  function reserve(count: number): void {
    const missing = ROWS_AT + (rows + count) * layout.rowBytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    // An eighth more each time: growing is cheap (address space), views are made anew.
    const wanted = Math.max(
      Math.ceil(missing / WASM_PAGE),
      Math.ceil(memory.buffer.byteLength / WASM_PAGE / 8),
    );
    memory.grow(wanted);
    view = new DataView(memory.buffer);
    bytes = new Uint8Array(memory.buffer);
  }

  function remove(docNo: number): void {
    const place = places.get(docNo);
    if (!place) return;
    for (let row = place.first; row < place.first + place.count; row++) {
      view.setUint32(ROWS_AT + row * layout.rowBytes + layout.documentAt, 0, true);
    }
    live -= place.count;
    places.delete(docNo);
  }

  return {
    memory,
    rows: () => rows,
    live: () => live,
    remove,
    put(docNo, codes) {
      remove(docNo);
      const count = codes.length / bytesACode;
      reserve(count);
      for (let index = 0; index < count; index++) {
        const at = ROWS_AT + (rows + index) * layout.rowBytes;
        bytes.set(codes.subarray(index * bytesACode, (index + 1) * bytesACode), at);
        view.setUint32(at + layout.documentAt, docNo, true);
        view.setUint16(at + layout.placeAt, index, true);
      }
      places.set(docNo, { first: rows, count });
      rows += count;
      live += count;
    },
    clear() {
      bytes.fill(0, ROWS_AT, ROWS_AT + rows * layout.rowBytes);
      places.clear();
      rows = 0;
      live = 0;
    },
  };
}

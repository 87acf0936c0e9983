/**
 * What the search thread and its caller share: one WebAssembly memory with the sign codes of all
 * vectors, written by the caller only, and small messages. Rows are appended; a row of document 0
 * is a removed one.
 */

/** Bytes of a page of WebAssembly memory. */
export const WASM_PAGE = 65_536;
/** Most the memory may grow to: about 13 million codes of 384 dimensions. Address space, not memory in use. */
export const MOST_PAGES = 16_384;

/** The memory's fixed part: query code, counts of distances, filter mask (a byte a document). */
export const QUERY_AT = 0;
export const HISTOGRAM_AT = 1024;
export const MASK_AT = WASM_PAGE;
/** Documents that a mask can name; address space again. */
export const MOST_DOCUMENTS = 16 * 1024 * 1024;
/** Where the thread lists the rows it found. */
export const FOUND_AT = MASK_AT + MOST_DOCUMENTS;
export const MOST_FOUND = 1024 * 1024;
export const ROWS_AT = FOUND_AT + MOST_FOUND * 4;

/**
 * Rows: the code, padded to whole 16-byte vectors, then document number (u32), then distance (u16) of
 * the last scan, then the row's place in its document (u16). A document's rows lie together, its head first.
 */
export interface RowLayout {
  dimensions: number;
  codeBytes: number;
  rowBytes: number;
  documentAt: number;
  distanceAt: number;
  placeAt: number;
}

export function rowLayout(dimensions: number): RowLayout {
  const codeBytes = Math.ceil(dimensions / 128) * 16;
  return {
    dimensions,
    codeBytes,
    rowBytes: codeBytes + 16,
    documentAt: codeBytes,
    distanceAt: codeBytes + 4,
    placeAt: codeBytes + 6,
  };
}

/** A WebAssembly memory that threads share. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/** The part of WebAssembly used here: its types come with a browser's only. */
interface WebAssemblyApi {
  Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object, imports: { env: { memory: SharedMemory } }) => { exports: unknown };
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

export interface CodesWorkerData {
  memory: SharedMemory;
  dimensions: number;
}

export interface ScanRequest {
  id: number;
  /** Rows that are complete. */
  rows: number;
  /** The query's vector, and the mean that codes are centred by. */
  vector: Float32Array;
  mean: Float32Array;
  /** A byte a document number, 1 where it may be found; null: all. */
  mask: Uint8Array | null;
  /** Documents wanted. */
  limit: number;
}

export interface ScanReply {
  id: number;
  /** The nearest by what codes can tell, nearest first. */
  docNos: Uint32Array;
}

/** One bit a dimension: is the vector above the mean there? */
export function signCode(vector: ArrayLike<number>, mean: ArrayLike<number>, out: Uint8Array): void {
  out.fill(0);
  for (let d = 0; d < mean.length; d++) {
    if ((vector[d] ?? 0) > (mean[d] ?? 0)) out[d >> 3] = (out[d >> 3] ?? 0) | (1 << (d & 7));
  }
}

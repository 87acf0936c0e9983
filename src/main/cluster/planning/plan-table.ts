/** What an index needs by its size, before anything has been measured. One copy of it, unquantized, 384 dimensions. */

/** As disks are sold and as sizes are shown everywhere here. */
export const GIGABYTE = 1e9;
export const TABLE_VECTORS_PER_DOCUMENT = 10;
export const TABLE_DIMENSIONS = 384;
const FLOAT_BYTES = 4;

export interface Needs {
  ramBytes: number;
  diskBytes: number;
  cores: number;
}

interface Row {
  /** It is enough up to so many. */
  vectors: number;
  ramGb: number;
  diskGb: number;
  cores: number;
}

const ROWS: readonly [Row, ...Row[]] = [
  { vectors: 10_000, ramGb: 2, diskGb: 10, cores: 2 },
  { vectors: 100_000, ramGb: 4, diskGb: 50, cores: 4 },
  { vectors: 1_000_000, ramGb: 8, diskGb: 100, cores: 8 },
  { vectors: 5_000_000, ramGb: 16, diskGb: 250, cores: 8 },
];
/** "32 and more": twice the row before in everything, so for twice as many; from here on in proportion. */
const LAST: Row = { vectors: 10_000_000, ramGb: 32, diskGb: 500, cores: 16 };

export function tableNeeds(vectors: number): Needs {
  const row = ROWS.find((each) => vectors <= each.vectors) ?? LAST;
  const times = Math.max(1, vectors / LAST.vectors);
  return {
    ramBytes: row.ramGb * times * GIGABYTE,
    diskBytes: row.diskGb * times * GIGABYTE,
    cores: Math.ceil(row.cores * times),
  };
}

/**
 * Memory that differs from the table's: int8 codes stay in memory instead of the whole vectors in the
 * page cache, and vectors of other dimensions are longer or shorter.
 */
export function vectorMemoryChange(vectors: number, dimensions: number, quantized: boolean): number {
  const inTable = vectors * TABLE_DIMENSIONS * FLOAT_BYTES;
  return vectors * dimensions * (quantized ? 1 : FLOAT_BYTES) - inTable;
}

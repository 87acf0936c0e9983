import type { Cell } from './pdf-cells.ts';

/** Columns that were drawn line by line across the page, put one after the other. */
export function splitColumns(cells: Cell[]): Cell[] {
  return cells;
}

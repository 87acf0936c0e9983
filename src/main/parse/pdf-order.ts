import type { Cell } from './pdf-cells.ts';

/** The cells in reading order, starting from the order of drawing. */
export function readingOrder(cells: Cell[]): Cell[] {
  return cells;
}

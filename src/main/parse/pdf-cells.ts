import type { Run } from './pdf-runs.ts';

/** Runs side by side on one baseline without a wide gap: a line of a column, or a cell of a table. */
export interface Cell {
  runs: Run[];
  x0: number;
  x1: number;
  y: number;
  size: number;
}

/** Wider than any space between words of justified text is wont to be, narrower than the gap between columns. */
const CELL_GAP_EM = 1.2;

/** Two baselines closer than this are one line; superscripts and small capitals stay on theirs. */
const SAME_LINE_EM = 0.4;

/** The cells of a page in drawing order; those drawn one after the other on one baseline stand from left to right. */
export function cellsOf(runs: readonly Run[]): Cell[] {
  return rowsOf(runs).flatMap(splitAtGaps);
}

export function onOneLine(a: { y: number; size: number }, b: { y: number; size: number }): boolean {
  return Math.abs(a.y - b.y) < SAME_LINE_EM * Math.max(a.size, b.size);
}

/** Runs drawn one after the other on one baseline. */
function rowsOf(runs: readonly Run[]): Run[][] {
  const rows: Run[][] = [];
  let row: Run[] = [];
  for (const run of runs) {
    // The first of the row, not the last: a page whose every word is a hair lower than the one before is no row.
    const first = row[0];
    if (first !== undefined && !onOneLine(first, run)) {
      rows.push(row);
      row = [];
    }
    row.push(run);
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function splitAtGaps(row: Run[]): Cell[] {
  const cells: Cell[] = [];
  // A run keeps its place in the drawing order where positions tie (stable sort).
  for (const run of row.toSorted((a, b) => a.x0 - b.x0)) {
    const cell = cells.at(-1);
    const gap = cell === undefined ? Infinity : run.x0 - cell.x1;
    if (cell === undefined || gap > CELL_GAP_EM * Math.max(run.size, cell.size)) {
      cells.push({ runs: [run], x0: run.x0, x1: run.x1, y: run.y, size: run.size });
    } else {
      cell.runs.push(run);
      cell.x1 = Math.max(cell.x1, run.x1);
      cell.size = Math.max(cell.size, run.size);
    }
  }
  return cells;
}

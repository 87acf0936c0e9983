import type { Cell } from './pdf-cells.ts';
import { type Band, bySide, isTable, tableRows } from './pdf-table.ts';

/** Fewer steps across than this are dates beside titles, not columns. */
const MIN_STEPS = 5;

/** Fewer lines than this on a side tell nothing. */
const MIN_LINES = 4;

/** Above this a page is no page of a CV, and the search for gaps, quadratic in steps, is not worth its time. */
const MAX_CELLS = 3_000;

/** Three columns are two with two more inside one of them. */
const MAX_DEPTH = 3;

/**
 * Columns that were drawn line by line across the page are put one after the other; tables so drawn stay row by
 * row. Pages drawn column by column are not touched, and recognised at little cost.
 */
export function splitColumns(cells: Cell[], depth = 0): Cell[] {
  if (depth === MAX_DEPTH || cells.length > MAX_CELLS) return cells;
  const gutter = commonGap(stepsAcross(cells));
  if (gutter === null) return cells;
  const bands = bandsBeside(cells, gutter);
  if (bands.length === 0) return cells;
  return bands.reduce((ordered, band) => reorder(ordered, band, depth), cells);
}

/** The gaps that the drawing crosses to go on at about the same height further right. */
function stepsAcross(cells: readonly Cell[]): { from: number; to: number }[] {
  const steps: { from: number; to: number }[] = [];
  cells.slice(1).forEach((cell, index) => {
    const before = cells[index];
    if (before === undefined || Math.abs(cell.y - before.y) > 1.5 * cell.size || cell.x0 <= before.x1) return;
    steps.push({ from: before.x1, to: cell.x0 });
  });
  return steps;
}

/** A place that the most steps cross. */
function commonGap(steps: { from: number; to: number }[]): number | null {
  let best = { x: 0, count: MIN_STEPS - 1 };
  for (const { to } of steps) {
    const x = to - 1;
    const count = steps.filter((step) => step.from < x && step.to > x).length;
    if (count > best.count) best = { x, count };
  }
  return best.count >= MIN_STEPS ? best.x : null;
}

/** Stretches of the page, from top to bottom, in which nothing crosses the gutter. */
function bandsBeside(cells: readonly Cell[], gutter: number): Band[] {
  const bands: Band[] = [];
  let band: Band = { left: [], right: [] };
  for (const cell of cells.toSorted((a, b) => a.y - b.y)) {
    if (cell.x0 < gutter && cell.x1 > gutter) {
      bands.push(band);
      band = { left: [], right: [] };
    } else if (cell.x1 <= gutter) band.left.push(cell);
    else band.right.push(cell);
  }
  return [...bands, band].filter(({ left, right }) => left.length >= MIN_LINES && right.length >= MIN_LINES);
}

function reorder(cells: Cell[], band: Band, depth: number): Cell[] {
  const inBand = new Set([...band.left, ...band.right]);
  const drawn = cells.filter((cell) => inBand.has(cell));
  if (!isDrawnAcross(drawn, band)) return cells;
  const ordered = isTable(band)
    ? tableRows(band)
    : bySide(band).flatMap((side) => splitColumns(side, depth + 1));
  const start = cells.findIndex((cell) => inBand.has(cell));
  const outside = (cell: Cell) => !inBand.has(cell);
  return [...cells.slice(0, start), ...ordered, ...cells.slice(start).filter(outside)];
}

/**
 * Whether the drawing went down the page once, from side to side. Columns drawn one after the other turn seldom,
 * and cells of several lines go up again for the next cell: both are in as good an order as positions could tell.
 */
function isDrawnAcross(drawn: readonly Cell[], band: Band): boolean {
  const left = new Set(band.left);
  let turns = 0;
  let rises = 0;
  drawn.slice(1).forEach((cell, index) => {
    const before = drawn[index];
    if (before === undefined) return;
    if (left.has(cell) !== left.has(before)) turns++;
    if (cell.y < before.y - cell.size) rises++;
  });
  return turns >= Math.min(band.left.length, band.right.length) && rises <= 0.05 * turns;
}

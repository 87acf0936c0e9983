import { type Cell, onOneLine } from './pdf-cells.ts';

/** Lines drawn one after the other, each close below the one before: a paragraph, a list, a text box. */
export interface Block {
  cells: Cell[];
  x0: number;
  x1: number;
  top: number;
  bottom: number;
  /** Of its last line. */
  size: number;
  /** Baseline of its last line. */
  y: number;
}

/** Leading above this (single is about 1.2) starts a new block. */
const MAX_LEADING_EM = 1.9;

/** Blocks in drawing order. */
export function blocksOf(cells: readonly Cell[]): Block[] {
  const blocks: Block[] = [];
  for (const row of rowsOf(cells)) {
    const block = blocks.at(-1);
    if (block !== undefined && follows(block, row)) extend(block, row);
    else blocks.push(row);
  }
  return blocks;
}

/** `a` ends before `b` begins, in the same column: whoever reads b has read a. */
export function isAbove(a: Block, b: Block): boolean {
  return a.bottom <= b.top + 0.3 * Math.min(a.size, b.size) && shareColumn(a, b);
}

/** A sliver of overlap is a long word that sticks out, not a common column. */
export function shareColumn(a: Block, b: Block): boolean {
  const overlap = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  return overlap > 0.25 * Math.min(a.x1 - a.x0, b.x1 - b.x0);
}

/** Cells drawn from left to right on one baseline, as blocks of one line. */
function rowsOf(cells: readonly Cell[]): Block[] {
  const rows: Block[] = [];
  let last: Cell | undefined;
  for (const cell of cells) {
    const row = rows.at(-1);
    const box = blockOf(cell);
    if (row !== undefined && last !== undefined && onOneLine(last, cell) && cell.x0 >= last.x0)
      extend(row, box);
    else rows.push(box);
    last = cell;
  }
  return rows;
}

function blockOf(cell: Cell): Block {
  const { x0, x1, y, size } = cell;
  return { cells: [cell], x0, x1, y, size, top: y - 0.8 * size, bottom: y + 0.2 * size };
}

function follows(block: Block, row: Block): boolean {
  const leading = (row.y - block.y) / Math.max(row.size, block.size);
  return leading > 0.3 && leading < MAX_LEADING_EM && shareColumn(block, row);
}

function extend(block: Block, row: Block): void {
  block.cells.push(...row.cells);
  block.x0 = Math.min(block.x0, row.x0);
  block.x1 = Math.max(block.x1, row.x1);
  block.top = Math.min(block.top, row.top);
  block.bottom = Math.max(block.bottom, row.bottom);
  block.y = row.y;
  block.size = row.size;
}

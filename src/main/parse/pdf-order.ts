import { type Block, blocksOf, isAbove, shareColumn } from './pdf-blocks.ts';
import type { Cell } from './pdf-cells.ts';

/**
 * Beyond this many blocks the order of drawing is kept: the comparison of each with each is quadratic, and such
 * pages are tables, not designs. A CV's page has 20 to 100.
 */
const MAX_BLOCKS = 1_000;

/**
 * The cells in reading order: the order of drawing, except that nothing is read before what stands above it.
 * Templates that draw all headings first, text boxes in the order they were made, or a page's header last are
 * mended so.
 */
export function readingOrder(cells: Cell[]): Cell[] {
  const blocks = blocksOf(cells);
  if (blocks.length > MAX_BLOCKS || isPlausible(blocks)) return cells;
  const unread = new Unread(blocks);
  const ordered: Cell[] = [];
  let place: Place | undefined;
  for (let block = unread.next(place); block !== undefined; block = unread.next(place)) {
    unread.read(block);
    for (const cell of block.cells) ordered.push(cell);
    place = {
      last: block,
      row: place !== undefined && inOneRow(place.last, block) ? around(place.row, block) : block,
    };
  }
  return ordered;
}

/** Where the reader is: the block just read, and the row of blocks side by side that it ends. */
interface Place {
  last: Block;
  row: Block;
}

/** Nothing is drawn before a thing that stands above it: the case of nearly every page. */
function isPlausible(blocks: readonly Block[]): boolean {
  return blocks.every((block, index) => !blocks.slice(index + 1).some((later) => isAbove(later, block)));
}

class Unread {
  #blocks: readonly Block[];
  #unread: Set<Block>;
  /** How many unread blocks stand above each. */
  #above: Map<Block, number>;

  constructor(blocks: readonly Block[]) {
    this.#blocks = blocks;
    this.#unread = new Set(blocks);
    this.#above = new Map(
      blocks.map((block) => [
        block,
        blocks.filter((other) => other !== block && isAbove(other, block)).length,
      ]),
    );
  }

  read(block: Block): void {
    this.#unread.delete(block);
    for (const other of this.#unread) {
      if (isAbove(block, other)) this.#above.set(other, (this.#above.get(other) ?? 0) - 1);
    }
  }

  /** What was drawn next, if it goes on from `place`; else what stands next below it; else another column. */
  next(place: Place | undefined): Block | undefined {
    const free = [...this.#unread].filter((block) => (this.#above.get(block) ?? 0) <= 0);
    const candidates = free.length > 0 ? free : [...this.#unread];
    if (place === undefined) return topmost(candidates);
    const { last, row } = place;
    const drawnLater = this.#blocks.slice(this.#blocks.indexOf(last) + 1);
    const drawnNext = drawnLater[0];
    if (drawnNext !== undefined && free.includes(drawnNext) && goesOn(last, drawnNext)) return drawnNext;
    const below = candidates.filter((block) => isAbove(row, block));
    return topmost(below) ?? drawnLater.find((block) => free.includes(block)) ?? topmost(candidates);
  }
}

/** In the same column, or the next cell of the same row of a table. */
function goesOn(last: Block, next: Block): boolean {
  return shareColumn(last, next) || inOneRow(last, next);
}

function inOneRow(a: Block, b: Block): boolean {
  return Math.abs(a.top - b.top) < 0.5 * a.size;
}

/** What begins within a line of the highest counts as level with it, and then the first drawn is taken. */
function topmost(blocks: readonly Block[]): Block | undefined {
  const top = Math.min(...blocks.map((block) => block.top));
  return blocks.find((block) => block.top < top + block.size);
}

function around(a: Block, b: Block): Block {
  return {
    ...b,
    x0: Math.min(a.x0, b.x0),
    x1: Math.max(a.x1, b.x1),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

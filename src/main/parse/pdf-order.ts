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
  const { header, body, footer } = withoutMargins(blocks);
  const ordered = isPlausible(body) ? body : inOrder(body);
  return [...header, ...ordered, ...footer].flatMap((block) => block.cells);
}

/** Lines above, and below, everything else: programs that print draw a page's header and footer first or last. */
function withoutMargins(blocks: readonly Block[]): Record<'header' | 'body' | 'footer', Block[]> {
  const lines = blocks.filter((block) => block.bottom - block.top < 1.5 * block.size);
  const header = lines.filter((line) => blocks.every((other) => other === line || line.bottom <= other.top));
  const footer = lines.filter((line) => blocks.every((other) => other === line || line.top >= other.bottom));
  const body = blocks.filter((block) => !header.includes(block) && !footer.includes(block));
  return { header, body, footer };
}

function inOrder(blocks: readonly Block[]): Block[] {
  const unread = new Unread(blocks);
  const ordered: Block[] = [];
  let place: Place | undefined;
  for (let block = unread.next(place); block !== undefined; block = unread.next(place)) {
    unread.read(block);
    ordered.push(block);
    const sameRow = place !== undefined && inOneRow(place.last, block);
    place = { last: block, row: sameRow && place !== undefined ? around(place.row, block) : block };
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
    const later = this.#blocks.slice(this.#blocks.indexOf(last) + 1);
    const freeLater = later.find((block) => free.includes(block));
    if (freeLater !== undefined && freeLater === later[0] && goesOn(last, freeLater)) return freeLater;
    const below = topmost(candidates.filter((block) => isAbove(row, block)));
    return below ?? freeLater ?? topmost(candidates);
  }
}

/** In the same column, or the next cell of the same row of a table. */
function goesOn(last: Block, next: Block): boolean {
  return shareColumn(last, next) || inOneRow(last, next);
}

function inOneRow(a: Block, b: Block): boolean {
  return Math.abs(a.top - b.top) < 0.5 * a.size;
}

/** What begins within a line of the highest counts as level with it, and then the leftmost is taken. */
function topmost(blocks: readonly Block[]): Block | undefined {
  const top = Math.min(...blocks.map((block) => block.top));
  const level = blocks.filter((block) => block.top < top + block.size);
  return level.reduce<Block | undefined>(
    (best, block) => (best === undefined || block.x0 < best.x0 ? block : best),
    undefined,
  );
}

function around(a: Block, b: Block): Block {
  return {
    ...b,
    x0: Math.min(a.x0, b.x0),
    x1: Math.max(a.x1, b.x1),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

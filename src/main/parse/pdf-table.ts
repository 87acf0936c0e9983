import { type Cell, onOneLine } from './pdf-cells.ts';

/** A stretch of a page with a gap down its middle; each side from top to bottom. */
export interface Band {
  left: Cell[];
  right: Cell[];
}

/** Lines further apart than this do not continue each other. */
const MAX_LEADING_EM = 1.9;

export function bySide(band: Band): Cell[][] {
  return [band.left, band.right];
}

/**
 * Whether the sides belong together row by row. They do when they stand on common baselines and their entries
 * begin together; in columns each side has its own rhythm, and lines begin beside lines that continue.
 */
export function isTable(band: Band): boolean {
  const [few, many] = nearestToGap(band)
    .sort((a, b) => a.length - b.length)
    .map(asSide);
  if (few === undefined || many === undefined) return false;
  const beside = few.map((line) => ({ line, other: many.find(({ cell }) => onOneLine(cell, line.cell)) }));
  if (share(beside, ({ other }) => other !== undefined) < 0.6) return false;
  const entries = beside.filter(({ line }) => line.opens);
  const together = share(entries, ({ other }) => other !== undefined && !other.continues) >= 0.8;
  if (entries.length > 1 && !together) return false;
  if (entries.length > 2 || few.length < 0.6 * many.length) return true;
  const uneven = beside.filter(
    ({ line, other }) => other !== undefined && other.continues !== line.continues,
  );
  return uneven.length < 2 || uneven.length < 0.1 * few.length;
}

/** Of three columns only the two beside the gap are compared. */
function nearestToGap({ left, right }: Band): Cell[][] {
  return [
    left.filter((cell) => !left.some((other) => areLevel(cell, other) && other.x0 > cell.x1)),
    right.filter((cell) => !right.some((other) => areLevel(cell, other) && other.x1 < cell.x0)),
  ];
}

function areLevel(a: Cell, b: Cell): boolean {
  return Math.abs(a.y - b.y) < a.size;
}

/** A table's cells row by row; a row goes on while both its cells do, and each cell is read whole. */
export function tableRows(band: Band): Cell[] {
  const lines = [...asSide(band.left), ...asSide(band.right)].sort((a, b) => a.cell.y - b.cell.y);
  const rows: Line[][] = [];
  for (const line of lines) {
    const row = rows.at(-1);
    const level = row?.some(({ cell }) => onOneLine(cell, line.cell)) ?? false;
    if (
      row !== undefined &&
      (line.continues || (level && row.every((other) => onOneLine(other.cell, line.cell))))
    )
      row.push(line);
    else rows.push([line]);
  }
  const left = new Set(band.left);
  const leftFirst = (row: Line[]) => [
    ...row.filter(({ cell }) => left.has(cell)),
    ...row.filter(({ cell }) => !left.has(cell)),
  ];
  return rows.flatMap(leftFirst).map(({ cell }) => cell);
}

interface Line {
  cell: Cell;
  /** It goes on with the sentence of the line above. */
  continues: boolean;
  /** Nothing stands close above it. */
  opens: boolean;
}

function asSide(cells: Cell[]): Line[] {
  return cells.map((cell, index) => {
    const above = cells[index - 1];
    const opens = above === undefined || cell.y - above.y > MAX_LEADING_EM * cell.size;
    return {
      cell,
      opens,
      continues: above !== undefined && !opens && continues(textOf(above), textOf(cell)),
    };
  });
}

function continues(above: string, line: string): boolean {
  return /^\p{Ll}/u.test(line) || /[,\-\u2013]$/.test(above);
}

function textOf(cell: Cell): string {
  return cell.runs.map((run) => run.text).join(' ');
}

function share<T>(list: readonly T[], holds: (item: T) => boolean): number {
  return list.length === 0 ? 1 : list.filter(holds).length / list.length;
}

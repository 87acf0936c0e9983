import { type Cell, cellsOf } from './pdf-cells.ts';
import { splitColumns } from './pdf-columns.ts';
import { linesOf } from './pdf-lines.ts';
import { readingOrder } from './pdf-order.ts';
import { type PageItem, type Run, runsOf } from './pdf-runs.ts';

/**
 * A page's items as lines of text in the order a person reads them.
 *
 * Most programs draw text in reading order, so the order of drawing is kept wherever it is plausible and only
 * mended where the positions on the page contradict it. Measured on real CVs, order by position alone is worse:
 * it reads tables of several lines a cell across and mistakes indented blocks for columns.
 *
 * `viewport` maps page space to an upright page with y downwards, in points.
 */
export function pageText(items: readonly PageItem[], viewport: readonly number[]): string {
  return byDirection(runsOf(items, viewport))
    .map((runs) => linesOf(orderedCells(runs)))
    .join('\n');
}

function orderedCells(runs: Run[]): Cell[] {
  return readingOrder(splitColumns(cellsOf(runs)));
}

/** Upright text and text turned sideways are separate texts; what there is most of comes first. */
function byDirection(runs: Run[]): Run[][] {
  const groups = new Map<number, Run[]>();
  for (const run of runs) {
    const group = groups.get(run.angle);
    if (group === undefined) groups.set(run.angle, [run]);
    else group.push(run);
  }
  return [...groups.values()].sort((a, b) => characters(b) - characters(a));
}

function characters(runs: Run[]): number {
  return runs.reduce((sum, run) => sum + run.text.length, 0);
}

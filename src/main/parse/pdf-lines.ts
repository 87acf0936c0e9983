import { type Cell, onOneLine } from './pdf-cells.ts';
import type { Run } from './pdf-runs.ts';

/** Narrower gaps are kerning, wider ones are spaces that were drawn as a move. */
const SPACE_EM = 0.15;

/** Cells in reading order as lines of text. */
export function linesOf(cells: readonly Cell[]): string {
  const lines: Run[][] = [];
  let last: Cell | undefined;
  for (const cell of cells) {
    const line = lines.at(-1);
    const continues = last !== undefined && onOneLine(last, cell) && cell.x0 >= last.x0;
    if (line !== undefined && continues) line.push(...cell.runs);
    else lines.push([...cell.runs]);
    last = cell;
  }
  return lines.map(lineText).join('\n');
}

function lineText(runs: Run[]): string {
  let text = '';
  let last: Run | undefined;
  for (const run of inReadingDirection(runs)) {
    if (last !== undefined && isApart(last, run)) text += ' ';
    text += run.text;
    last = run;
  }
  return text;
}

function isApart(last: Run, run: Run): boolean {
  const [left, right] = last.x0 <= run.x0 ? [last, run] : [run, last];
  const gap = right.x0 - left.x1;
  if (gap > SPACE_EM * Math.min(last.size, run.size)) return true;
  return right.spaceBefore && gap > -0.3 * run.size;
}

/** Runs from left to right, as drawn, in the order they are read: stretches of right-to-left script turned round. */
function inReadingDirection(runs: Run[]): Run[] {
  const rtl = runs.filter((run) => run.rtl).length;
  if (rtl === 0) return runs;
  const line = rtl * 2 > runs.length;
  const turned = turnStretches(line ? runs.toReversed() : runs, (run) => run.rtl !== line);
  return turned;
}

function turnStretches(runs: Run[], isForeign: (run: Run) => boolean): Run[] {
  const out: Run[] = [];
  let stretch: Run[] = [];
  for (const run of runs) {
    if (isForeign(run)) {
      stretch.unshift(run);
      continue;
    }
    out.push(...stretch, run);
    stretch = [];
  }
  return [...out, ...stretch];
}

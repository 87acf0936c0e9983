import { type Cell, onOneLine } from './pdf-cells.ts';
import type { Run } from './pdf-runs.ts';

/** Narrower gaps are kerning, wider ones are spaces that were drawn as a move. */
const SPACE_EM = 0.15;

/** Runs that overlap more than kerning does are two things drawn over each other. */
const OVERLAP_EM = -0.5;

/** Accents that old TeX fonts draw over the letter, as the combining marks they stand for. */
const COMBINING: Record<string, string> = {
  '\u00B4': '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '\u02C6': '\u0302',
  '~': '\u0303',
  '\u02DC': '\u0303',
  '\u00A8': '\u0308',
  '\u02C7': '\u030C',
  '\u02D8': '\u0306',
  '\u02DA': '\u030A',
  '\u02DD': '\u030B',
  '\u00B8': '\u0327',
  '\u02DB': '\u0328',
};

/** Cells in reading order as lines of text. */
export function linesOf(cells: readonly Cell[]): string {
  const lines: Run[][] = [];
  let last: Cell | undefined;
  for (const cell of cells) {
    const line = lines.at(-1);
    const continues = last !== undefined && onOneLine(last, cell) && cell.x0 >= last.x0;
    if (line === undefined || !continues) lines.push([...cell.runs]);
    else for (const run of cell.runs) line.push(run);
    last = cell;
  }
  return lines.map(lineText).join('\n');
}

function lineText(runs: Run[]): string {
  // Pieces, as looking at the end of a growing string would copy it each time.
  const pieces: string[] = [];
  let last: Run | undefined;
  for (const run of inReadingDirection(runs)) {
    const before = pieces.at(-1) ?? '';
    const composed = last === undefined ? null : accented(before, last, run);
    if (composed !== null) pieces[pieces.length - 1] = composed;
    else pieces.push(last !== undefined && isApart(last, run) ? ` ${run.text}` : run.text);
    last = run;
  }
  return pieces.join('');
}

function isApart(last: Run, run: Run): boolean {
  const [left, right] = last.x0 <= run.x0 ? [last, run] : [run, last];
  const gap = (right.x0 - left.x1) / Math.min(last.size, run.size);
  if (gap > SPACE_EM || gap < OVERLAP_EM) return true;
  return right.spaceBefore && gap > -0.3;
}

/** `text` with the letter that `run` begins with put under the accent drawn over it; null where there is none. */
function accented(text: string, last: Run, run: Run): string | null {
  const mark = COMBINING[text.at(-1) ?? ''];
  const letter = run.text[0] ?? '';
  const overlap = last.x1 - run.x0;
  if (mark === undefined || overlap < 0.15 * run.size || !/\p{L}/u.test(letter)) return null;
  return text.slice(0, -1) + letter + mark + run.text.slice(1);
}

/** Runs from left to right, as drawn, in the order they are read: stretches of right-to-left script turned round. */
function inReadingDirection(runs: Run[]): Run[] {
  const [rtl, ltr] = [letters(runs, true), letters(runs, false)];
  if (rtl === 0) return runs;
  const mostly = rtl > ltr;
  return turnStretches(mostly ? runs.toReversed() : runs, (run) => run.rtl !== mostly);
}

/** Digits and signs have no direction of their own. */
function letters(runs: readonly Run[], rtl: boolean): number {
  return runs.reduce(
    (sum, run) => (run.rtl === rtl ? sum + (run.text.match(/\p{L}/gu)?.length ?? 0) : sum),
    0,
  );
}

function turnStretches(runs: Run[], isForeign: (run: Run) => boolean): Run[] {
  const out: Run[] = [];
  let stretch: Run[] = [];
  for (const run of runs) {
    if (isForeign(run)) {
      stretch.push(run);
      continue;
    }
    out.push(...stretch.toReversed(), run);
    stretch = [];
  }
  out.push(...stretch.toReversed());
  return out;
}

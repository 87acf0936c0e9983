/** What is used of an item of pdf.js: a run of glyphs on one baseline, or a gap. */
export interface PageItem {
  str: string;
  /** 'ltr', 'rtl' or 'ttb'. */
  dir: string;
  /** [a, b, c, d, x, y] in page space, y upwards. */
  transform: number[];
  width: number;
}

/** A run on its baseline, turned so that it reads from left to right; lengths in points, y downwards. */
export interface Run {
  text: string;
  rtl: boolean;
  x0: number;
  x1: number;
  /** Baseline. */
  y: number;
  /** Font size. */
  size: number;
  /** Direction of writing in degrees, in steps of 5; 0 is upright. */
  angle: number;
  /** A gap or space was drawn between this run and the one before it. */
  spaceBefore: boolean;
}

/** Steps of 5 degrees: a scan's text layer is often a degree or two askew and still one text. */
const ANGLE_STEP = 5;

/** The visible runs of a page in the order they were drawn. */
export function runsOf(items: readonly PageItem[], viewport: readonly number[]): Run[] {
  const runs: Run[] = [];
  const drawn = new DrawnText();
  let space = false;
  for (const item of items) {
    if (item.str.trim() === '') {
      space ||= item.str !== '';
      continue;
    }
    const run = runOf(item, viewport, space || /^\s/.test(item.str));
    space = /\s$/.test(item.str);
    if (!drawn.repeats(run)) runs.push(run);
  }
  return runs;
}

function runOf(item: PageItem, viewport: readonly number[], spaceBefore: boolean): Run {
  const [a, b, c, d, x, y] = multiply(viewport, item.transform);
  const vertical = item.dir === 'ttb';
  const angle = (Math.round(degrees(Math.atan2(b, a)) / ANGLE_STEP) * ANGLE_STEP + 360) % 360;
  const turn = (-angle * Math.PI) / 180;
  const x0 = x * Math.cos(turn) - y * Math.sin(turn);
  const baseline = x * Math.sin(turn) + y * Math.cos(turn);
  const size = Math.hypot(c, d) || Math.hypot(a, b) || 1;
  const width = vertical ? size : item.width;
  return {
    text: item.str.trim(),
    rtl: item.dir === 'rtl',
    x0,
    x1: x0 + width,
    y: baseline,
    size,
    angle,
    spaceBefore,
  };
}

type Matrix = [number, number, number, number, number, number];

function multiply(m: readonly number[], n: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = m;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = n;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}

/** Bold is sometimes faked, and shadows made, by drawing the same text twice a hair apart. */
class DrawnText {
  #at = new Map<string, Run[]>();

  repeats(run: Run): boolean {
    const same = this.#at.get(run.text);
    if (same === undefined) {
      this.#at.set(run.text, [run]);
      return false;
    }
    const near = run.size * 0.12;
    // The latest copies only: a page of one word a thousand times must not cost a million comparisons.
    const repeated = same
      .slice(-8)
      .some((other) => Math.abs(other.x0 - run.x0) < near && Math.abs(other.y - run.y) < near);
    if (!repeated) same.push(run);
    return repeated;
  }
}

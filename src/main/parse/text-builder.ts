import { PAGE_BREAK } from './normalise.ts';

/** A cell longer than this is a column of a layout, not a value: it gets lines of its own. */
const CELL_LIMIT = 120;

interface Frame {
  kind: 'page' | 'row' | 'cell' | 'box';
  parts: string[];
  /** Text boxes anchored in the paragraph being written; they follow it. */
  boxes: string[];
}

/** Collects a document's text as its parts arrive: paragraphs, table rows, text boxes, page breaks. */
export class TextBuilder {
  readonly #stack: Frame[] = [{ kind: 'page', parts: [], boxes: [] }];
  /** Characters written so far: whether an element brought any text. */
  written = 0;

  text(value: string): void {
    if (value === '') return;
    this.written += value.length;
    this.#top().parts.push(value);
  }

  tab(): void {
    this.#top().parts.push('\t');
  }

  line(): void {
    this.#top().parts.push('\n');
  }

  /** Ends a paragraph; an empty one leaves an empty line. */
  paragraph(): void {
    const top = this.#top();
    top.parts.push('\n', ...top.boxes.splice(0));
  }

  /** Starts a new line unless one has just begun. */
  block(): void {
    const top = this.#top();
    const last = top.parts.at(-1);
    if (last !== undefined && !last.endsWith('\n')) top.parts.push('\n');
    top.parts.push(...top.boxes.splice(0));
  }

  /** One empty line before what follows. Call after `block`. */
  margin(): void {
    const { parts } = this.#top();
    if (parts.length > 0 && !(parts.at(-1) === '\n' && parts.at(-2)?.endsWith('\n'))) parts.push('\n');
  }

  page(): void {
    this.#top().parts.push(PAGE_BREAK);
  }

  openRow(): void {
    if (this.#top().kind !== 'row') this.block();
    this.#push('row');
  }

  openCell(): void {
    this.#push('cell');
  }

  closeCell(): void {
    const cell = this.#pop('cell');
    if (cell !== null) this.#top().parts.push(cell);
  }

  closeRow(): void {
    const frame = this.#stack.at(-1);
    if (frame?.kind !== 'row') return;
    this.#stack.pop();
    const row = joinCells(frame.parts);
    if (row !== '') this.#top().parts.push(row, '\n');
  }

  openBox(): void {
    this.#push('box');
  }

  closeBox(): void {
    const box = this.#pop('box');
    if (box !== null && box.trim() !== '') this.#top().boxes.push(`${box.replace(/\n+$/, '')}\n`);
  }

  /** Everything collected, with whatever was left open closed. */
  finish(): string {
    while (this.#stack.length > 1) {
      const kind = this.#top().kind;
      if (kind === 'row') this.closeRow();
      else if (kind === 'cell') this.closeCell();
      else this.closeBox();
    }
    this.block();
    return this.#top().parts.join('');
  }

  #top(): Frame {
    const top = this.#stack.at(-1);
    if (top === undefined) throw new Error('the builder has no open frame');
    return top;
  }

  #push(kind: Frame['kind']): void {
    this.#stack.push({ kind, parts: [], boxes: [] });
  }

  #pop(kind: Frame['kind']): string | null {
    if (this.#top().kind !== kind) return null;
    this.block();
    return this.#stack.pop()?.parts.join('') ?? null;
  }
}

/** Cells with short values stand side by side, columns of a layout one after the other. */
function joinCells(cells: readonly string[]): string {
  const texts = cells.map((cell) => cell.replace(/^\n+|[\n\t ]+$/g, '')).filter((cell) => cell !== '');
  const isValue = (cell: string) => cell.length <= CELL_LIMIT && !/[\n\f]/.test(cell);
  return texts.join(texts.every(isValue) ? '\t' : '\n');
}

import { TextBuilder } from './text-builder.ts';

/** Text of one area of an RTF file (body, header, footer). RTF marks where cells end, not where they begin. */
export class RtfSheet {
  readonly #out = new TextBuilder();
  #row = false;
  #cell = false;
  /** Inside a text box or note nothing is a cell of the table around it. */
  #boxes = 0;

  text(value: string, inTable: boolean): void {
    this.#enter(inTable);
    this.#out.text(value);
  }

  /** A control word that stands for a character or an end; others are formatting and ignored. */
  control(word: string, inTable: boolean): void {
    if (word === 'par' || word === 'sect') this.#out.paragraph();
    else if (word === 'line' || word === 'softline' || word === 'nestrow') this.#out.line();
    else if (word === 'tab' || word === 'nestcell') this.#out.tab();
    else if (word === 'page') this.#out.page();
    else if (word === 'cell') this.#endCell(inTable);
    else if (word === 'row') this.#endRow();
  }

  openBox(): void {
    this.#boxes += 1;
    this.#out.openBox();
  }

  closeBox(): void {
    this.#boxes -= 1;
    this.#out.closeBox();
  }

  finish(): string {
    return this.#out.finish();
  }

  #enter(inTable: boolean): void {
    if (this.#boxes > 0 || (inTable ? this.#cell : !this.#row)) return;
    if (!inTable) {
      this.#endRow();
      return;
    }
    if (!this.#row) this.#out.openRow();
    this.#out.openCell();
    this.#row = true;
    this.#cell = true;
  }

  #endCell(inTable: boolean): void {
    if (this.#boxes > 0 || (!inTable && !this.#cell)) {
      this.#out.tab();
      return;
    }
    this.#enter(true);
    this.#out.closeCell();
    this.#cell = false;
  }

  #endRow(): void {
    if (this.#boxes > 0) return;
    if (this.#cell) this.#out.closeCell();
    if (this.#row) this.#out.closeRow();
    else this.#out.block();
    this.#row = false;
    this.#cell = false;
  }
}

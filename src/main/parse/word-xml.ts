import { readMarkup } from './markup.ts';
import { TextBuilder } from './text-builder.ts';

/** Text inside these is not part of the document as it reads: field codes, moved-away and deleted text. */
const HIDDEN = new Set(['w:instrText', 'w:delText', 'w:delInstrText', 'w:moveFrom', 'w:del', 'w:rPrChange']);

/** Text of one WordprocessingML part (body, header, footer, notes), with page breaks as form feeds. */
export function wordXmlText(xml: string): string {
  const reader = new WordXmlReader();
  readMarkup(xml, 'xml', reader);
  return reader.finish();
}

class WordXmlReader {
  readonly #out = new TextBuilder();
  /** Name and depth of the element whose content is skipped. */
  #skipped: { name: string; depth: number } | null = null;
  #inText = false;
  /** Text written before each open mc:AlternateContent: a filled Choice makes its Fallback a double. */
  readonly #alternates: number[] = [];
  /** Word marks where its last layout broke pages; where it does, explicit breaks are in there too. */
  #breakPending = false;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#skipped !== null) {
      if (name === this.#skipped.name) this.#skipped.depth += 1;
      return;
    }
    if (HIDDEN.has(name) || this.#isDouble(name)) this.#skipped = { name, depth: 1 };
    else if (name === 'mc:AlternateContent') this.#alternates.push(this.#out.written);
    else this.#openVisible(name, attributes);
  }

  text(value: string): void {
    if (!this.#inText || this.#skipped !== null) return;
    this.#breakPending = false;
    this.#out.text(value);
  }

  close(name: string): void {
    if (this.#skipped !== null) {
      if (name === this.#skipped.name) this.#skipped.depth -= 1;
      if (this.#skipped.depth === 0) this.#skipped = null;
      return;
    }
    if (name === 'w:t') this.#inText = false;
    else if (name === 'mc:AlternateContent') this.#alternates.pop();
    else if (name === 'w:p') this.#out.paragraph();
    else if (name === 'w:tc') this.#out.closeCell();
    else if (name === 'w:tr') this.#out.closeRow();
    else if (name === 'w:txbxContent') this.#out.closeBox();
  }

  finish(): string {
    return this.#out.finish();
  }

  #openVisible(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'w:t') this.#inText = true;
    else if (name === 'w:tab' && attributes['w:val'] === undefined) this.#out.tab();
    else if (name === 'w:br') this.#break(attributes['w:type']);
    else if (name === 'w:cr') this.#out.line();
    else if (name === 'w:lastRenderedPageBreak') this.#pageBreak();
    else if (name === 'w:noBreakHyphen') this.#out.text('-');
    else if (name === 'w:sym') this.#out.text(symbol(attributes['w:char']));
    else if (name === 'w:tr') this.#out.openRow();
    else if (name === 'w:tc') this.#out.openCell();
    else if (name === 'w:txbxContent') this.#out.openBox();
  }

  #isDouble(name: string): boolean {
    const before = this.#alternates.at(-1);
    return name === 'mc:Fallback' && before !== undefined && this.#out.written > before;
  }

  #break(type: string | undefined): void {
    if (type === 'page') this.#pageBreak();
    else this.#out.line();
  }

  /** A hard break is followed by a rendered one at the next text: the two are one. */
  #pageBreak(): void {
    if (this.#breakPending || this.#out.written === 0) return;
    this.#breakPending = true;
    this.#out.page();
  }
}

/** Dingbats by their code in a symbol font: shown as bullets, whatever they depict. */
function symbol(code: string | undefined): string {
  const value = Number.parseInt(code ?? '', 16);
  if (!Number.isInteger(value) || value < 0x20 || value > 0xffff) return '';
  return value >= 0xf000 ? '•' : String.fromCharCode(value);
}

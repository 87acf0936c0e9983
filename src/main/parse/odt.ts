import type { Archive } from './archive.ts';
import { openArchive } from './archive.ts';
import { readMarkup } from './markup.ts';
import type { ParseResult } from './parsed.ts';
import { Refusal } from './refusal.ts';
import { TextBuilder } from './text-builder.ts';
import { textOrScan } from './text-or-scan.ts';

/** OpenDocument text: master-page headers, the body, then footers. Throws `Refusal`. */
export function parseOdt(bytes: Uint8Array): ParseResult {
  const archive = openArchive(bytes);
  if (archive.text('META-INF/manifest.xml')?.includes('encryption-data')) {
    throw new Refusal('encrypted', 'The document is protected by a password.');
  }
  const content = archive.text('content.xml');
  if (content === null || !content.includes('<')) {
    throw new Refusal('corrupt', 'The OpenDocument file has no readable content.');
  }
  const styles = archive.text('styles.xml') ?? '';
  const text = [
    ...styledParts(styles, /^style:header/),
    odfText(content).replace(/\n$/, ''),
    ...styledParts(styles, /^style:footer/),
  ].join('\n');
  const hasImage = archive.names.some((name) => /^Pictures\/./.test(name));
  return textOrScan('odt', text, { hasImage, modifiedAt: modifiedAt(archive) });
}

/** Deleted text, comments, drawings' alternative texts, and what only scripts read. */
const HIDDEN = new Set([
  'text:tracked-changes',
  'office:annotation',
  'svg:title',
  'svg:desc',
  'office:scripts',
  'office:meta',
  'text:note-citation',
  'text:table-of-content-source',
  'text:index-title-template',
]);

function odfText(xml: string): string {
  const reader = new OdfReader();
  readMarkup(xml, 'xml', reader);
  return reader.finish();
}

class OdfReader {
  readonly #out = new TextBuilder();
  readonly #breakingStyles = new Set<string>();
  #style = '';
  #hidden = 0;
  #paragraphs = 0;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#hidden > 0 || HIDDEN.has(name)) {
      this.#hidden += 1;
      return;
    }
    if (name === 'style:style') this.#style = attributes['style:name'] ?? '';
    if (attributes['fo:break-before'] === 'page') this.#breakingStyles.add(this.#style);
    if (name === 'text:p' || name === 'text:h') this.#openParagraph(attributes['text:style-name'] ?? '');
    else openOdf(this.#out, name, attributes);
  }

  text(value: string): void {
    // White space between elements is layout of the XML; inside a paragraph a run of it is one space.
    if (this.#hidden === 0 && this.#paragraphs > 0) this.#out.text(value.replace(/\s+/g, ' '));
  }

  close(name: string): void {
    if (this.#hidden > 0) {
      this.#hidden -= 1;
      return;
    }
    if (name === 'text:p' || name === 'text:h') {
      this.#paragraphs -= 1;
      this.#out.paragraph();
    } else closeOdf(this.#out, name);
  }

  finish(): string {
    return this.#out.finish();
  }

  #openParagraph(style: string): void {
    this.#paragraphs += 1;
    if (this.#breakingStyles.has(style) && this.#out.written > 0) this.#out.page();
  }
}

function openOdf(out: TextBuilder, name: string, attributes: Readonly<Record<string, string>>): void {
  if (name === 'text:s') out.text(' '.repeat(Math.min(Number(attributes['text:c'] ?? 1) || 1, 80)));
  else if (name === 'text:tab') out.tab();
  else if (name === 'text:line-break') out.line();
  else if (name === 'text:soft-page-break') out.page();
  else if (name === 'table:table-row') out.openRow();
  else if (name === 'table:table-cell') out.openCell();
  else if (name === 'draw:text-box' || name === 'text:note-body') out.openBox();
}

function closeOdf(out: TextBuilder, name: string): void {
  if (name === 'table:table-cell') out.closeCell();
  else if (name === 'table:table-row') out.closeRow();
  else if (name === 'draw:text-box' || name === 'text:note-body') out.closeBox();
}

/** Texts of the headers or footers among the styles, the same one once. */
function styledParts(styles: string, wanted: RegExp): string[] {
  const texts = new Set<string>();
  for (const part of styles.match(
    /<style:(?:header|footer)(?:-left|-first)?[ >].*?<\/style:(?:header|footer)(?:-left|-first)?>/gs,
  ) ?? []) {
    if (wanted.test(part.slice(1))) texts.add(odfText(part).trim());
  }
  return [...texts].filter((text) => text !== '');
}

function modifiedAt(archive: Archive): number | null {
  const found = /<dc:date>([^<]{8,40})</.exec(archive.text('meta.xml') ?? '');
  const time = Date.parse(found?.[1] ?? '');
  return Number.isNaN(time) ? null : time;
}

import { strToU8, type Zippable, zipSync } from 'fflate';
import { type Entry, entryTitle, escapeXml, type Person, toEntry } from './person.ts';

/** Zip entries need some time; this one keeps the files the same whenever they are made. */
export const ZIP_TIME = new Date(2024, 0, 1);

const NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

/** A CV as a Word document. In the layout 'header' name and contacts stand in the page's header only. */
export function toDocx(person: Person): Uint8Array {
  const inHeader = person.layout === 'header';
  const top = [
    paragraph(person.name, 'Title'),
    paragraph(person.headline, 'Subtitle'),
    paragraph(person.contact.join('  |  ')),
  ];
  const sections = Object.entries(person.sections).flatMap(([title, lines]) => [
    paragraph(title, 'Heading1'),
    linesXml(lines, person.layout === 'table'),
  ]);
  const reference = inHeader ? `<w:headerReference xmlns:r="${REL}" w:type="default" r:id="rId2"/>` : '';
  const body = [...(inHeader ? [] : top), ...sections, `<w:sectPr>${reference}</w:sectPr>`].join('');
  return pack({
    '[Content_Types].xml': contentTypes(inHeader),
    '_rels/.rels': relations([['rId1', 'officeDocument', 'word/document.xml']]),
    'word/document.xml': `${XML}<w:document ${NS}><w:body>${body}</w:body></w:document>`,
    'word/styles.xml': STYLES,
    'word/_rels/document.xml.rels': relations([
      ['rId1', 'styles', 'styles.xml'],
      ...(inHeader ? [['rId2', 'header', 'header1.xml'] as const] : []),
    ]),
    ...(inHeader ? { 'word/header1.xml': `${XML}<w:hdr ${NS}>${top.join('')}</w:hdr>` } : {}),
  });
}

export function pack(files: Record<string, string>): Uint8Array {
  const zippable: Zippable = {};
  for (const [name, text] of Object.entries(files)) {
    // An OpenDocument file's type stands in it uncompressed, so that a program can tell it from the first bytes.
    zippable[name] = [strToU8(text), { mtime: ZIP_TIME, level: name === 'mimetype' ? 0 : 9 }];
  }
  return zipSync(zippable);
}

function linesXml(lines: string[], asTable: boolean): string {
  const entries = lines.map(toEntry).filter((entry) => entry !== null);
  if (entries.length === 0) return lines.map((line) => paragraph(line)).join('');
  if (asTable) return `<w:tbl><w:tblPr/><w:tblGrid/>${entries.map(row).join('')}</w:tbl>${paragraph('')}`;
  return entries
    .map((entry) => paragraph(`${entry.when}  ${entryTitle(entry)}`, 'Heading2') + paragraph(entry.text))
    .join('');
}

function row(entry: Entry): string {
  const cell = (content: string) => `<w:tc><w:tcPr/>${content}</w:tc>`;
  const details = paragraph(entryTitle(entry), 'Heading2') + paragraph(entry.text);
  return `<w:tr>${cell(paragraph(entry.when))}${cell(details)}</w:tr>`;
}

function paragraph(text: string, style?: string): string {
  const properties = style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : '';
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r></w:p>`;
}

function relations(all: readonly (readonly [id: string, kind: string, target: string])[]): string {
  const items = all.map(
    ([id, kind, target]) => `<Relationship Id="${id}" Type="${REL}/${kind}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`;
}

function contentTypes(withHeader: boolean): string {
  const part = (name: string, kind: string) =>
    `<Override PartName="/word/${name}.xml" ContentType="${TYPE}.${kind}+xml"/>`;
  return `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('document', 'document.main')}${part('styles', 'styles')}${withHeader ? part('header1', 'header') : ''}</Types>`;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

function style(id: string, name: string, size: number): string {
  return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:rPr><w:b/><w:sz w:val="${size}"/></w:rPr></w:style>`;
}

const STYLES = `${XML}<w:styles ${NS}>${style('Title', 'Title', 40)}${style('Subtitle', 'Subtitle', 26)}${style('Heading1', 'heading 1', 26)}${style('Heading2', 'heading 2', 22)}</w:styles>`;

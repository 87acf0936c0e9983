import { strToU8, type Zippable, zipSync } from 'fflate';
import iconv from 'iconv-lite';

/** Small CVs of invented people as bytes, in every text format that is read. */

type Bytes = Uint8Array<ArrayBuffer>;

export interface DocxParts {
  paragraphs: string[];
  header?: string;
  footer?: string;
  /** A floating box beside the text, written as Word does: once for new readers, once for old ones. */
  textBox?: string;
  /** Rows of cells. */
  table?: string[][];
  modified?: string;
  /** Further members, or replacements of those made here. */
  members?: Record<string, string | Uint8Array>;
}

const WORD_NS =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ' +
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ' +
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One w:p; a form feed in the text becomes a page break. */
export function wordParagraph(text: string): string {
  const runs = text
    .split('\f')
    .map((part) => `<w:r><w:t xml:space="preserve">${escapeXml(part)}</w:t></w:r>`);
  return `<w:p>${runs.join('<w:r><w:br w:type="page"/></w:r>')}</w:p>`;
}

function wordTable(rows: string[][]): string {
  const cell = (text: string) => `<w:tc>${text.split('\n').map(wordParagraph).join('')}</w:tc>`;
  return `<w:tbl>${rows.map((row) => `<w:tr>${row.map(cell).join('')}</w:tr>`).join('')}</w:tbl>`;
}

function wordTextBox(text: string): string {
  const content = `<w:txbxContent>${wordParagraph(text)}</w:txbxContent>`;
  return (
    `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>${content}</wps:txbx></mc:Choice>` +
    `<mc:Fallback><w:pict><v:textbox>${content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`
  );
}

export function makeDocx(parts: DocxParts): Bytes {
  const body = [
    parts.textBox === undefined ? '' : wordTextBox(parts.textBox),
    ...parts.paragraphs.map(wordParagraph),
    parts.table === undefined ? '' : wordTable(parts.table),
  ].join('');
  return zip({
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `${XML}<w:document ${WORD_NS}><w:body>${body}</w:body></w:document>`,
    ...(parts.header === undefined
      ? {}
      : { 'word/header1.xml': `${XML}<w:hdr ${WORD_NS}>${wordParagraph(parts.header)}</w:hdr>` }),
    ...(parts.footer === undefined
      ? {}
      : { 'word/footer1.xml': `${XML}<w:ftr ${WORD_NS}>${wordParagraph(parts.footer)}</w:ftr>` }),
    ...(parts.modified === undefined
      ? {}
      : {
          'docProps/core.xml': `${XML}<cp:coreProperties><dcterms:modified>${parts.modified}</dcterms:modified></cp:coreProperties>`,
        }),
    ...parts.members,
  });
}

export interface OdtParts {
  paragraphs: string[];
  header?: string;
  modified?: string;
  members?: Record<string, string | Uint8Array>;
}

export function makeOdt(parts: OdtParts): Bytes {
  const paragraphs = parts.paragraphs.map((text) => `<text:p>${escapeXml(text)}</text:p>`).join('');
  const header =
    parts.header === undefined
      ? ''
      : `<style:header><text:p>${escapeXml(parts.header)}</text:p></style:header>`;
  return zip({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'META-INF/manifest.xml': `${XML}<manifest:manifest/>`,
    'content.xml': `${XML}<office:document-content><office:body><office:text>${paragraphs}</office:text></office:body></office:document-content>`,
    'styles.xml': `${XML}<office:document-styles><office:master-styles><style:master-page>${header}</style:master-page></office:master-styles></office:document-styles>`,
    ...(parts.modified === undefined
      ? {}
      : {
          'meta.xml': `${XML}<office:document-meta><dc:date>${parts.modified}</dc:date></office:document-meta>`,
        }),
    ...parts.members,
  });
}

/** RTF as Word writes it: what is not ASCII as \u with a question mark for old readers. */
export function makeRtf(paragraphs: string[]): Bytes {
  const rtfEscape = (text: string) =>
    [...text]
      .flatMap((character) => character.split(''))
      .map((unit) => {
        const code = unit.charCodeAt(0);
        if (code > 0x7e) return `\\u${code > 0x7fff ? code - 0x10000 : code}?`;
        return '\\{}'.includes(unit) ? `\\${unit}` : unit;
      })
      .join('');
  const body = paragraphs.map((text) => `\\pard ${rtfEscape(text)}\\par\n`).join('');
  return bytesOf(`{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fnil\\fcharset0 Calibri;}}\n${body}}`);
}

export function makeHtml(paragraphs: string[], title = 'CV'): Bytes {
  const body = paragraphs.map((text) => `<p>${escapeXml(text)}</p>`).join('\n');
  return bytesOf(
    `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapeXml(title)}</title></head><body>${body}</body></html>`,
  );
}

/** Plain text in any encoding that iconv knows. */
export function makeText(paragraphs: string[], encoding = 'utf-8'): Bytes {
  return Uint8Array.from(iconv.encode(paragraphs.join('\n'), encoding));
}

export function bytesOf(text: string): Bytes {
  return Uint8Array.from(strToU8(text));
}

/** A zip of named members, deterministic. `mimetype` is stored as it is, as OpenDocument asks for. */
export function zip(members: Record<string, string | Uint8Array>): Bytes {
  const files: Zippable = {};
  for (const [name, content] of Object.entries(members)) {
    const bytes = typeof content === 'string' ? strToU8(content) : content;
    files[name] = [bytes, { level: name === 'mimetype' ? 0 : 6 }];
  }
  return Uint8Array.from(zipSync(files, { mtime: '2024-01-01T00:00:00Z' }));
}

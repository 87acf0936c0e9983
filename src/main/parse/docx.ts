import type { Archive } from './archive.ts';
import { openArchive } from './archive.ts';
import { htmlText } from './html.ts';
import { readMarkup } from './markup.ts';
import type { ParseResult } from './parsed.ts';
import { Refusal } from './refusal.ts';
import { textOrScan } from './text-or-scan.ts';
import { wordXmlText } from './word-xml.ts';

/**
 * DOCX by its parts: headers first (names and contacts live there), the body with tables, text
 * boxes and page breaks, then notes and footers. Throws `Refusal`.
 */
export function parseDocx(bytes: Uint8Array): ParseResult {
  const archive = openArchive(bytes);
  const body = archive.text(findBody(archive));
  if (body === null || !body.includes('<')) {
    throw new Refusal('corrupt', 'The Word document has no readable main part.');
  }
  const text = [
    ...uniqueParts(archive, /^word\/header\d*\.xml$/),
    wordXmlText(body).replace(/\n$/, ''),
    ...importedHtml(archive),
    ...uniqueParts(archive, /^word\/(?:footnotes|endnotes)\d*\.xml$/),
    ...uniqueParts(archive, /^word\/footer\d*\.xml$/),
  ].join('\n');
  return textOrScan('docx', text, {
    hasImage: archive.names.some((name) => /^word\/media\/[^/]+\.(?:png|jpe?g|tiff?|bmp|gif)$/i.test(name)),
    modifiedAt: modifiedAt(archive),
  });
}

function findBody(archive: Archive): string {
  if (archive.has('word/document.xml')) return 'word/document.xml';
  let target = '';
  readMarkup(archive.text('_rels/.rels') ?? '', 'xml', {
    open(_name, attributes) {
      if (attributes.Type?.endsWith('/officeDocument')) target = attributes.Target ?? '';
    },
    text() {},
    close() {},
  });
  return target.replace(/^\//, '');
}

/** Texts of the matching parts in their order, the same one once (a header per section is common). */
function uniqueParts(archive: Archive, pattern: RegExp): string[] {
  const names = archive.names.filter((name) => pattern.test(name)).sort();
  const texts = names.map((name) => wordXmlText(archive.text(name) ?? '').trim());
  return [...new Set(texts)].filter((text) => text !== '');
}

/** Some generators wrap an HTML page into a DOCX and leave the conversion to Word. */
function importedHtml(archive: Archive): string[] {
  const names = archive.names.filter((name) => /^word\/[^/]+\.x?html?$/i.test(name));
  return names.map((name) => htmlText(archive.text(name) ?? '').trim());
}

function modifiedAt(archive: Archive): number | null {
  const found = /<dcterms:modified[^>]*>([^<]{8,40})</.exec(archive.text('docProps/core.xml') ?? '');
  const time = Date.parse(found?.[1] ?? '');
  return Number.isNaN(time) ? null : time;
}

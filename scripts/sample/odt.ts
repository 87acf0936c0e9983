import { pack } from './docx.ts';
import { entryTitle, escapeXml, type Person, toEntry } from './person.ts';

const MIME = 'application/vnd.oasis.opendocument.text';
const NS =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"';

/** A CV as an OpenDocument text. */
export function toOdt(person: Person): Uint8Array {
  const sections = Object.entries(person.sections).flatMap(([title, lines]) => [
    heading(title, 2),
    ...lines.map((line) => {
      const entry = toEntry(line);
      return entry
        ? heading(`${entry.when}  ${entryTitle(entry)}`, 3) + paragraph(entry.text)
        : paragraph(line);
    }),
  ]);
  const body = [
    heading(person.name, 1),
    paragraph(person.headline),
    ...person.contact.map(paragraph),
    ...sections,
  ];
  return pack({
    mimetype: MIME,
    'META-INF/manifest.xml': `<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="${MIME}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
    'content.xml': `<?xml version="1.0" encoding="UTF-8"?><office:document-content ${NS} office:version="1.3"><office:body><office:text>${body.join('')}</office:text></office:body></office:document-content>`,
  });
}

function heading(text: string, level: number): string {
  return `<text:h text:outline-level="${level}">${escapeXml(text)}</text:h>`;
}

function paragraph(text: string): string {
  return `<text:p>${escapeXml(text)}</text:p>`;
}

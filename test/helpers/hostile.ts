import { strToU8, zipSync } from 'fflate';
import { bytesOf, makeDocx, wordParagraph, zip } from './documents.ts';
import { makeDoc, makeOle } from './ole.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What hostile or broken files a folder of CVs can hold; `reason` null where the text can be read all the same. */
export interface HostileFile {
  name: string;
  bytes: Bytes;
  reason: string | null;
}

/** A member of zeros that packs a thousandfold. */
function bomb(megabytes: number): Uint8Array {
  return new Uint8Array(megabytes * 1024 * 1024);
}

/** The declared size of the first member set to something small: a bomb that lies about itself. */
function withDeclaredSize(bytes: Bytes, size: number): Bytes {
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length - 4; at += 1) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
  }
  return bytes;
}

function document(body: string, dtd = ''): string {
  return `<?xml version="1.0"?>${dtd}<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`;
}

const inBody = (xml: string) => makeDocx({ paragraphs: [], members: { 'word/document.xml': xml } });

/** A DOCX whose text asks for a file of the machine and for a host. */
export function withExternalEntities(path: string): Bytes {
  const dtd = `<!DOCTYPE x [<!ENTITY e SYSTEM "file://${path}"><!ENTITY h SYSTEM "http://127.0.0.1:9/x">]>`;
  return inBody(document('<w:p><w:r><w:t>Nurse &e; &h;</w:t></w:r></w:p>', dtd));
}

/** Paths and hosts in these must never be touched: `canary` is a path that would be written or read. */
export function hostileFiles(canary: string): HostileFile[] {
  const docx = makeDocx({ paragraphs: ['Matilda Quist', 'Welder'] });
  const entities =
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>';
  return [
    { name: 'empty.pdf', bytes: new Uint8Array(), reason: 'corrupt' },
    {
      name: 'junk.bin',
      bytes: Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256),
      reason: 'unsupported_format',
    },
    {
      name: 'junk.pdf',
      bytes: Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256),
      reason: 'corrupt',
    },
    { name: 'a-docx.pdf', bytes: docx, reason: null },
    { name: 'truncated.docx', bytes: docx.slice(0, docx.length - 200), reason: 'corrupt' },
    {
      name: 'bomb.docx',
      bytes: makeDocx({ paragraphs: ['x'], members: { 'word/big.bin': bomb(100) } }),
      reason: 'too_large',
    },
    {
      name: 'bomb-in-text.docx',
      bytes: inBody(`<w:t>${' '.repeat(30 * 1024 * 1024)}</w:t>`),
      reason: 'too_large',
    },
    {
      name: 'lying-bomb.docx',
      bytes: withDeclaredSize(zip({ 'word/document.xml': bomb(60) }), 1000),
      reason: 'corrupt',
    },
    {
      name: 'many-parts.docx',
      bytes: Uint8Array.from(
        zipSync(
          Object.fromEntries(Array.from({ length: 2100 }, (_, at) => [`word/p${at}.xml`, strToU8('<a/>')])),
        ),
      ),
      reason: 'too_large',
    },
    {
      name: 'traversal.docx',
      bytes: makeDocx({ paragraphs: ['Nurse'], members: { [`../../../../../..${canary}`]: 'x' } }),
      reason: null,
    },
    { name: 'external.docx', bytes: withExternalEntities(canary), reason: null },
    {
      name: 'laughs.docx',
      bytes: inBody(document(wordParagraph('Nurse').replace('Nurse', 'Nurse &c;'), entities)),
      reason: null,
    },
    {
      name: 'deep.docx',
      bytes: inBody(document(`${'<w:tbl><w:tr><w:tc>'.repeat(8_000)}${wordParagraph('Nurse')}`)),
      reason: null,
    },
    { name: 'encrypted.docx', bytes: makeOle({ EncryptedPackage: new Uint8Array(99) }), reason: 'encrypted' },
    { name: 'encrypted.doc', bytes: makeDoc('xxxx', { encrypted: true }), reason: 'encrypted' },
    {
      name: 'script.html',
      bytes: bytesOf('<html><script>require("fs")</script><p>Nurse <img src=x onerror=alert(1)></p></html>'),
      reason: null,
    },
    { name: 'deep.html', bytes: bytesOf(`<html>${'<div><b>'.repeat(100_000)}Nurse`), reason: 'corrupt' },
    { name: 'deep.rtf', bytes: bytesOf(`{\\rtf1 ${'{'.repeat(300_000)}Nurse`), reason: 'corrupt' },
    { name: 'huge-bin.rtf', bytes: bytesOf('{\\rtf1 Nurse {\\pict\\bin2000000000 x}'), reason: null },
  ];
}

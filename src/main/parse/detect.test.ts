import { expect, test } from 'vitest';
import {
  bytesOf,
  makeDocx,
  makeHtml,
  makeOdt,
  makeRtf,
  makeText,
  zip,
} from '../../../test/helpers/documents.ts';
import { makeDoc, makeOle } from '../../../test/helpers/ole.ts';
import { detectFormat, zipMembersFormat } from './detect.ts';

const LINES = ['Ilinca Vrabie', 'Asistentă medicală'];
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);

test.each([
  ['odt', makeOdt({ paragraphs: LINES })],
  ['doc', makeDoc('Ilinca Vrabie\r')],
  ['rtf', makeRtf(LINES)],
  ['html', makeHtml(LINES)],
  ['pdf', bytesOf('%PDF-1.7\n')],
  ['image', PNG],
] as const)('%s is told by its content under any name', (format, bytes) => {
  for (const name of ['cv', 'cv.txt', 'cv.pdf', 'cv.docx', 'cv.exe']) {
    expect(detectFormat(name, bytes.subarray(0, 8192))).toBe(format);
  }
});

test('a zip is told by its members, as far as they are seen', () => {
  const docx = makeDocx({ paragraphs: LINES });
  expect(['docx', 'zip']).toContain(detectFormat('cv.pdf', docx));
  expect(zipMembersFormat(['[Content_Types].xml', 'word/document.xml'])).toBe('docx');
  expect(zipMembersFormat(['[Content_Types].xml', 'xl/workbook.xml'])).toBeNull();
  expect(zipMembersFormat(['mimetype', 'content.xml'])).toBe('odt');
  expect(zipMembersFormat(['holiday/beach.jpg'])).toBeNull();
  expect(detectFormat('a.zip', zip({ 'a.txt': 'text' }))).toBe('zip');
});

test('text is read under the names that CVs have, and left alone under those of data and code', () => {
  const text = makeText(LINES);
  for (const name of ['cv.txt', 'cv', 'cv.md', 'CV 2024.03', 'cv.doc'])
    expect(detectFormat(name, text)).toBe('txt');
  for (const name of ['cv.json', 'cv.csv', 'cv.js', 'cv.log', 'cv.xml', 'cv.eml']) {
    expect(detectFormat(name, text)).toBeNull();
  }
});

test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'koi8-r', 'shift_jis'])(
  'text in %s is text',
  (encoding) => {
    expect(
      detectFormat('cv.txt', makeText(['履歴 Ivan Żuraw', 'Иван Синицын', 'kierowca od 1999'], encoding)),
    ).toBe('txt');
  },
);

test('binary junk, Excel files and no bytes at all are no document', () => {
  const junk = Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919) % 251);
  expect(detectFormat('cv.txt', junk)).toBeNull();
  expect(detectFormat('cv.xls', makeOle({ Workbook: new Uint8Array(10) }))).toBeNull();
  expect(detectFormat('cv.txt', new Uint8Array())).toBeNull();
});

test('a page without a doctype is HTML when its name says so', () => {
  expect(detectFormat('cv.html', bytesOf('<p>Ilinca Vrabie</p>'))).toBe('html');
  expect(detectFormat('cv.txt', bytesOf('a < b and b > c'))).toBe('txt');
});

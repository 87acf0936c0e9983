import { expect, test } from 'vitest';
import { makeDocx, wordParagraph } from '../../../test/helpers/documents.ts';
import { parseDocx } from './docx.ts';
import type { ParsedText } from './parsed.ts';

function read(...parameters: Parameters<typeof makeDocx>): ParsedText {
  const result = parseDocx(makeDocx(...parameters));
  if (result.kind !== 'text') throw new Error(`expected text, got ${result.kind}`);
  return result;
}

test('headers come first, then the body, then footers', () => {
  const { pages } = read({
    header: 'Matilda Quist',
    paragraphs: ['Welder', 'Rotterdam'],
    footer: 'References on request',
  });
  expect(pages).toEqual(['Matilda Quist\nWelder\nRotterdam\nReferences on request']);
});

test('the same header in several sections is read once', () => {
  const header = `<w:hdr>${wordParagraph('Matilda Quist')}</w:hdr>`;
  const { pages } = read({
    paragraphs: ['Welder'],
    members: { 'word/header1.xml': header, 'word/header2.xml': header },
  });
  expect(pages).toEqual(['Matilda Quist\nWelder']);
});

test('a text box is read once, although it is in the file for old readers too', () => {
  const { pages } = read({ textBox: 'matilda@quist.example', paragraphs: ['Welder'] });
  expect(pages.join().match(/matilda@quist\.example/g)).toHaveLength(1);
});

test('a box that only old readers have is not lost', () => {
  const body = `<mc:AlternateContent><mc:Choice/><mc:Fallback><w:txbxContent>${wordParagraph('In the box')}</w:txbxContent></mc:Fallback></mc:AlternateContent>`;
  const { pages } = read({
    paragraphs: [],
    members: {
      'word/document.xml': `<w:document><w:body><w:p><w:r>${body}</w:r></w:p></w:body></w:document>`,
    },
  });
  expect(pages[0]).toContain('In the box');
});

test('short cells of a row stand side by side', () => {
  const { pages } = read({
    paragraphs: ['Languages'],
    table: [
      ['Dutch', 'native'],
      ['English', 'C1'],
    ],
  });
  expect(pages).toEqual(['Languages\nDutch\tnative\nEnglish\tC1']);
});

test('two columns made of a table are read one after the other', () => {
  const { pages } = read({
    paragraphs: [],
    table: [['Skills\nTIG\nMIG', 'Experience\nShipyard 2014 - 2020']],
  });
  expect(pages).toEqual(['Skills\nTIG\nMIG\nExperience\nShipyard 2014 - 2020']);
});

test('page breaks part pages', () => {
  expect(read({ paragraphs: ['First', '\fSecond', 'still second'] }).pages).toEqual([
    'First',
    'Second\nstill second',
  ]);
});

test('a hard break and the mark that Word leaves behind it are one break', () => {
  const broken =
    '<w:document><w:body><w:p><w:r><w:t>One</w:t><w:br w:type="page"/></w:r></w:p>' +
    '<w:p><w:r><w:lastRenderedPageBreak/><w:t>Two</w:t></w:r></w:p></w:body></w:document>';
  expect(read({ paragraphs: [], members: { 'word/document.xml': broken } }).pages).toEqual(['One', 'Two']);
});

test('tabs, line breaks and symbols are kept, field codes and deleted text are not', () => {
  const xml =
    '<w:document><w:body><w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:sym w:font="Wingdings" w:char="F0B7"/>' +
    '<w:tab/><w:t>2014</w:t><w:br/><w:t>kept</w:t><w:instrText>HYPERLINK "http://x.example"</w:instrText></w:r>' +
    '<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p></w:body></w:document>';
  expect(read({ paragraphs: [], members: { 'word/document.xml': xml } }).pages).toEqual(['•\t2014\nkept']);
});

test('the date comes from the core properties', () => {
  expect(read({ paragraphs: ['Welder'], modified: '2023-05-06T07:08:09Z' }).modifiedAt).toBe(
    Date.UTC(2023, 4, 6, 7, 8, 9),
  );
});

test('a document that is only a picture waits for OCR, an empty one says so', () => {
  const picture = parseDocx(makeDocx({ paragraphs: [''], members: { 'word/media/image1.png': 'x' } }));
  expect(picture).toMatchObject({ kind: 'needsOcr', format: 'docx' });
  expect(parseDocx(makeDocx({ paragraphs: [''] }))).toMatchObject({
    kind: 'unreadable',
    reason: 'empty_text',
  });
});

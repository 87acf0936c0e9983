import { describe, expect, test } from 'vitest';
import { bytesOf, makeOdt, makeRtf } from '../../../test/helpers/documents.ts';
import { makeDoc, makeOle } from '../../../test/helpers/ole.ts';
import { parse } from './index.ts';

async function pagesOf(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const result = await parse(name, bytes);
  if (result.kind !== 'text') throw new Error(`expected text, got ${JSON.stringify(result)}`);
  return result.pages;
}

describe('ODT', () => {
  const content = (body: string, styles = '') =>
    `<office:document-content><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`;
  const withContent = (body: string, styles?: string) =>
    makeOdt({ paragraphs: [], members: { 'content.xml': content(body, styles) } });

  test('is read with its header first', async () => {
    const bytes = makeOdt({ header: 'Jorun Bakke', paragraphs: ['Møbelsnekker', 'Tromsø'] });
    expect(await pagesOf('cv.odt', bytes)).toEqual(['Jorun Bakke\nMøbelsnekker\nTromsø']);
  });

  test('keeps spaces, tabs and line breaks that are elements, and tables row by row', async () => {
    const body =
      '<text:p>2014<text:tab/>Tromsø<text:line-break/>a<text:s text:c="2"/>b</text:p>' +
      '<table:table><table:table-row><table:table-cell><text:p>Norsk</text:p></table:table-cell><table:table-cell><text:p>C2</text:p></table:table-cell></table:table-row></table:table>';
    expect(await pagesOf('cv.odt', withContent(body))).toEqual(['2014\tTromsø\na  b\nNorsk\tC2']);
  });

  test('starts a page where a paragraph style says so, and leaves deleted text and comments out', async () => {
    const styles =
      '<style:style style:name="P1"><style:paragraph-properties fo:break-before="page"/></style:style>';
    const body =
      '<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:p>First</text:p>' +
      '<text:p text:style-name="P1">Second<office:annotation><text:p>a remark</text:p></office:annotation></text:p>';
    expect(await pagesOf('cv.odt', withContent(body, styles))).toEqual(['First', 'Second']);
  });

  test('with encrypted parts is called encrypted', async () => {
    const bytes = makeOdt({
      paragraphs: [],
      members: { 'META-INF/manifest.xml': '<manifest:encryption-data manifest:checksum="x"/>' },
    });
    expect(await parse('cv.odt', bytes)).toMatchObject({
      kind: 'unreadable',
      format: 'odt',
      reason: 'encrypted',
    });
  });
});

describe('RTF', () => {
  const rtf = (body: string) => bytesOf(`{\\rtf1\\ansi\\ansicpg1252${body}}`);

  test('of any letters is read back', async () => {
    const lines = ['Żaneta Ćwik', 'Иван Синицын', '履歴書', 'curly { } and \\'];
    expect(await pagesOf('cv.rtf', makeRtf(lines))).toEqual([lines.join('\n')]);
  });

  test('code pages follow the font', async () => {
    const body =
      '{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset238 B;}{\\f2\\fcharset204 C;}{\\f3\\fcharset128 D;}}' +
      "\\f0 caf\\'e9 \\f1 \\'bfaneta \\f2 \\'c8\\'e2\\'e0\\'ed \\f3 \\'97\\'9a";
    expect(await pagesOf('cv.rtf', rtf(body))).toEqual(['café żaneta Иван 履']);
  });

  test('fallbacks of Unicode characters are skipped, as many as \\uc says', async () => {
    expect(await pagesOf('cv.rtf', rtf("\\uc2\\u8217\\'92xit{\\uc0\\u233 t\\u233 }"))).toEqual(['’itété']);
  });

  test('tables, tabs, lines and pages are kept', async () => {
    const body =
      '\\trowd\\intbl Dutch\\cell native\\cell\\row\\trowd\\intbl English\\cell C1\\cell\\row\\pard\\tab in\\line out\\par\\page next';
    expect(await pagesOf('cv.rtf', rtf(body))).toEqual(['Dutch\tnative\nEnglish\tC1\n\tin\nout', 'next']);
  });

  test('what is not text stays out: fonts, styles, pictures, field codes, hidden text', async () => {
    const body =
      '{\\fonttbl{\\f0 Calibri;}}{\\stylesheet{\\s0 Normal;}}{\\*\\generator Writer;}{\\pict\\pngblip 89504e470d0a}' +
      '{\\field{\\*\\fldinst HYPERLINK "http://x.example"}{\\fldrslt the link}}{\\v hidden}\\bin3 abc\\par end';
    expect(await pagesOf('cv.rtf', rtf(body))).toEqual(['the link\nend']);
  });

  test('headers and footers are put where they stand on paper', async () => {
    const body = 'Body\\par{\\footer\\pard Page one\\par}{\\header\\pard Jorun Bakke\\par}';
    expect(await pagesOf('cv.rtf', rtf(body))).toEqual(['Jorun Bakke\n\nBody\n\nPage one']);
  });

  test('the revision time is its date', async () => {
    const result = await parse(
      'cv.rtf',
      rtf('{\\info{\\creatim\\yr2001\\mo1\\dy1}{\\revtim\\yr2019\\mo4\\dy23\\hr8}}Text here'),
    );
    expect(result).toMatchObject({ modifiedAt: Date.UTC(2019, 3, 23) });
  });

  test('a file cut off in the middle gives what is there', async () => {
    expect(await pagesOf('cv.rtf', bytesOf("{\\rtf1\\ansi Jorun {\\b Bakke\\par half a \\'"))).toEqual([
      'Jorun Bakke\nhalf a',
    ]);
  });

  test('groups nested without end are refused', async () => {
    const bytes = rtf('{'.repeat(200_000));
    expect(await parse('cv.rtf', bytes)).toMatchObject({ kind: 'unreadable', reason: 'corrupt' });
  });
});

describe('DOC', () => {
  test('is read with cells side by side, text boxes and pages', async () => {
    const bytes = makeDoc('Jorun Bakke\rDutch\x07native\x07\x07End\r\fPage two\r', { textBox: 'in a box\r' });
    expect(await pagesOf('cv.doc', bytes)).toEqual([
      'Jorun Bakke\nDutch\tnative\nEnd',
      'Page two\n\nin a box',
    ]);
  });

  test('shows results of fields without their codes', async () => {
    const bytes = makeDoc('See \x13 HYPERLINK "http://x.example" \x14the \x13 PAGE \x14page\x15\x15 now\r');
    expect(await pagesOf('cv.doc', bytes)).toEqual(['See the page now']);
  });

  test('with a password is called encrypted, in the old way and in the new', async () => {
    expect(await parse('cv.doc', makeDoc('xxxxxxxx', { encrypted: true }))).toMatchObject({
      reason: 'encrypted',
    });
    const container = makeOle({ EncryptedPackage: new Uint8Array(20), EncryptionInfo: new Uint8Array(20) });
    expect(await parse('cv.docx', container)).toMatchObject({ reason: 'encrypted' });
  });

  test('another Office file under its name is not supported', async () => {
    const sheet = makeOle({ Workbook: new Uint8Array(20) });
    expect(await parse('cv.doc', sheet)).toMatchObject({ kind: 'unreadable', reason: 'unsupported_format' });
  });

  test('cut off or with sectors in a circle is corrupt', async () => {
    const whole = makeDoc('Jorun Bakke\r');
    const circle = Uint8Array.from(whole);
    new DataView(circle.buffer).setUint32(512 + 4, 1, true);
    for (const bytes of [whole.slice(0, 700), circle]) {
      expect(await parse('cv.doc', bytes)).toMatchObject({
        kind: 'unreadable',
        format: 'doc',
        reason: 'corrupt',
      });
    }
  });
});

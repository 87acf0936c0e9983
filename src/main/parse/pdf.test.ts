import { describe, expect, it } from 'vitest';
import { makePdf, type PdfText, pdfOfLines } from '../../../test/helpers/pdf.ts';
import { parsePdf } from './pdf.ts';

async function textOf(texts: readonly PdfText[]): Promise<string> {
  const result = await parsePdf(makePdf([{ texts }]));
  if (result.kind !== 'text') throw new Error(`expected text, not ${result.kind}`);
  return result.pages.join('\f');
}

describe('what becomes of a PDF', () => {
  it('gives a page of text each, with the date that the document says', async () => {
    const pages = [
      { texts: [{ x: 50, y: 60, text: 'Jana (Nováková)' }] },
      { texts: [{ x: 50, y: 60, text: 'Page two' }] },
    ];
    const pdf = makePdf(pages, { info: { ModDate: 'D:20240131120000Z', CreationDate: 'D:20200101000000Z' } });
    expect(await parsePdf(pdf)).toEqual({
      kind: 'text',
      format: 'pdf',
      pages: ['Jana (Nováková)', 'Page two'],
      scannedPages: [],
      modifiedAt: Date.UTC(2024, 0, 31, 12),
    });
  });

  it('knows no date where the document has none, or an impossible one', async () => {
    expect(await parsePdf(pdfOfLines(['text']))).toMatchObject({ modifiedAt: null });
    const future = pdfOfLines(['text'], { info: { ModDate: 'D:29990101000000Z' } });
    expect(await parsePdf(future)).toMatchObject({ modifiedAt: null });
  });

  it('keeps a scan for OCR, also one that has only a stamp in letters', async () => {
    expect(await parsePdf(makePdf([{ texts: [], image: true }]))).toMatchObject({
      kind: 'needsOcr',
      pageCount: 1,
    });
    const stamped = makePdf([{ texts: [{ x: 50, y: 800, text: 'Page 1 of 1' }], image: true }]);
    expect(await parsePdf(stamped)).toMatchObject({ kind: 'needsOcr', pageCount: 1 });
  });

  it('reads a document of which some pages are scans, and names them', async () => {
    const letter = { texts: [{ x: 50, y: 60, text: 'A letter with more than a line of text, and a scan.' }] };
    const pdf = makePdf([letter, { texts: [], image: true }, { texts: [] }]);
    expect(await parsePdf(pdf)).toMatchObject({ kind: 'text', scannedPages: [2] });
  });

  it('takes a scan with a text layer for text', async () => {
    const texts = [60, 74, 88].map((y) => ({ x: 50, y, text: 'a line that OCR has found on this page' }));
    expect(await parsePdf(makePdf([{ texts, image: true }]))).toMatchObject({
      kind: 'text',
      scannedPages: [],
    });
  });

  it('says that a PDF with neither text nor picture is empty', async () => {
    expect(await parsePdf(makePdf([{ texts: [] }]))).toMatchObject({
      kind: 'unreadable',
      reason: 'empty_text',
    });
  });

  it('reads an encrypted PDF that opens without a password, and no other', async () => {
    const open = pdfOfLines(['for everybody'], { userPassword: '' });
    expect(await parsePdf(open)).toMatchObject({ pages: ['for everybody'] });
    const closed = pdfOfLines(['for few'], { userPassword: 'few' });
    expect(await parsePdf(closed)).toMatchObject({ kind: 'unreadable', reason: 'encrypted' });
  });

  it('reads a PDF whose table of contents is lost or wrong', async () => {
    const whole = Buffer.from(pdfOfLines(['still here'])).toString('latin1');
    const lost = whole.replace(/startxref[\s\S]*$/, '');
    const wrong = whole.replace(/\d{10} 00000 n/g, '0000000007 00000 n');
    for (const file of [lost, wrong]) {
      expect(await parsePdf(new Uint8Array(Buffer.from(file, 'latin1')))).toMatchObject({
        pages: ['still here'],
      });
    }
  });

  it('keeps the pages that can be read where another is damaged', async () => {
    const page = (text: string) => ({ texts: [{ x: 50, y: 60, text }] });
    const whole = Buffer.from(makePdf([page('first'), page('second')])).toString('latin1');
    const damaged = whole.replace('9 0 obj', '9 0 bad');
    expect(await parsePdf(new Uint8Array(Buffer.from(damaged, 'latin1')))).toMatchObject({
      pages: ['first', ''],
    });
  });

  it('calls one with nothing left to read damaged', async () => {
    expect(await parsePdf(pdfOfLines(['gone']).slice(0, 60))).toMatchObject({ reason: 'corrupt' });
    expect(await parsePdf(new TextEncoder().encode('%PDF-1.7 no more'))).toMatchObject({ reason: 'corrupt' });
  });

  it('refuses more pages than a document of a person has', async () => {
    const pages = Array.from({ length: 2_001 }, () => ({ texts: [] }));
    expect(await parsePdf(makePdf(pages))).toMatchObject({ kind: 'unreadable', reason: 'too_large' });
  });
});

describe('words of a PDF', () => {
  it('makes spaces of gaps, and none of the seams inside a word', async () => {
    const texts = [
      { x: 50, y: 60, text: 'Finan' },
      { x: 73.9, y: 60, text: 'cial' },
      { x: 95, y: 60, text: 'Accountant' },
    ];
    expect(await textOf(texts)).toBe('Financial Accountant');
  });

  it('puts letter-spaced headings together word by word, however wide the letters stand', async () => {
    for (const spacing of [0.5, 1.2, 1.6, 3, 6]) {
      const heading = { x: 50, y: 60, text: 'WORK EXPERIENCE', spacing };
      expect(await textOf([heading, { x: 50, y: 90, text: 'Nurse' }])).toBe('WORK EXPERIENCE\nNurse');
    }
  });

  it('leaves single letters that were written with spaces as they are', async () => {
    expect(await textOf([{ x: 50, y: 60, text: 'A B C D E' }])).toBe('A B C D E');
  });

  it('reads text once that was drawn twice to look bold', async () => {
    const name = { x: 50, y: 60, text: 'Ana Pop', size: 20 };
    expect(await textOf([name, { ...name, x: 50.4 }])).toBe('Ana Pop');
  });

  it('joins words broken at the end of a line, and keeps the hyphen of compounds', async () => {
    const lines = [
      'I led the imple-',
      'mentation of a full-',
      'stack system, event-',
      'driven. Driven by events: each event counts.',
    ];
    const pdf = await parsePdf(pdfOfLines(lines));
    expect(pdf).toMatchObject({
      pages: [
        'I led the implementation\nof a full-stack\nsystem, event-driven.\nDriven by events: each event counts.',
      ],
    });
  });
});

const LEFT = [
  'Experienced nurse who has worked in',
  'intensive care for more than ten years.',
  'She led a team of twelve people and',
  'introduced a new plan for shifts that',
  'the whole clinic took over later.',
];
const RIGHT = ['Skills', 'Ventilation', 'First aid', 'Languages', 'Polish'];

const column = (x: number, lines: string[], top = 60) =>
  lines.map((text, index) => ({ x, y: top + index * 14, text }));
const inTurn = (left: PdfText[], right: PdfText[]) =>
  left.flatMap((text, index) => [text, ...right.slice(index, index + 1)]);

describe('reading order of a PDF', () => {
  it('reads columns one after the other as they were drawn', async () => {
    expect(await textOf([...column(50, LEFT), ...column(330, RIGHT)])).toBe([...LEFT, ...RIGHT].join('\n'));
  });

  it('reads a sidebar and a text that were drawn line by line across the page as columns', async () => {
    const texts = inTurn(column(50, LEFT), column(330, RIGHT, 65));
    expect(await textOf(texts)).toBe([...LEFT, ...RIGHT].join('\n'));
  });

  it('does so also where the lines of both stand level', async () => {
    const texts = inTurn(column(50, LEFT), column(330, RIGHT));
    expect(await textOf(texts)).toBe([...LEFT, ...RIGHT].join('\n'));
  });

  it('reads three columns drawn across', async () => {
    const columns = [
      column(
        50,
        LEFT.map((line) => line.slice(0, 20)),
      ),
      column(230, RIGHT, 65),
      column(400, RIGHT, 56),
    ];
    const texts = columns.flat().sort((a, b) => Math.round(a.y / 14) - Math.round(b.y / 14) || a.x - b.x);
    expect(await textOf(texts)).toBe(
      columns
        .flat()
        .map(({ text }) => text.trim())
        .join('\n'),
    );
  });

  it('reads a table row by row', async () => {
    const years = ['2019 - 2021', '2017 - 2019', '2015 - 2017', '2013 - 2015', '2012', '2010'];
    const posts = ['Head nurse', 'Nurse', 'Assistant', 'Trainee', 'School', 'Volunteer'];
    const texts = inTurn(column(50, years), column(200, posts));
    expect(await textOf(texts)).toBe(years.map((year, index) => `${year} ${posts[index]}`).join('\n'));
  });

  it('reads a heading before its text, though all headings were drawn first', async () => {
    const texts = [
      { x: 50, y: 60, text: 'Summary' },
      { x: 50, y: 120, text: 'Education' },
      { x: 50, y: 80, text: 'Nurse for ten years' },
      { x: 50, y: 140, text: 'School of nursing, Graz' },
    ];
    expect(await textOf(texts)).toBe('Summary\nNurse for ten years\nEducation\nSchool of nursing, Graz');
  });

  it('reads text boxes from top to bottom though they were drawn in another order', async () => {
    const texts = [
      ...column(330, ['Experience', 'Nurse in Graz', 'since 2014'], 130),
      ...column(50, ['Languages', 'German', 'Polish'], 230),
      { x: 50, y: 60, text: 'Jana Novak, nurse, Graz, Austria, jana.novak@example.com', size: 14 },
      ...column(50, ['Skills', 'First aid', 'Records'], 130),
    ];
    expect((await textOf(texts)).split('\n')).toEqual([
      'Jana Novak, nurse, Graz, Austria, jana.novak@example.com',
      ...['Skills', 'First aid', 'Records'],
      ...['Languages', 'German', 'Polish'],
      ...['Experience', 'Nurse in Graz', 'since 2014'],
    ]);
  });

  it('keeps a date on the line of its title, whichever was drawn first', async () => {
    const texts = [
      { x: 450, y: 60, text: '2019 - 2021' },
      { x: 50, y: 60, text: 'Head nurse' },
      { x: 50, y: 76, text: 'Clinic in Graz' },
    ];
    expect(await textOf(texts)).toBe('Head nurse 2019 - 2021\nClinic in Graz');
  });

  it('reads text that is turned sideways after the upright text', async () => {
    const texts = [{ x: 20, y: 300, text: 'CV', angle: 90 }, ...column(50, LEFT)];
    expect(await textOf(texts)).toBe([...LEFT, 'CV'].join('\n'));
  });
});

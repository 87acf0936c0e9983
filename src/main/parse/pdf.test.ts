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

  it('does so where kerning left letters of the heading together', async () => {
    const texts = [
      { x: 50, y: 60, text: 'CON', spacing: 1.6 },
      { x: 79.5, y: 60, text: 'TA', spacing: 0 },
      { x: 94.2, y: 60, text: 'CT', spacing: 1.6 },
    ];
    expect(await textOf(texts)).toBe('CONTACT');
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

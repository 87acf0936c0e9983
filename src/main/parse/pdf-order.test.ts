import { describe, expect, it } from 'vitest';
import { makePdf, type PdfText } from '../../../test/helpers/pdf.ts';
import { parsePdf } from './pdf.ts';

async function textOf(texts: readonly PdfText[]): Promise<string> {
  const result = await parsePdf(makePdf([{ texts }]));
  if (result.kind !== 'text') throw new Error(`expected text, not ${result.kind}`);
  return result.pages.join('\f');
}

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

  it('reads the header of a page first and its footer last, though both were drawn before the columns', async () => {
    const texts = [
      { x: 50, y: 800, text: 'Page 1 of 1' },
      { x: 50, y: 20, text: 'Jana Novak' },
      ...column(330, RIGHT),
      ...column(50, LEFT),
    ];
    expect(await textOf(texts)).toBe(['Jana Novak', ...RIGHT, ...LEFT, 'Page 1 of 1'].join('\n'));
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

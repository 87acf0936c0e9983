import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDocx, makeHtml, makeOdt, makeRtf, makeText } from '../helpers/documents.ts';
import { pdfOfLines } from '../helpers/pdf.ts';

/** Invented people in every format, and files that can't be read. */

const NURSE = [
  'Ilinca Dobrescu',
  'ilinca.dobrescu@example.org · +40 721 555 014',
  'Registered nurse, intensive care',
  'Eight years on a twelve-bed intensive care unit: ventilated patients, central lines, night shifts.',
  'Speaks Polish and Romanian.',
];

export const FOLDER_COUNTS = { readable: 7, broken: 1, other: 1 };

/** Writes the folder of the first-run test: seven people, one damaged PDF, one file of another kind. */
export function writePeople(folder: string): void {
  mkdirSync(join(folder, 'more'), { recursive: true });
  const write = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes);
  write('ilinca-dobrescu.pdf', pdfOfLines(NURSE));
  write(
    'tomas-veld.docx',
    makeDocx({
      paragraphs: ['Tomas Veld', 'tomas.veld@example.org', 'Backend engineer: Python, PostgreSQL.'],
    }),
  );
  write(
    'mira-okafor.odt',
    makeOdt({ paragraphs: ['Mira Okafor', 'Accountant', 'Payroll and annual accounts.'] }),
  );
  write('jon-lund.rtf', makeRtf(['Jon Lund', 'Electrician', 'Industrial installations and maintenance.']));
  write('petra-klein.html', makeHtml(['Petra Klein', 'Primary school teacher', 'Mathematics and music.']));
  write(
    'sam-rivers.txt',
    makeText(['Sam Rivers', 'Truck driver', 'Category C and E, no accidents in ten years.']),
  );
  write(
    join('more', 'ana-silva.txt'),
    makeText(['Ana Silva', 'Enfermeira em cuidados intensivos', 'Hospital central, cinco anos.']),
  );
  write('damaged.pdf', pdfOfLines(NURSE).subarray(0, 200));
  write('notes.xyz', makeText(['not a CV']));
}

/** Many long CVs, so that the work lasts while a test looks at it. */
export function writeMany(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index++) {
    const lines = [`Person Number${index}`, `person${index}@example.org`, 'Warehouse worker'];
    for (let year = 0; year < 60; year++) {
      lines.push(
        `${1960 + year}: moved ${index * 7 + year} pallets in hall ${(index + year) % 13}, forklift licence.`,
      );
    }
    writeFileSync(join(folder, `person-${index}.txt`), makeText(lines));
  }
}

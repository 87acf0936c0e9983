import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDocx, makeHtml, makeOdt, makeRtf, makeText } from '../helpers/documents.ts';
import { pdfOfLines } from '../helpers/pdf.ts';

const FIRST = ['Ana', 'Ion', 'Marie', 'Jürgen', 'Łukasz', 'Chidi', 'Mei', 'Søren', 'Priya', 'Tomás'];
const LAST = ['Popescu', 'Radu', 'Dubois', 'Weiß', 'Nowak', 'Okafor', 'Chen', 'Lund', 'Sharma', 'García'];
const JOBS = ['nurse', 'welder', 'accountant', 'teacher', 'developer', 'chef', 'driver', 'architect'];
const TASKS = [
  'planned the shifts of a team of twelve and trained new colleagues',
  'kept the records in order and answered the questions of auditors',
  'cut the waiting time of customers by a third with a new schedule',
  'maintained equipment, ordered spare parts and documented every repair',
  'worked with suppliers in three countries in English and German',
  'prepared monthly reports for the management and the works council',
];

/** A generator with a seed: the same documents in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** About two pages of an invented person, as paragraphs. */
function invent(index: number, random: () => number): string[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const job = pick(JOBS);
  const lines = [
    `${pick(FIRST)} ${pick(LAST)} ${index}`,
    job,
    `person${index}@example.com · +40 721 ${String(index).padStart(6, '0')}`,
    'Experience',
  ];
  for (let year = 2024; year > 2010; year -= 1) {
    lines.push(`${year - 1} - ${year} ${job}, company ${Math.floor(random() * 5000)}`);
    for (let task = 0; task < 3; task += 1)
      lines.push(`${pick(TASKS)}, project ${Math.floor(random() * 90_000)}`);
  }
  return lines;
}

const MAKERS: [string, (lines: string[]) => Uint8Array][] = [
  ['pdf', (lines) => pdfOfLines(lines)],
  ['pdf', (lines) => pdfOfLines(lines)],
  ['docx', (lines) => makeDocx({ paragraphs: lines })],
  ['txt', (lines) => makeText(lines)],
  ['html', (lines) => makeHtml(lines)],
  ['rtf', (lines) => makeRtf(lines)],
  ['odt', (lines) => makeOdt({ paragraphs: lines })],
];

/** Writes `count` different documents in all formats, a thousand to a sub-folder. */
export function writeInventedCvs(folder: string, count: number): void {
  const random = seeded(7);
  for (let index = 0; index < count; index += 1) {
    const below = join(folder, String(Math.floor(index / 1000)));
    if (index % 1000 === 0) mkdirSync(below, { recursive: true });
    const [extension, make] = MAKERS[index % MAKERS.length] as (typeof MAKERS)[number];
    writeFileSync(join(below, `cv-${index}.${extension}`), make(invent(index, random)));
  }
}

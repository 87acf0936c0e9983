import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TRADES = ['welder', 'nurse', 'teacher', 'chef', 'driver', 'accountant', 'developer'];

/** Invented people as text files, each with words of their own; returns the folder. */
export function writePeopleFolder(folder: string, people: number, prefix = 'person'): string {
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < people; number += 1) {
    const trade = TRADES[number % TRADES.length] ?? '';
    writeFileSync(
      join(folder, `${prefix}-${number}.txt`),
      [
        `${prefix} Number${number}`,
        `Experienced ${trade}`,
        `${prefix}.${number}@example.com`,
        `Worked as a ${trade} for ${number % 20} years in town ${number}.`,
        `Knows how a ${trade} plans a week, and writes reports about it.`,
      ].join('\n'),
    );
  }
  return folder;
}

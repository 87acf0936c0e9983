import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { toDocx } from './sample/docx.ts';
import { toHtml } from './sample/html.ts';
import { toOdt } from './sample/odt.ts';
import { type Person, readPeople } from './sample/person.ts';
import { toRtf, toText } from './sample/plain.ts';
import { openPrinter } from './sample/print.ts';

/**
 * `npm run sample`: makes resources/sample, the folder of invented CVs that the first run offers, from
 * sample/people.json. Needs Chromium for the PDFs and the scan; its version shows in their bytes.
 */
const folder = 'resources/sample';
/** One CV is there twice, as in every real folder. */
const COPY = ['nurses/Agnieszka_Wronska_CV.pdf', 'to_sort/Wronska CV (1).pdf'] as const;

const printer = await openPrinter();

function render(person: Person): Promise<Uint8Array> | Uint8Array | string {
  switch (extname(person.file)) {
    case '.pdf':
      return printer.toPdf(person);
    case '.png':
      return printer.toScan(person);
    case '.docx':
      return toDocx(person);
    case '.odt':
      return toOdt(person);
    case '.rtf':
      return toRtf(person);
    case '.html':
      return toHtml(person);
    default:
      return toText(person);
  }
}

function target(file: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

try {
  rmSync(folder, { recursive: true, force: true });
  for (const person of readPeople()) writeFileSync(target(person.file), await render(person));
  copyFileSync(target(COPY[0]), target(COPY[1]));
} finally {
  await printer.close();
}

import { type Browser, chromium } from 'playwright-core';
import { toHtml } from './html.ts';
import type { Person } from './person.ts';

/** Prints and photographs pages with the Chromium that is installed. */
export async function openPrinter() {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  });
  return {
    toPdf: (person: Person) => printPdf(browser, person),
    toScan: (person: Person) => photograph(browser, person),
    close: () => browser.close(),
  };
}

async function printPdf(browser: Browser, person: Person): Promise<Uint8Array> {
  const page = await browser.newPage();
  await page.setContent(toHtml(person));
  const margin = { top: '18mm', bottom: '18mm', left: '17mm', right: '17mm' };
  const pdf = await page.pdf({ format: 'A4', printBackground: true, margin });
  await page.close();
  return Buffer.from(withFixedDates(pdf.toString('latin1')), 'latin1');
}

/** The dates of printing, with others of the same length, so that a second run makes the same file. */
function withFixedDates(pdf: string): string {
  return pdf.replace(/\/(Creation|Mod)Date \(D:\d{14}/g, '/$1Date (D:20240101090000');
}

/** A page as it comes from an office scanner: grey, a little askew. */
async function photograph(browser: Browser, person: Person): Promise<Uint8Array> {
  const page = await browser.newPage({ viewport: { width: 820, height: 1160 } });
  await page.setContent(toHtml(person));
  await page.addStyleTag({
    content:
      'html { background: #eee; filter: grayscale(1); } body { padding: 60px; transform: rotate(0.7deg); }',
  });
  const png = await page.screenshot();
  await page.close();
  return png;
}

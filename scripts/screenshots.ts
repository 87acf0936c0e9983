import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/**
 * `npm run screenshots`: takes docs/screenshots with the built application on the sample folder of
 * invented people. Needs Chromium (CHROMIUM_PATH) and `npm run build` before.
 */
const TARGET = 'docs/screenshots';
const LARGEST_BYTES = 300_000;
const WAIT = { timeout: 120_000 };

async function takeAll(browser: Browser, url: string, folder: string): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'Choose a folder…' }).waitFor();
  await take(page, 'first-use');

  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await page.getByLabel('Path').fill(folder);
  await page.getByRole('button', { name: 'Go' }).click();
  await page.getByRole('button', { name: 'Choose “CVs”' }).click();
  await page.getByRole('button', { name: /^Index / }).waitFor(WAIT);
  await take(page, 'audit');

  await page.getByRole('button', { name: /^Index / }).click();
  await page.getByRole('heading', { name: /^Done/ }).waitFor(WAIT);
  await take(page, 'receipt');

  await page.keyboard.press('/');
  await page.keyboard.type('nurse with intensive care experience');
  await page
    .locator('mark')
    .filter({ hasText: /intensive/i })
    .first()
    .waitFor();
  await page.getByRole('option').first().click();
  await page.locator('.preview .passage').first().waitFor();
  await take(page, 'search');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take(page, 'search-dark');

  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: 'Close' }).click();
  await take(page, 'narrow');
}

async function take(page: Page, name: string): Promise<void> {
  // The mouse would leave something looking pointed at.
  await page.mouse.move(0, 0);
  const path = join(TARGET, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > LARGEST_BYTES) throw new Error(`${path} has ${size} bytes; the limit is ${LARGEST_BYTES}.`);
  console.log(`${path} ${Math.round(size / 1000)} kB`);
}

async function main(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'cvi-screenshots-'));
  // A short path of no particular machine, since it can be read in the pictures.
  const folder = join(tmpdir(), 'CVs');
  mkdirSync(TARGET, { recursive: true });
  cpSync('resources/sample', folder, { recursive: true });
  const server = spawn(process.execPath, ['out/main/server.js', '--data', join(work, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    const [line] = await server.stdout.setEncoding('utf8').take(1).toArray();
    const [url] = /http:\S+/.exec(String(line)) ?? [];
    if (!url) throw new Error('The application has not started.');
    await takeAll(browser, url, folder);
  } finally {
    await browser.close();
    server.kill();
    rmSync(work, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();

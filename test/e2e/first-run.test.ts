import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import {
  itInBrowser,
  launchBrowser,
  openScreen,
  requireBuiltScreens,
  type Screen,
} from '../helpers/browser.ts';
import { type RunningServer, startServer } from '../helpers/server.ts';
import { FOLDER_COUNTS, writePeople } from './people.ts';

const folder = temporaryFolder();
const people = join(folder.path, 'people');
let browser: Browser | null = null;
let server: RunningServer;
let screen: Screen;
let page: Page;

beforeAll(async () => {
  requireBuiltScreens();
  writePeople(people);
  server = await startServer(join(folder.path, 'data'));
  browser = await launchBrowser();
  if (!browser) return;
  screen = await openScreen(browser, server.url);
  page = screen.page;
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
  folder.remove();
});

/** The story of a first day, step by step: each test goes on where the one before has stopped. */
describe('the first day', () => {
  itInBrowser('begins with one sentence, one area and one sample', async () => {
    await page.getByRole('heading', { level: 1, name: /without any of it leaving this computer/ }).waitFor();
    await page.getByRole('button', { name: 'Choose a folder…' }).waitFor();
    await page.getByRole('button', { name: /sample CVs/ }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  itInBrowser('a dropped folder is explained, because a browser hides its path', async () => {
    const dropped = await page.evaluateHandle(() => new DataTransfer());
    await page.getByText('Drop a folder of CVs here').dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByText('A browser does not tell where a dropped folder lies.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  itInBrowser('a folder is found by path or by walking, and a wrong one is named in a sentence', async () => {
    await page.getByRole('button', { name: 'Choose a folder…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Path').fill(join(folder.path, 'nowhere'));
    await dialog.getByRole('button', { name: 'Go' }).click();
    await dialog.getByText('There is no such folder.').waitFor();
    await dialog.getByLabel('Path').fill(folder.path);
    await dialog.getByRole('button', { name: 'Go' }).click();
    await dialog.getByRole('list', { name: 'Folders' }).getByRole('button', { name: 'people' }).click();
    await dialog.getByRole('button', { name: 'Choose “people”' }).click();
  });

  itInBrowser('shows what is in it before any work', async () => {
    const tried = FOLDER_COUNTS.readable + FOLDER_COUNTS.broken;
    await page.getByRole('button', { name: `Index ${tried} CVs` }).waitFor();
    await page.getByRole('row', { name: /^PDF 2/ }).waitFor();
    await page.getByRole('row', { name: /Other kinds of file, skipped 1/ }).waitFor();
    await page.getByText('Nothing indexed yet').waitFor();
  });

  itInBrowser('ends in a receipt that adds up', async () => {
    await page.getByRole('button', { name: /^Index / }).click();
    await page.getByRole('heading', { name: /^Done/ }).waitFor({ timeout: 90_000 });
    const receipt = page.getByRole('table', { name: 'Receipt' });
    const counts = await receipt.locator('tbody tr td:nth-child(2)').allInnerTexts();
    const found = Number(await receipt.locator('tfoot td').first().innerText());
    expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(found);
    expect(found).toBe(FOLDER_COUNTS.readable + FOLDER_COUNTS.broken + FOLDER_COUNTS.other);
  });

  itInBrowser('finds people with the very words quoted and marked', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('nurse on an intensive care unit who speaks Polish');
    const first = page.getByRole('option').first();
    await first
      .locator('mark')
      .filter({ hasText: /intensive/i })
      .first()
      .waitFor();
    expect(await first.innerText()).toContain('Ilinca Dobrescu');
    expect(await first.innerText()).toContain('ilinca.dobrescu@example.org');
  });

  itInBrowser('shows the passage in the document, and the facts with their place', async () => {
    await page.getByRole('option').first().click();
    const preview = page.getByRole('complementary', { name: 'Document' });
    await preview.getByRole('heading', { name: 'Ilinca Dobrescu' }).waitFor();
    await preview.locator('.passage mark').first().waitFor();
    await preview.getByRole('button', { name: /E-mail/ }).click();
    expect(await preview.locator('[data-fact]').innerText()).toContain('ilinca.dobrescu@example.org');
  });

  itInBrowser('opens the original, byte for byte, only with the cookie', async () => {
    const link = page.getByRole('link', { name: 'Open the original' });
    const url = new URL((await link.getAttribute('href')) ?? '', page.url());
    const answer = await screen.context.request.get(url.href);
    expect(answer.status()).toBe(200);
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await fetch(url)).status).toBe(401);
  });

  itInBrowser('narrows by facet, with counts and the unknown, and says how many are left', async () => {
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('textbox', { name: 'Find people' }).fill('');
    await page.getByText(`${FOLDER_COUNTS.readable} people, all that are here`).waitFor();
    await page.locator('summary', { hasText: 'File type' }).click();
    await page.getByRole('checkbox', { name: /^PDF 1/ }).check();
    await page.getByRole('status').filter({ hasText: '1 person' }).waitFor();
    await page.getByRole('button', { name: 'Remove filter PDF' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: `${FOLDER_COUNTS.readable} people` })
      .waitFor();
  });

  itInBrowser('says what to loosen when nobody matches', async () => {
    await page.locator('summary', { hasText: 'File type' }).click();
    await page.getByRole('checkbox', { name: /^RTF/ }).check();
    await page.getByRole('textbox', { name: 'Find people' }).fill('"ilinca.dobrescu@example.org"');
    await page.getByText('Nobody matches.').or(page.getByText('1 person')).first().waitFor();
    await page
      .getByRole('button', { name: /Clear the filters|Remove filter RTF/ })
      .first()
      .click();
    await page.getByRole('option').filter({ hasText: 'Ilinca Dobrescu' }).waitFor();
  });

  itInBrowser('lists what could not be read, with the reason and a way to try again', async () => {
    await page.getByRole('button', { name: 'Problems' }).click();
    await page.getByRole('heading', { name: 'Damaged' }).click();
    await page.getByText('damaged.pdf').waitFor();
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    await page.getByText('1 file will be tried again.').waitFor();
  });

  itInBrowser('keeps a changed setting and says why another is refused', async () => {
    await page.getByRole('button', { name: 'Settings' }).click();
    const field = page.getByLabel('Largest file (MB)');
    await field.fill('-5');
    await field.press('Enter');
    await page.getByRole('alert').waitFor();
    await field.fill('32');
    await field.press('Enter');
    await page.getByText('Saved').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('input')].some(({ value }) => value === '32'),
    );
  });

  itInBrowser('has raised no error and met no refusal of the content policy', async () => {
    expect(screen.errors).toEqual([]);
  });
});

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import { itInBrowser, launchBrowser, openScreen, requireBuiltScreens } from '../helpers/browser.ts';
import { type RunningServer, startServer } from '../helpers/server.ts';
import { writeMany } from './people.ts';

const COUNT = 120;

let browser: Browser | null = null;
let folder: ReturnType<typeof temporaryFolder>;
let server: RunningServer;

beforeAll(async () => {
  requireBuiltScreens();
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  folder = temporaryFolder();
  writeMany(join(folder.path, 'people'), COUNT);
  server = await startServer(join(folder.path, 'data'));
});
afterEach(async () => {
  await server.kill();
  folder.remove();
});

async function open(): Promise<Page> {
  if (!browser) throw new Error('no browser');
  return (await openScreen(browser, server.url)).page;
}

async function startIntake(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Path').fill(join(folder.path, 'people'));
  await dialog.getByRole('button', { name: 'Go' }).click();
  await dialog.getByRole('button', { name: 'Choose “people”' }).click();
  await page.getByRole('button', { name: `Index ${COUNT} CVs` }).click();
}

/** The line of the receipt; 0 when it is not there. */
async function counted(page: Page, name: string): Promise<number> {
  const row = page.getByRole('table', { name: 'Receipt' }).getByRole('row', { name });
  return (await row.count()) === 0 ? 0 : Number(await row.getByRole('cell').first().innerText());
}

describe('a running intake', () => {
  itInBrowser('is searched while it works, paused, left, found again and finished', async () => {
    const page = await open();
    await startIntake(page);
    await page.getByText('What is read can be searched already.').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('forklift licence');
    await page.getByRole('option').first().waitFor();
    await page.getByRole('button', { name: 'Intake' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading', { name: /^Paused/ }).waitFor();

    const { code, tookMs } = await server.stop();
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(10_000);
    await page.getByText('The connection to the application was lost.').waitFor();

    server = await startServer(join(folder.path, 'data'));
    const again = await open();
    await again.getByRole('button', { name: 'Intake' }).click();
    await again.getByRole('button', { name: 'Go on' }).click();
    await again.getByRole('heading', { name: /^Reading|^Looking|^Done/ }).waitFor();
    await again.getByRole('progressbar', { name: 'Text' }).or(again.getByRole('table')).first().waitFor();
  });

  itInBrowser(
    'goes on by itself after the power went, with nothing lost, nothing twice and everybody listed',
    async () => {
      const page = await open();
      await page.getByRole('button', { name: 'Choose a folder…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Path').fill(join(folder.path, 'people'));
      await dialog.getByRole('button', { name: 'Go' }).click();
      await dialog.getByRole('button', { name: 'Choose “people”' }).click();
      await page.getByRole('checkbox', { name: /Words only/ }).check();
      await page.getByRole('button', { name: `Index ${COUNT} CVs` }).click();
      await page.getByRole('heading', { name: /^Reading|^Looking|^Done/ }).waitFor();

      await server.kill();
      server = await startServer(join(folder.path, 'data'));
      const again = await open();
      await again.getByRole('button', { name: 'Intake' }).click();
      await again.getByRole('heading', { name: /^Done/ }).waitFor({ timeout: 60_000 });
      expect(await counted(again, 'Indexed')).toBe(COUNT);
      expect(await counted(again, 'Files found')).toBe(COUNT);

      await again.getByRole('button', { name: 'Find people' }).click();
      await again
        .getByRole('status')
        .filter({ hasText: `${COUNT} people` })
        .waitFor();
      const people = again.getByRole('option');
      await people.first().waitFor();
      expect(await people.count()).toBeLessThan(COUNT);
      await again.getByRole('listbox').focus();
      await expect
        .poll(() => again.keyboard.press('End').then(() => people.count()), { timeout: 20_000 })
        .toBe(COUNT);
    },
  );

  itInBrowser('is stopped for good only after a question, and keeps what is done', async () => {
    const page = await open();
    await startIntake(page);
    await page.getByRole('button', { name: 'Stop for good…' }).click();
    await page.getByRole('alertdialog').getByText('What is done stays').waitFor();
    await page.getByRole('button', { name: 'Keep reading' }).click();
    await page.getByRole('button', { name: 'Stop for good…' }).click();
    await page.getByRole('button', { name: 'Stop for good', exact: true }).click();
    await page.getByRole('heading', { name: /^Stopped/ }).waitFor();
  });
});

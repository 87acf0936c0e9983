import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import {
  itInBrowser,
  launchBrowser,
  openScreen,
  requireBuiltScreens,
  type Screen,
} from '../helpers/browser.ts';
import { cliJson } from '../helpers/cli.ts';
import { qdrantBin } from '../helpers/qdrant.ts';
import { type RunningServer, startServer } from '../helpers/server.ts';
import { FOLDER_COUNTS, writePeople } from './people.ts';

/** An admin's way from the built-in engine to a real Qdrant and back, in the screens of the real application. */

const folder = temporaryFolder();
let browser: Browser | null = null;
let server: RunningServer;
let screen: Screen;
let page: Page;

beforeAll(async () => {
  requireBuiltScreens();
  const dataDir = join(folder.path, 'data');
  writePeople(join(folder.path, 'people'));
  await cliJson(dataDir, 'ingest', join(folder.path, 'people'), '--text-only');
  server = await startServer(dataDir);
  browser = await launchBrowser();
  if (!browser) return;
  screen = await openScreen(browser, server.url);
  page = screen.page;
  await page.getByRole('option').first().waitFor();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
});
afterAll(async () => {
  await browser?.close();
  await server.stop();
  folder.remove();
});

const LONG = { timeout: 60_000 };
const button = (name: string) => page.getByRole('button', { name, exact: true });
const saysState = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor(LONG);

async function use(name: RegExp): Promise<void> {
  await button('Change engine…').click();
  await page.getByRole('radio', { name }).check();
}

describe('the built-in engine', () => {
  itInBrowser('is named with its state, and without nodes', async () => {
    await saysState('Built in: healthy');
    expect(await page.getByRole('heading', { name: 'Nodes' }).count()).toBe(0);
  });

  itInBrowser('is one of the ways to keep the index, and exactly one is recommended', async () => {
    await button('Change engine…').click();
    await page.getByRole('radio', { name: /Built in In use/ }).waitFor();
    expect(await page.getByRole('radio', { name: /Recommended/ }).count()).toBe(1);
    await page.keyboard.press('Escape');
  });

  itInBrowser('a plan for 500,000 CVs names memory, disk, and an engine', async () => {
    await page.getByLabel('Number of documents').fill('500,000');
    await page.getByText('One Qdrant container', { exact: true }).waitFor();
    await page.getByText(/An estimate from/).waitFor();
  });

  itInBrowser('its settings are in a group of their own', async () => {
    await button('Settings of the engine').click();
    expect(await page.getByLabel('Qdrant image').inputValue()).toMatch(/^qdrant\//);
    await button('Settings of the engine').click();
  });

  itInBrowser(
    'stays in use when a server elsewhere does not answer, with a sentence that says so',
    async () => {
      await use(/A Qdrant server elsewhere/);
      await page.getByLabel('Addresses, one on each line').fill('http://127.0.0.1:1');
      await button('Use this engine').click();
      await page.getByRole('dialog').getByRole('alert').waitFor(LONG);
      await page.keyboard.press('Escape');
      await saysState('Built in: healthy');
    },
  );
});

describe('a real Qdrant', () => {
  const binary = (context: TestContext): string => {
    const path = qdrantBin();
    return path ?? context.skip('Qdrant is missing: QDRANT_BIN does not name it');
  };

  itInBrowser('is chosen, started, and gets the documents', async (context) => {
    const path = binary(context);
    await use(/A Qdrant program/);
    await page.getByLabel('Path of the Qdrant program').fill(path);
    await button('Use this engine').click();
    await page.getByRole('dialog').waitFor({ state: 'detached', ...LONG });
    await saysState('A Qdrant program: healthy');
    await page.getByRole('row', { name: /^qdrant healthy/ }).waitFor();
    await page.locator('dl > div', { hasText: 'State' }).getByText('ready').waitFor(LONG);
  });

  itInBrowser('answers searches as the built-in one did', async (context) => {
    binary(context);
    await button('Search').click();
    await page.getByText(`${FOLDER_COUNTS.readable} people, all that are here`).waitFor(LONG);
    await button('Settings').click();
  });

  itInBrowser('shows its log as it is written', async (context) => {
    binary(context);
    await button('Logs').click();
    await page
      .getByRole('region', { name: 'Logs' })
      .getByText(/Qdrant|HTTP/)
      .first()
      .waitFor();
    await button('Logs').click();
  });

  itInBrowser('is stopped and started again', async (context) => {
    binary(context);
    await button('Stop').click();
    await saysState('A Qdrant program: stopped');
    await button('Start').first().click();
    await saysState('A Qdrant program: healthy');
  });

  itInBrowser('is left again for the built-in one', async (context) => {
    binary(context);
    await use(/Built in/);
    await button('Use this engine').click();
    await page.getByRole('dialog').waitFor({ state: 'detached', ...LONG });
    await saysState('Built in: healthy');
  });
});

describe('the page', () => {
  itInBrowser('has raised no error and met no refusal of the content policy', async () => {
    expect(screen.errors).toEqual([]);
  });
});

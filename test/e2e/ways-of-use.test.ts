import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { temporaryFolder } from '../helpers/app.ts';
import {
  itInBrowser,
  launchBrowser,
  openScreen,
  requireBuiltScreens,
  type StorageState,
} from '../helpers/browser.ts';
import { cliJson } from '../helpers/cli.ts';
import { type RunningServer, startServer } from '../helpers/server.ts';
import { writePeople } from './people.ts';

const folder = temporaryFolder();
let browser: Browser | null = null;
let server: RunningServer;

beforeAll(async () => {
  requireBuiltScreens();
  const dataDir = join(folder.path, 'data');
  writePeople(join(folder.path, 'people'));
  await cliJson(dataDir, 'ingest', join(folder.path, 'people'), '--text-only');
  server = await startServer(dataDir);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server.stop();
  folder.remove();
});

let storage: StorageState | undefined;

/** Each screen in a window of its own; the address works once, so the later ones take the cookie over. */
async function open(options: { width?: number; height?: number; dark?: boolean } = {}): Promise<Page> {
  if (!browser) throw new Error('no browser');
  const first = storage === undefined;
  const url = first ? server.url : `${new URL(server.url).origin}/`;
  const screen = await openScreen(browser, url, { ...options, ...(storage && { storage }) });
  storage ??= await screen.context.storageState();
  await screen.page.getByRole('option').first().waitFor();
  return screen.page;
}

/** Relative luminance contrast of a text with what lies behind it, as WCAG counts it. */
function contrast(page: Page, selector: string): Promise<number> {
  return page.evaluate((wanted) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const luminance = (color: string) => {
      if (!canvas) return 0;
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const element = document.querySelector(wanted);
    if (!element) return 0;
    let behind: Element | null = element;
    while (behind && /rgba?\(0, 0, 0, 0\)|transparent/.test(getComputedStyle(behind).backgroundColor)) {
      behind = behind.parentElement;
    }
    const back = luminance(behind ? getComputedStyle(behind).backgroundColor : 'white');
    const front = luminance(getComputedStyle(element).color);
    return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  }, selector);
}

describe('with the keyboard alone', () => {
  itInBrowser('a person is searched, opened, closed and another place reached', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('intensive care');
    await page.getByRole('option').filter({ hasText: 'Ilinca Dobrescu' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const preview = page.getByRole('complementary', { name: 'Document' });
    await preview.waitFor();
    await page.keyboard.press('Escape');
    await preview.waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowUp');
    expect(
      await page
        .getByRole('textbox', { name: 'Find people' })
        .evaluate((box) => box === document.activeElement),
    ).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('textbox', { name: 'Find people' }).inputValue()).toBe('');
    await page.keyboard.press('Tab');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Problems' }).waitFor();
  });

  itInBrowser('the arrows walk through the people, and the preview follows', async () => {
    const page = await open();
    await page.getByRole('listbox', { name: 'People found' }).focus();
    await page.keyboard.press('Enter');
    const name = page.getByRole('complementary').getByRole('heading', { level: 2 });
    const first = await name.innerText();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(
      (before) => document.querySelector('.preview h2')?.textContent !== before,
      first,
    );
    expect(await page.locator('[role=option][aria-selected=true] .person-name').innerText()).toBe(
      await name.innerText(),
    );
  });

  itInBrowser('? shows the keys and Esc closes them', async () => {
    const page = await open();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

describe('in every light', () => {
  for (const dark of [false, true]) {
    itInBrowser(`texts can be read when the system is ${dark ? 'dark' : 'light'}`, async () => {
      const page = await open({ dark });
      for (const selector of ['.person-name', '.person .soft', '.place', '.activity', '.summary strong']) {
        expect(await contrast(page, selector), selector).toBeGreaterThan(4.5);
      }
    });
  }

  itInBrowser('the theme can be chosen against the system, and stays', async () => {
    const page = await open();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    expect(await background()).not.toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await background()).not.toBe(light);
  });
});

describe('in a window of 360 pixels', () => {
  itInBrowser('nothing is wider than the window and the preview covers the list', async () => {
    const page = await open({ width: 360, height: 740 });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    for (const place of ['Intake', 'Problems', 'Settings', 'Search']) {
      await page.getByRole('button', { name: place, exact: true }).click();
      expect(await overflow(), place).toBeLessThanOrEqual(0);
    }
    await page.getByRole('option').first().click();
    const preview = page.getByRole('complementary', { name: 'Document' });
    await preview.waitFor();
    const box = await preview.boundingBox();
    expect(box?.width).toBeGreaterThan(300);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('option').first().waitFor();
  });
});

describe('a second browser', () => {
  itInBrowser('with the used address is told what to do', async () => {
    if (!browser) return;
    const { page } = await openScreen(browser, server.url);
    await page.getByRole('heading', { name: 'Open the address again' }).waitFor();
  });
});

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { it, type TestContext } from 'vitest';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Everything that Chromium would ask the network for by itself is switched off. */
const ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
];

/** Where Chromium is: CHROMIUM_PATH, or one of the usual places; null when it is nowhere. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  return [...(named ? [named] : []), ...USUAL_PLACES].find((path) => existsSync(path)) ?? null;
}

/** A test in a real browser. Without one it is skipped by name, and fails where CI=true. */
export function itInBrowser(name: string, test: (context: TestContext) => Promise<void>): void {
  it(name, async (context) => {
    if (findChromium() === null) {
      if (process.env['CI'] === 'true') throw new Error('Chromium is missing; set CHROMIUM_PATH.');
      context.skip('Chromium is missing');
    }
    await test(context);
  });
}

export async function launchBrowser(): Promise<Browser | null> {
  const executablePath = findChromium();
  return executablePath === null ? null : await chromium.launch({ executablePath, args: ARGS });
}

/** Throws with what to do when the screens have not been built. */
export function requireBuiltScreens(): void {
  const built = fileURLToPath(new URL('../../out/renderer/index.html', import.meta.url));
  if (!existsSync(built)) throw new Error('The screens are not built: run `npm run build` first.');
}

export interface Screen {
  page: Page;
  context: BrowserContext;
  /** Errors of the page itself: exceptions, and what the content policy has refused. */
  errors: string[];
}

interface ScreenOptions {
  width?: number;
  height?: number;
  dark?: boolean;
  /** Cookies of a window before. */
  storage?: StorageState;
}

export type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

export async function openScreen(
  browser: Browser,
  url: string,
  options: ScreenOptions = {},
): Promise<Screen> {
  const { width = 1280, height = 800, dark = false, storage } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    ...(storage && { storageState: storage }),
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) errors.push(message.text());
  });
  await page.goto(url);
  return { page, context, errors };
}

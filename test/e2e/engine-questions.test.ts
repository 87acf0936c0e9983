import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { AppError } from '../../src/shared/errors.ts';
import { itInBrowser, launchBrowser, openScreen, requireBuiltScreens } from '../helpers/browser.ts';
import { DEGRADED, HEALTHY, NO_DOCKER } from './invented-engine.ts';
import { type InventedHost, startInventedHost } from './invented-host.ts';

/** What the engine's page asks before it does something, its planner, and a narrow window. */

let browser: Browser | null = null;
let host: InventedHost;
let page: Page;

beforeAll(async () => {
  requireBuiltScreens();
  host = await startInventedHost();
  browser = await launchBrowser();
  if (!browser) return;
  ({ page } = await openScreen(browser, host.url));
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('heading', { name: 'Search engine' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await host.close();
});
beforeEach(() => {
  host.calls.length = 0;
  host.use('cluster');
  host.show(HEALTHY);
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog');
const called = (command: string) => expect.poll(() => host.calls.at(-1)?.command).toBe(command);
const isFocused = (element: Element) => element === document.activeElement;
const saysState = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
const gone = () => dialog().waitFor({ state: 'detached' });

describe('another engine', () => {
  const open = async () => {
    host.use('embedded');
    host.show(null);
    await saysState('Built in: healthy');
    await button('Change engine…').click();
    await page.getByRole('radio').first().waitFor();
  };
  const radio = (name: RegExp) => page.getByRole('radio', { name });

  itInBrowser('is chosen from a guide that says what can’t be had here', async () => {
    await open();
    await page.getByText(/copied to it without embedding them again/).waitFor();
    expect(await radio(/Built in In use Recommended/).isChecked()).toBe(true);
    expect(await radio(/One Qdrant container/).isDisabled()).toBe(true);
    await page.getByText(NO_DOCKER).first().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => button('Change engine…').evaluate(isFocused)).toBe(true);
  });

  itInBrowser('tells its progress, and why it could not be used', async () => {
    await open();
    await radio(/A Qdrant program/).check();
    await page.getByLabel('Path of the Qdrant program').fill('/opt/qdrant');
    const end = host.hold('engine.use');
    await button('Use this engine').click();
    await called('engine.use');
    expect(host.calls.at(-1)?.input).toEqual({ mode: 'binary', bin: '/opt/qdrant' });
    await dialog().getByText('Working on it…').waitFor();
    end(new AppError('invalid_input', 'There is no program at this path.'));
    await dialog().getByRole('alert').filter({ hasText: 'no program' }).waitFor();
    await button('Use this engine').click();
    await dialog().waitFor({ state: 'detached' });
  });

  itInBrowser('elsewhere needs an address, and its key is never shown', async () => {
    await open();
    await radio(/A Qdrant server elsewhere/).check();
    await button('Use this engine').click();
    const urls = page.getByLabel('Addresses, one on each line');
    await page.getByText('Write the address of at least one server.').waitFor();
    await expect.poll(() => urls.evaluate(isFocused)).toBe(true);
    await urls.fill('https://a.example:6333\nhttps://b.example:6333');
    expect(await page.getByLabel('API key').getAttribute('type')).toBe('password');
    await page.getByLabel('API key').fill('secret');
    await button('Use this engine').click();
    await dialog().waitFor({ state: 'detached' });
    expect(host.calls.at(-1)?.input).toEqual({
      ...{ mode: 'remote', apiKey: 'secret' },
      urls: ['https://a.example:6333', 'https://b.example:6333'],
    });
  });
});

describe('removing the servers', () => {
  itInBrowser('keeps their data unless told otherwise', async () => {
    await button('Remove…').click();
    expect(await page.getByRole('radio', { name: 'Keep the data' }).isChecked()).toBe(true);
    await button('Remove the servers').click();
    await dialog().getByText('The servers are gone. Their data stays.').waitFor();
    expect(host.calls).toEqual([{ command: 'cluster.remove', input: { withData: false } }]);
    await page.keyboard.press('Enter');
    await gone();
  });

  itInBrowser('with their data says how much goes, and wants the word', async () => {
    await button('Remove…').click();
    await page.getByRole('radio', { name: 'Remove the data too' }).check();
    await dialog()
      .getByText(/5 GB of the index on these servers will be gone/)
      .waitFor();
    const remove = button('Remove them and 5 GB of data');
    expect(await remove.getAttribute('aria-disabled')).toBe('true');
    const word = page.getByLabel('Write “remove” to confirm');
    await word.fill('remov');
    await word.press('Enter');
    expect(host.calls).toEqual([]);
    await word.fill('remove');
    await word.press('Enter');
    await dialog().getByText('The servers are gone, and 5 GB of data with them.').waitFor();
    expect(host.calls.at(-1)?.input).toEqual({ withData: true, confirm: 'remove' });
    await page.keyboard.press('Enter');
    await gone();
  });

  itInBrowser('that fails says why and can be tried again', async () => {
    await button('Remove…').click();
    const end = host.hold('cluster.remove');
    await button('Remove the servers').click();
    await called('cluster.remove');
    end(new AppError('docker_unavailable', 'Docker does not answer.'));
    await dialog().getByRole('alert').filter({ hasText: 'Docker does not answer.' }).waitFor();
    await button('Cancel').click();
    await gone();
    expect(await page.getByRole('alert').count()).toBe(1);
    await button('Remove…').click();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.keyboard.press('Escape');
    await gone();
  });
});

describe('images', () => {
  itInBrowser('an upgrade begins with the image in use', async () => {
    await button('Upgrade…').click();
    const image = page.getByLabel('Image');
    await expect.poll(() => image.inputValue()).toBe('qdrant/qdrant:v1.18.3');
    await expect.poll(() => image.evaluate(isFocused)).toBe(true);
    await image.fill('qdrant/qdrant:v1.18.4');
    await image.press('Enter');
    await gone();
    await called('cluster.upgrade');
    expect(host.calls.at(-1)?.input).toEqual({ image: 'qdrant/qdrant:v1.18.4' });
  });

  itInBrowser('one from a file is loaded, and can be upgraded to', async () => {
    await button('Load an image…').click();
    await page.getByLabel('Path of the file').fill('/media/qdrant.tar');
    await button('Load it').click();
    await dialog().getByText('qdrant/qdrant:v1.18.4 is on this machine now.').waitFor();
    await button('Upgrade to it…').click();
    await expect.poll(() => page.getByLabel('Image').inputValue()).toBe('qdrant/qdrant:v1.18.4');
    await page.keyboard.press('Escape');
    await gone();
    await expect.poll(() => button('Load an image…').evaluate(isFocused)).toBe(true);
  });
});

describe('the planner', () => {
  const number = (term: string) => page.locator('.plan-numbers div', { hasText: term }).locator('dd');

  itInBrowser('begins with the index as it is', async () => {
    await expect.poll(() => page.getByLabel('Number of documents').inputValue()).toBe('2,914');
    await page
      .getByText('Up to about 1 million vectors the embedded engine is fast enough.')
      .first()
      .waitFor();
  });

  itInBrowser('answers for any size, and keeps its answer while what is written is no number', async () => {
    await page.getByLabel('Number of documents').fill('500,000');
    await expect.poll(() => number('Memory').innerText()).toBe('16 GB');
    await page.getByRole('checkbox', { name: /Quantized vectors/ }).check();
    await expect.poll(() => number('Memory').innerText()).toBe('8 GB');
    expect(await number('Disk').innerText()).toBe('250 GB');
    await page.getByLabel('Number of documents').fill('many');
    await page.getByText('Write a whole number.').waitFor();
    expect(await number('Memory').innerText()).toBe('8 GB');
  });
});

describe('in a window of 360 pixels', () => {
  itInBrowser('nothing is wider than the window, and nodes are still rows of a table', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    host.show(DEGRADED);
    await page.getByRole('row', { name: /qdrant-2 stopped/ }).waitFor();
    const over = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.page *, dialog *')]
          .filter((element) => !element.closest('.visually-hidden, .shard-scroll, thead'))
          .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
          .map((element) => element.outerHTML.slice(0, 80)),
      );
    expect(await over()).toEqual([]);
    for (const name of ['Change engine…', 'Remove…', 'Upgrade…', 'Load an image…', 'Take qdrant-1 out…']) {
      await button(name).click();
      await dialog().waitFor();
      if (name === 'Change engine…') await page.getByRole('radio').first().waitFor();
      expect(await over(), name).toEqual([]);
      await page.keyboard.press('Escape');
      await gone();
    }
  });
});

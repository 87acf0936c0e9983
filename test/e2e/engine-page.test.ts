import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { AppError } from '../../src/shared/errors.ts';
import {
  itInBrowser,
  launchBrowser,
  openScreen,
  requireBuiltScreens,
  type Screen,
} from '../helpers/browser.ts';
import { DEGRADED, FAILED, HEALTHY, inventedLog, NO_SERVERS, STARTING } from './invented-engine.ts';
import { type InventedHost, startInventedHost } from './invented-host.ts';

/** The engine's page in every state that servers can have, over a host that only says so. */

let browser: Browser | null = null;
let host: InventedHost;
let screen: Screen;
let page: Page;

beforeAll(async () => {
  requireBuiltScreens();
  host = await startInventedHost();
  browser = await launchBrowser();
  if (!browser) return;
  screen = await openScreen(browser, host.url);
  page = screen.page;
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
const saysState = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
const lastCall = () => host.calls.at(-1);
/** Resolves when the host has been asked. */
const called = (command: string) => expect.poll(() => lastCall()?.command).toBe(command);

describe('the state of the engine', () => {
  itInBrowser('built in has no servers to look at', async () => {
    host.use('embedded');
    host.show(null);
    await saysState('Built in: healthy');
    expect(await page.getByRole('heading', { name: 'Nodes' }).count()).toBe(0);
    expect(await button('Stop').count()).toBe(0);
  });

  itInBrowser('without servers offers to start them, which can be cancelled', async () => {
    host.show(NO_SERVERS);
    await saysState('A cluster of Qdrant containers: no servers yet');
    host.hold('cluster.up');
    await button('Start').click();
    await called('cluster.up');
    await saysState('Working on it…');
    await button('Cancel').click();
    await saysState('Starting makes them');
  });

  itInBrowser('what is being done is told, and moves nothing', async () => {
    const before = await button('Stop').boundingBox();
    host.show({ ...HEALTHY, operation: 'qdrant-2 is being restarted.' });
    await saysState('qdrant-2 is being restarted.');
    expect(await button('Stop').boundingBox()).toEqual(before);
    host.show(STARTING);
    await saysState('A cluster of Qdrant containers: starting');
    await page.getByRole('row', { name: /qdrant-3 not made yet/ }).waitFor();
  });

  itInBrowser('servers of others are only looked at', async () => {
    host.show({ ...HEALTHY, mode: 'remote' });
    await button('Check again').click();
    await called('cluster.remedy');
    expect(await button('Stop').count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Logs' }).count()).toBe(0);
  });
});

describe('a problem', () => {
  itInBrowser('is a sentence with the button that mends it', async () => {
    host.show(DEGRADED);
    await saysState('working, with problems');
    const problems = page.getByRole('list', { name: 'Problems' });
    await problems.getByText(/qdrant-2 is not running/).waitFor();
    await button('Start qdrant-2').click();
    await called('cluster.remedy');
    expect(lastCall()?.input).toEqual({ action: 'up', node: 'qdrant-2' });
  });

  itInBrowser('that only a person can mend says what to do', async () => {
    host.show(DEGRADED);
    await page.getByText('What to do: Move the data to a local SSD.').waitFor();
    expect(await page.getByRole('list', { name: 'Problems' }).getByRole('button').count()).toBe(1);
  });

  itInBrowser('that keeps everything from working is not called stopped', async () => {
    host.show(FAILED);
    await saysState('A cluster of Qdrant containers: not working');
    await page.getByText(/sudo systemctl start docker/).waitFor();
  });

  itInBrowser('of something that was asked for is read out, and can be put away', async () => {
    const end = host.hold('cluster.restart');
    await button('Restart all').click();
    await called('cluster.restart');
    expect(await button('Stop').getAttribute('aria-disabled')).toBe('true');
    end(new AppError('node_unavailable', 'qdrant-3 has not come back.'));
    await page.getByRole('alert').filter({ hasText: 'qdrant-3 has not come back.' }).waitFor();
    await button('Close').click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});

describe('nodes and what lies on them', () => {
  itInBrowser('each node is a row, and can be restarted by itself', async () => {
    await page.getByRole('row', { name: /^qdrant-1 healthy 1 GB of 4 GB 1\.7 GB 1\.18\.3 0 2/ }).waitFor();
    await button('Restart qdrant-2').click();
    await called('cluster.restart');
    expect(lastCall()?.input).toEqual({ node: 'qdrant-2' });
  });

  itInBrowser('taking a node out is asked first, and the safe answer has the focus', async () => {
    await button('Take qdrant-3 out…').click();
    const dialog = page.getByRole('dialog', { name: 'Take qdrant-3 out?' });
    await expect.poll(() => dialog.getByRole('button', { name: 'Keep it' }).evaluate(isFocused)).toBe(true);
    await page.keyboard.press('Enter');
    expect(host.calls).toEqual([]);
    await button('Take qdrant-3 out…').click();
    await dialog.getByRole('button', { name: 'Take qdrant-3 out' }).click();
    await called('cluster.drainNode');
  });

  itInBrowser('shards and copies are letters with words behind them', async () => {
    host.show(DEGRADED);
    const map = page.getByRole('table', { name: 'Shards and their copies' });
    await map.getByRole('row', { name: /Shard 0 active, 41,200 points dead: behind and not used/ }).waitFor();
    await page.getByText('3 shards, 2 copies of each').waitFor();
  });

  itInBrowser('the dashboard opens beside the application, where there is one', async () => {
    const link = page.getByRole('link', { name: /Qdrant’s dashboard/ });
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(await link.getAttribute('href')).toBe(HEALTHY.dashboardUrl);
    host.show({ ...HEALTHY, dashboardUrl: null });
    await link.waitFor({ state: 'detached' });
  });
});

describe('the logs', () => {
  const log = () => page.getByRole('region', { name: 'Logs' });
  const atEnd = () => log().evaluate((body) => body.scrollHeight - body.scrollTop - body.clientHeight < 24);

  itInBrowser('come by themselves and stay at the end, unless somebody has scrolled up', async () => {
    await button('Logs').click();
    await log().getByText('line 39').waitFor();
    host.log(45);
    await log().getByText('line 44').waitFor();
    expect(await atEnd()).toBe(true);
    await log().evaluate((body) => body.scrollTo(0, 0));
    await button('Go to the end').waitFor();
    host.log(50);
    await log().getByText('line 49').waitFor();
    expect(await log().evaluate((body) => body.scrollTop)).toBe(0);
    await button('Go to the end').click();
    expect(await atEnd()).toBe(true);
    expect(
      await log()
        .getByText(/ line \d+$/)
        .count(),
    ).toBe(50);
  });

  itInBrowser('can be paused, and be those of one node', async () => {
    await button('Pause').click();
    await saysState('Paused.');
    await button('Go on').click();
    await page.getByRole('combobox', { name: 'Node' }).selectOption('qdrant-2');
    const own = inventedLog(50).filter(({ node }) => node === 'qdrant-2').length;
    await expect
      .poll(() =>
        log()
          .getByText(/ line \d+$/)
          .count(),
      )
      .toBe(own);
    await button('Logs').click();
    await log().waitFor({ state: 'detached' });
  });
});

describe('the page', () => {
  itInBrowser('has raised no error and met no refusal of the content policy', async () => {
    expect(screen.errors).toEqual([]);
  });
});

const isFocused = (element: Element) => element === document.activeElement;

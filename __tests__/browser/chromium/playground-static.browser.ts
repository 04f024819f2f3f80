import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Figures } from '../../../demo/simulate/figures';
import { launchChromium } from '../../../demo/web/chromium';
import { pageFiles, type PageFile } from '../../../demo/web/server/page';
import { run } from '../../demo/command';
import { closeServers, startServer, status } from '../../http/scripted-server';
import { faultsOf } from './axe';

// Simulations and runs take seconds, on a busy machine some more.
jest.setTimeout(240_000);

const BASE = '/some/where/';

let files: PageFile[];
let browser: Browser;
let origin: string;
const problems: string[] = [];

beforeAll(async () => {
  files = await pageFiles(false);
  browser = await launchChromium();
});

beforeEach(async () => {
  ({ origin } = await startServer(({ url }) => {
    const { pathname } = new URL(url, 'http://localhost');
    const name = pathname.slice(BASE.length) || 'index.html';
    const file = pathname.startsWith(BASE) ? files.find((candidate) => candidate.name === name) : undefined;
    return file ? status(200, { 'content-type': `${file.type}; charset=utf-8` }, file.text) : status(404);
  }));
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await closeServers();
  expect(problems.splice(0)).toEqual([]);
});

afterAll(() => browser.close());

async function visit(query = '', options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.setDefaultTimeout(120_000);
  page.on('request', (request) => {
    if (!request.url().startsWith(origin + BASE)) problems.push(`asks for ${request.url()}`);
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${origin}${BASE}${query}`);
  return page;
}

const simulated = (page: Page) => page.locator('#view-fleet[data-job]').waitFor();
const showTime = (page: Page, time: number) =>
  page.locator('#scrubber').evaluate((scrubber, at) => {
    (scrubber as HTMLInputElement).value = String(at);
    scrubber.dispatchEvent(new Event('input', { bubbles: true }));
  }, time);
const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const search = (page: Page): string => new URL(page.url()).search;
const still: BrowserContextOptions = { reducedMotion: 'reduce' };

it('what the page loads at first is under 110 kB, minified and gzipped', () => {
  const scripts = new Map(
    files.filter(({ name }) => name.endsWith('.js')).map(({ name, text }) => [name, text]),
  );
  const loaded = new Set(['main.js', 'worker.js']);
  for (const name of loaded) {
    for (const [, imported] of (scripts.get(name) ?? '').matchAll(/from"\.\/([^"]+)"|import"\.\/([^"]+)"/g))
      if (imported !== undefined) loaded.add(imported);
  }
  const size = [...loaded].reduce((sum, name) => sum + gzipSync(scripts.get(name) ?? '').length, 0);
  expect(size).toBeGreaterThan(50_000);
  expect(size).toBeLessThan(110_000);
});

describe('the fleet', () => {
  it.each([
    ['none', 'fixed', 'exponential', 'equal'],
    ['decorrelated', 'proportional', 'axios-retry', 'full'],
    ['budget', 'pacer', 'both'],
  ])('has the figures of npm run simulate for %s, %s, %s …', async (...strategies) => {
    const names = strategies.filter((name) => typeof name === 'string').join(',');
    const page = await visit(`?strategies=${names}&rate=20&duration=10&capacity=30&outage=1-6&seed=7`, still);
    await simulated(page);
    const command = (await page.locator('#command').innerText()).replace('npm run simulate -- ', '');
    const { stdout } = await run('simulate/main', [...command.split(' '), '--json']);
    const expected = (JSON.parse(stdout) as { strategies: (Figures & { strategy: string })[] }).strategies;
    const shown = await page.locator('.panel').evaluateAll((panels) =>
      panels.map((panel) => {
        const { strategy, figures = '' } = (panel as HTMLElement).dataset;
        return { strategy, ...(JSON.parse(figures) as object) };
      }),
    );
    const rounded = shown.map(
      (figures) =>
        JSON.parse(
          JSON.stringify(figures, (_key, value: unknown) =>
            typeof value === 'number' ? Number(value.toFixed(3)) : value,
          ),
        ) as unknown,
    );
    const order = (names.split(',') as unknown[]).length;
    expect(rounded).toHaveLength(order);
    expect(rounded).toEqual(expect.arrayContaining(expected));
  });

  it('is broken and repaired at the time that is shown; the address and the command say so', async () => {
    const page = await visit('?outage=none', still);
    await simulated(page);
    await showTime(page, 6000);
    await click(page, 'Break the server');
    expect(search(page)).toBe('?outage=6-20');
    await page.locator('#view-fleet[data-job="2"]').waitFor();
    await showTime(page, 9000);
    await click(page, 'Repair the server');
    expect(search(page)).toBe('?outage=6-9');
    expect(await page.locator('#command').innerText()).toContain('--outage 6-9');
    await page.locator('#view-fleet[data-job="3"]').waitFor();
    expect(await page.locator('#clock').innerText()).toBe('9.0 s');
  });

  it('plays by itself, pauses, and goes on step by step', async () => {
    const page = await visit();
    await simulated(page);
    await click(page, 'Pause');
    const before = parseFloat(await page.locator('#clock').innerText());
    await click(page, 'Step');
    expect(parseFloat(await page.locator('#clock').innerText())).toBeCloseTo(before + 0.5, 0);
    await click(page, '× 50');
    await click(page, 'Play');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect(await page.locator('.panel[data-over=true]').count()).toBe(2);
  });

  it('moves nothing by itself for those who want less motion', async () => {
    const page = await visit('', still);
    await simulated(page);
    expect(await page.locator('#clock').innerText()).toBe('0.0 s');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });

  it('has a tour of five steps', async () => {
    const page = await visit('', still);
    await simulated(page);
    await click(page, 'Take the tour');
    const titles: string[] = [];
    for (let step = 0; step < 5; step++) {
      titles.push(await page.locator('#tour-title').innerText());
      await click(page, step < 4 ? 'Next' : 'Done');
    }
    expect(titles.map((title) => title.slice(0, 6))).toEqual([1, 2, 3, 4, 5].map((step) => `${step} of 5`));
    expect(await page.locator('#tour').isVisible()).toBe(false);
  });

  it('says what is wrong with a setting, and keeps the last run', async () => {
    const page = await visit('', still);
    await simulated(page);
    await page.getByLabel('Outage').fill('14-4');
    await page.getByLabel('Outage').press('Tab');
    expect(await page.locator('#fleet-outage-problem').innerText()).toBe('It must be like 4-14, or none.');
    expect(await page.locator('.panel').count()).toBe(2);
  });

  it('is driven by keyboard alone', async () => {
    const page = await visit('', still);
    await simulated(page);
    const focused = () => page.evaluate(() => document.activeElement?.id);
    while ((await focused()) !== 'scrubber') await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    expect(await page.locator('.panel[data-over=true]').count()).toBe(2);
    while ((await focused()) !== 'break') await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('#view-fleet[data-job="2"]').waitFor();
  });

  it('draws 400 clients; how long a frame takes is printed', async () => {
    const page = await visit('?rate=100&capacity=150&outage=1-6&strategies=full', still);
    await simulated(page);
    const times: number[] = [];
    for (let at = 5000; at < 6000; at += 20) {
      await showTime(page, at);
      times.push(Number(await page.locator('#view-fleet').getAttribute('data-frame')));
    }
    const label = (await page.locator('.panel canvas').getAttribute('aria-label')) ?? '';
    expect(Number(/(\d+) calls under way/.exec(label)?.[1])).toBeGreaterThanOrEqual(400);
    times.sort((a, b) => a - b);
    process.stdout.write(`A frame with 400 clients: ${times[25] ?? 0} ms of script (median)\n`);
  });

  it.each(['light', 'dark'] as const)('has no fault that axe finds, in %s', async (colorScheme) => {
    const page = await visit('', { ...still, colorScheme });
    await simulated(page);
    await click(page, 'Take the tour');
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await faultsOf(page)]).toEqual([width, []]);
    }
  });
});

describe('one call, answered in the page', () => {
  const QUICK = 'view=run&initialDelay=20&maxDelay=50';
  const ended = (page: Page, state: string) => page.locator(`#view-run[data-state=${state}]`).waitFor();
  const statusOf = (page: Page) => page.locator('#status').innerText();
  const lastLine = (page: Page) => page.locator('#log > li').last().innerText();

  it('says that there is no server, and gets through', async () => {
    const page = await visit(`?${QUICK}&failures=3`);
    expect(await page.locator('#behind').innerText()).toContain('The server is in this page');
    await click(page, 'Send');
    await ended(page, 'succeeded');
    expect(await page.locator('#rows .row-outcome').allInnerTexts()).toEqual([
      ...Array.from({ length: 3 }, () => '503 Service Unavailable'),
      '200 OK',
    ]);
    expect(await page.locator('#server-count').innerText()).toBe('4');
    expect(await lastLine(page)).toMatch(/orders recovered after 3 retries/);
  });

  it.each([
    ['reset', 'ERR_NETWORK'],
    ['hang', 'ECONNABORTED'],
    ['429', '429 Too Many Requests'],
  ])('fails with %s as axios does', async (failure, outcome) => {
    const page = await visit(`?${QUICK}&failure=${failure}&failures=1&timeout=50`);
    await click(page, 'Send');
    await ended(page, 'succeeded');
    expect(await page.locator('#rows .row-outcome').allInnerTexts()).toEqual([outcome, '200 OK']);
  });

  it('waits for what Retry-After asks', async () => {
    const page = await visit(`?${QUICK}&failures=1&retryAfter=1`);
    await click(page, 'Send');
    await ended(page, 'succeeded');
    expect(await page.locator('#rows .row-wait').last().innerText()).toMatch(
      /^1(\.\d+)? s \(up to 1\.1 s\)$/,
    );
  });

  it('does not repeat a POST, unless it has a key', async () => {
    const page = await visit(`?${QUICK}&failures=2&request=post`);
    await click(page, 'Send');
    await ended(page, 'failed');
    expect(await statusOf(page)).toMatch(/^Gave up after 1 attempt and .*may have processed it/);
    await page.locator('#request').selectOption('keyed');
    await click(page, 'Send');
    await ended(page, 'succeeded');
    expect(await page.locator('#server-count').innerText()).toBe('3');
  });

  it('gives up at maxElapsedTime', async () => {
    const page = await visit(`?${QUICK}&failures=9&maxElapsedTime=60&jitter=none`);
    await click(page, 'Send');
    await ended(page, 'failed');
    expect(await statusOf(page)).toContain('maxElapsedTime');
    expect(await lastLine(page)).toContain('maxElapsedTime');
  });

  it('that succeeds at once, and one that is aborted, have a last line too', async () => {
    const page = await visit(`?${QUICK}&failures=0`);
    await click(page, 'Send');
    await ended(page, 'succeeded');
    expect(await lastLine(page)).toMatch(/^Succeeded after 1 attempt and/);
    await page.locator('#failures').fill('1');
    await page.locator('#maxDelay').fill('600000');
    await page.locator('#initialDelay').fill('600000');
    await page.locator('#jitter').selectOption('none');
    await click(page, 'Send');
    await page.locator('#rows li[data-state=waiting]').waitFor();
    await click(page, 'Abort');
    await ended(page, 'cancelled');
    expect(await lastLine(page)).toMatch(/^Cancelled after 1 attempt and/);
  });

  it('waits while the page is offline, and goes on when it is back', async () => {
    const page = await visit(`?${QUICK}&failures=1`);
    await click(page, 'Offline');
    await click(page, 'Send');
    await page.locator('#log > li', { hasText: 'ERR_NETWORK' }).first().waitFor();
    await click(page, 'Offline');
    await ended(page, 'succeeded');
    expect(await page.locator('#offline').getAttribute('aria-pressed')).toBe('false');
  });

  it('moves nothing on the page while it runs', async () => {
    const page = await visit('?view=run&failures=6&initialDelay=50&maxDelay=100');
    await page.locator('#rows > li').last().waitFor();
    await page.evaluate(() => {
      const global = globalThis as unknown as { shift: number };
      global.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) global.shift += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift' });
    });
    await click(page, 'Send');
    await ended(page, 'succeeded');
    const shift = await page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
    expect(shift).toBeLessThan(0.02);
  });

  it('is followed when it is longer than its frame', async () => {
    const page = await visit('?view=run&failures=60&retries=60&initialDelay=1&maxDelay=5');
    await click(page, 'Send');
    await ended(page, 'succeeded');
    const isSeen = await page
      .locator('#rows > li')
      .last()
      .evaluate((row) => {
        const frame = row.closest('#waterfall')?.getBoundingClientRect();
        return frame !== undefined && row.getBoundingClientRect().bottom <= frame.bottom + 1;
      });
    expect(isSeen).toBe(true);
  });

  it('stays beside the plan of new settings', async () => {
    const page = await visit(`?${QUICK}&failures=2`);
    await click(page, 'Send');
    await ended(page, 'succeeded');
    await page.locator('#failures').fill('4');
    await page.locator('#failures').press('Tab');
    expect(await page.locator('#rows > li[data-state=planned]').count()).toBe(2);
    expect(await page.locator('#rows > li[data-state=succeeded]').count()).toBe(1);
    expect(await page.locator('#rows > li.row-new').count()).toBe(5);
  });

  it('has tabs and its button on the first screen of a phone, and folded settings', async () => {
    const page = await visit('?view=run', { viewport: { width: 360, height: 640 } });
    for (const name of ['Send', 'Settings']) {
      const box = await page.getByRole('button', { name, exact: true }).boundingBox();
      expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(640);
    }
    expect(await page.locator('#retries').isVisible()).toBe(false);
    await click(page, 'Settings');
    await page.locator('#retries').fill('many');
    await page.locator('#retries').press('Tab');
    await click(page, 'Settings');
    await click(page, 'Send');
    expect(await page.locator('#retries').isVisible()).toBe(true);
    expect(await faultsOf(page)).toEqual([]);
  });
});

import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { Figures } from '../../../demo/simulate/figures';
import { STRATEGY_NAMES } from '../../../demo/simulate/strategies';
import { pageFiles, type PageFile } from '../../../demo/web/server/page';
import { run } from '../../demo/command';
import { closeServers, startServer, status } from '../../http/scripted-server';
import { faultsOf } from './axe';
import { openPage, typeInto, type Look } from './open';

// Simulations and runs take seconds, on a busy machine some more.
jest.setTimeout(240_000);

const BASE = '/some/where/';

let files: PageFile[];
let origin: string;
const problems: string[] = [];

beforeAll(async () => {
  files = await pageFiles(false);
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
  await closeServers();
  expect(problems.splice(0)).toEqual([]);
});

async function visit(query = '', look: Look = {}): Promise<Page> {
  const page = await openPage(look);
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
const still: Look = { reducedMotion: 'reduce' };

it('the whole page is under 110 kB, minified and gzipped', () => {
  const size = files.reduce((sum, { text }) => sum + gzipSync(text).length, 0);
  process.stdout.write(`The page: ${(size / 1000).toFixed(1)} kB, gzipped\n`);
  expect(size).toBeGreaterThan(50_000);
  expect(size).toBeLessThan(110_000);
});

/** What the page shows of each way of retrying, in full. */
async function shownFigures(page: Page): Promise<unknown[]> {
  const shown = await page.locator('.panel').evaluateAll((panels) =>
    panels.map((panel) => {
      const { strategy, figures = '' } = (panel as HTMLElement).dataset;
      return { strategy, ...(JSON.parse(figures) as object) };
    }),
  );
  // As the command rounds them.
  const round = (_key: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toFixed(3)) : value;
  return shown.map((figures) => JSON.parse(JSON.stringify(figures, round)) as unknown);
}

/** What the command says that the page gives. */
async function commandFigures(page: Page): Promise<unknown[]> {
  const command = (await page.locator('#command').innerText()).replace('npm run simulate -- ', '');
  const { stdout } = await run('simulate/main', [...command.split(' '), '--json']);
  return (JSON.parse(stdout) as { strategies: (Figures & { strategy: string })[] }).strategies;
}

const job = (page: Page, number: number) => page.locator(`#view-fleet[data-job="${number}"]`).waitFor();

describe('the fleet', () => {
  it.each([
    ['none', 'fixed', 'exponential', 'equal'],
    ['decorrelated', 'proportional', 'axios-retry', 'full'],
    ['budget', 'pacer', 'both'],
  ])('has the figures of npm run simulate for %s, %s, %s …', async (...strategies) => {
    const names = strategies.filter((name) => typeof name === 'string').join(',');
    const page = await visit(`?strategies=${names}&rate=20&duration=10&capacity=30&outage=1-6&seed=7`, still);
    await simulated(page);
    const rounded = await shownFigures(page);
    const order = (names.split(',') as unknown[]).length;
    expect(rounded).toHaveLength(order);
    expect(rounded).toEqual(expect.arrayContaining(await commandFigures(page)));
  });

  it('is broken and repaired at the time that is shown, again and again; address, command and figures say so', async () => {
    const page = await visit('?outage=none&rate=20&duration=10&capacity=30&seed=7', still);
    await simulated(page);
    const outages: unknown[] = [];
    const press = async (name: string, at: number) => {
      await showTime(page, at);
      await click(page, name);
      outages.push(new URLSearchParams(search(page)).get('outage'));
      await job(page, outages.length + 1);
    };
    await press('Break the server', 1000);
    await press('Repair the server', 3000);
    await press('Break the server', 5000);
    await press('Repair the server', 6500);
    await press('Break the server', 9000);
    expect(outages).toEqual(['1-10', '1-3', '1-3,5-10', '1-3,5-6.5', '1-3,5-6.5,9-14']);
    expect(await page.locator('#clock').innerText()).toBe('9.0 s');
    expect(await page.locator('#fleet-outage').inputValue()).toBe('1-3,5-6.5,9-14');
    expect(await page.locator('#command').innerText()).toContain('--outage 1-3,5-6.5,9-14 ');
    expect(await shownFigures(page)).toEqual(await commandFigures(page));
  });

  it('goes back to the outage before, and comes with the address', async () => {
    const page = await visit('?outage=1-3,5-6.5', still);
    await simulated(page);
    const names: string[] = [];
    for (const at of [0, 2000, 4000, 6000, 8000]) {
      await showTime(page, at);
      names.push(await page.locator('#break').innerText());
    }
    const [broken, whole] = ['Repair the server', 'Break the server'];
    expect(names).toEqual([whole, broken, whole, broken, whole]);
    await click(page, whole);
    await job(page, 2);
    await page.goBack();
    await job(page, 3);
    expect(await page.locator('#fleet-outage').inputValue()).toBe('1-3,5-6.5');
  });

  it('offers the ways of retrying that run in a page, four at the most', async () => {
    const page = await visit('', still);
    await simulated(page);
    const boxes = page.locator('#fleet-strategies input');
    expect(
      await boxes.evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value)),
    ).toEqual(STRATEGY_NAMES);
    for (const name of ['none', 'full']) await page.locator(`#fleet-strategies [value=${name}]`).check();
    expect(await page.locator('#fleet-strategies :checked').count()).toBe(4);
    expect(await page.locator('#fleet-strategies :disabled').count()).toBe(STRATEGY_NAMES.length - 4);
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

  it('moves nothing on the page while it plays, and when the server is broken', async () => {
    for (const width of [1440, 360]) {
      const page = await visit('', { ...still, viewport: { width, height: 900 } });
      await simulated(page);
      await page.evaluate(watchMoves, '#view-fleet > :is(.card, .stages), #view-fleet button, #scrubber');
      await showTime(page, 2000);
      await click(page, 'Break the server');
      await job(page, 2);
      await page.evaluate(watchMoves, '#stages :is(figure, canvas, dt)');
      await click(page, '× 50');
      await click(page, 'Play');
      await page.locator('.panel[data-over=true]').last().waitFor();
      await showTime(page, 9000);
      expect([width, await movesOf(page)]).toEqual([width, { moved: [], isSmall: true }]);
    }
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
    // The focus is where the tour began, so that the keyboard can go on from there.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('tour-start');
  });

  it('says what is wrong with a setting, and keeps the last run', async () => {
    const page = await visit('', still);
    await simulated(page);
    await typeInto(page.getByLabel('Outage'), '14-4');
    await page.getByLabel('Outage').press('Tab');
    expect(await page.locator('#fleet-outage-problem').innerText()).toBe(
      'It must be like 4-14, or 4-14,17-19, or none.',
    );
    expect(await page.locator('.panel').count()).toBe(2);
  });

  it('is driven by keyboard alone', async () => {
    const page = await visit('', still);
    await simulated(page);
    const focused = () => page.evaluate(() => document.activeElement?.id);
    while ((await focused()) !== 'scrubber') await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    expect(await page.locator('.panel[data-over=true]').count()).toBe(2);
    await page.keyboard.press('Home');
    while ((await focused()) !== 'step') await page.keyboard.press('Shift+Tab');
    // Half a second each.
    for (let step = 0; step < 2; step++) await page.keyboard.press('Enter');
    const press = async (key: string, number: number) => {
      while ((await focused()) !== 'break') await page.keyboard.press('Shift+Tab');
      await page.keyboard.press(key);
      await job(page, number);
      while ((await focused()) !== 'step') await page.keyboard.press('Tab');
      for (let step = 0; step < 4; step++) await page.keyboard.press('Enter');
    };
    // The outage that is set begins early, is repaired, and a second one follows.
    await press('Enter', 2);
    await press('Space', 3);
    await press('Enter', 4);
    await press('Space', 5);
    expect(await page.locator('#fleet-outage').inputValue()).toBe('1-3,5-7');
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

/** What has moved on a page: what it was, and the layout shift where the browser measures it. */
interface Moves {
  moved: string[];
  shift: number;
}

/** Watches from now on what moves. Runs in the page. */
function watchMoves(selector: string): void {
  const moves = Object.assign(globalThis as unknown as Moves, { moved: [], shift: 0 });
  if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) moves.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift' });
  }
  const placeOf = (element: Element): string => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left, top, width, height].map(Math.round).join(' ');
  };
  const watched = [...document.querySelectorAll(selector)];
  const places = watched.map(placeOf);
  const look = (): void => {
    watched.forEach((element, index) => {
      const what = `${element.tagName} ${element.id} ${element.className}: ${element.textContent}`;
      if (placeOf(element) !== places[index] && !moves.moved.includes(what)) moves.moved.push(what);
    });
    requestAnimationFrame(look);
  };
  look();
}

/** What has moved since. */
async function movesOf(page: Page): Promise<{ moved: string[]; isSmall: boolean }> {
  const { moved, shift } = await page.evaluate(() => {
    const { moved, shift } = globalThis as unknown as Moves;
    return { moved, shift };
  });
  return { moved, isSmall: shift < 0.02 };
}

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
    await typeInto(page.locator('#failures'), '1');
    await typeInto(page.locator('#maxDelay'), '600000');
    await typeInto(page.locator('#initialDelay'), '600000');
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
    await page.evaluate(watchMoves, '#view-run :is(.card, button, dt), #rows > li');
    await click(page, 'Send');
    await ended(page, 'succeeded');
    expect(await movesOf(page)).toEqual({ moved: [], isSmall: true });
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
    await typeInto(page.locator('#failures'), '4');
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
    await typeInto(page.locator('#retries'), 'many');
    await page.locator('#retries').press('Tab');
    await click(page, 'Settings');
    await click(page, 'Send');
    expect(await page.locator('#retries').isVisible()).toBe(true);
    expect(await faultsOf(page)).toEqual([]);
  });
});

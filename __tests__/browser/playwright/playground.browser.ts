import type { Page } from 'playwright-core';
import { startPlayground, type Playground } from '../../../demo/web/server/playground';
import { browserName } from '../browsers/start';
import { faultsOf } from './axe';
import { openPage, typeInto, type Look } from './open';

// A run of ten failures takes seconds, on a busy machine some more.
jest.setTimeout(120_000);

let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground({ port: 0 });
});

afterAll(async () => {
  await playground.close();
});

/** A page, and what must not have happened on it. */
interface Opened {
  readonly page: Page;
  /** What it asked of this server, as `GET /runs/1/orders`. */
  readonly requests: string[];
  readonly consoleErrors: string[];
  readonly foreignRequests: string[];
}

const open: Opened[] = [];

async function visit(query = '', look: Look = {}): Promise<Opened> {
  const page = await openPage(look);
  const opened: Opened = { page, requests: [], consoleErrors: [], foreignRequests: [] };
  open.push(opened);
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === playground.url) opened.requests.push(`${request.method()} ${pathname}`);
    else opened.foreignRequests.push(request.url());
  });
  page.on('pageerror', (error) => opened.consoleErrors.push(String(error)));
  page.on('console', (message) => {
    // The browser itself reports each attempt that failed, as that is what the server was asked for.
    const isAsked = /\/runs\/\d+\/orders$/.test(message.location().url);
    if (message.type() === 'error' && !isAsked) opened.consoleErrors.push(message.text());
  });
  const { searchParams } = new URL(query, playground.url);
  // The fleet, which is the first view, has a file of its own.
  if (!searchParams.has('view')) searchParams.set('view', 'run');
  await page.goto(`${playground.url}?${searchParams}`);
  return opened;
}

afterEach(() => {
  for (const { consoleErrors, foreignRequests } of open.splice(0))
    expect({ consoleErrors, foreignRequests }).toEqual({ consoleErrors: [], foreignRequests: [] });
});

const rows = (page: Page, state: string) => page.locator(`#rows > li[data-state=${state}]`);
const text = (page: Page, id: string) => page.locator(`#${id}`).innerText();
const send = (page: Page) => page.getByRole('button', { name: 'Send' }).click();
const ended = (page: Page, state: string) => page.locator(`#view-run[data-state=${state}]`).waitFor();
const orders = (requests: readonly string[]) => requests.filter((request) => request.endsWith('/orders'));

/** Waits that pass quickly, for what is not about them. */
const QUICK = 'initialDelay=20&maxDelay=50';
/** A wait that no test outlasts. */
const ASLEEP = 'initialDelay=600000&maxDelay=600000&jitter=none';

describe('a run', () => {
  it('of ten failures is watched to success, and server and client count the same', async () => {
    const { page, requests } = await visit();
    await send(page);
    await ended(page, 'succeeded');
    expect(await text(page, 'status')).toMatch(/^Succeeded after 11 attempts and [\d.]+ s\.$/);
    expect([await rows(page, 'failed').count(), await rows(page, 'succeeded').count()]).toEqual([10, 1]);
    await expect(text(page, 'client-count')).resolves.toBe('11');
    await page.locator('#server-count', { hasText: /^11$/ }).waitFor();
    expect(orders(requests)).toHaveLength(11);
    const lines = await page.locator('#log > li').allInnerTexts();
    expect(lines).toHaveLength(11);
    expect(lines[10]).toMatch(/^GET http:\S+\/orders recovered after 10 retries, [\d.]+ s elapsed\.$/);
    expect(lines[3]).toMatch(
      /^GET http:\S+\/orders failed: 503 Service Unavailable\. Retry 4 of 10 in .+ \(up to 800 ms\)/,
    );
  });

  it.each([
    ['429', '429 Too Many Requests'],
    ['500', '500 Internal Server Error'],
    // Not a GET, which Firefox itself repeats.
    ['reset&request=keyed', 'ERR_NETWORK'],
  ])('shows what %s looks like to the client', async (failure, outcome) => {
    const { page } = await visit(`?failure=${failure}&failures=3&${QUICK}`);
    await send(page);
    await ended(page, 'succeeded');
    const outcomes = await page.locator('#rows .row-outcome').allInnerTexts();
    expect(outcomes).toEqual([outcome, outcome, outcome, '200 OK']);
    await page.locator('#server-count', { hasText: /^4$/ }).waitFor();
  });

  it('says so when the browser repeats a GET by itself', async () => {
    const { page } = await visit(`?failure=reset&failures=1&${QUICK}`);
    await send(page);
    await ended(page, 'succeeded');
    await page.locator('#server-count', { hasText: /^2$/ }).waitFor();
    const isRepeated = browserName === 'firefox';
    expect(await text(page, 'client-count')).toBe(isRepeated ? '1' : '2');
    const lines = await page.locator('#log > li').allInnerTexts();
    expect(lines.some((line) => line.includes('this browser itself repeats a GET'))).toBe(isRepeated);
  });

  it('gets on when the server hangs, after the timeout', async () => {
    // Long enough for a busy machine to answer the second call in time.
    const { page } = await visit(`?failure=hang&timeout=3000&failures=1&${QUICK}`);
    await send(page);
    await ended(page, 'succeeded');
    const outcomes = await page.locator('#rows .row-outcome').allInnerTexts();
    expect(outcomes).toEqual(['ECONNABORTED', '200 OK']);
  });

  it('waits no less than Retry-After asks for', async () => {
    const { page } = await visit(`?failures=1&retryAfter=1&${QUICK}`);
    await send(page);
    await ended(page, 'succeeded');
    expect(await page.locator('#rows > li:nth-child(2) .row-wait').innerText()).toMatch(
      /^1\.?\d* s \(up to 1\.1 s\)$/,
    );
  });

  it('that is given up says why', async () => {
    const { page } = await visit(`?failures=5&retries=2&${QUICK}`);
    await send(page);
    await ended(page, 'failed');
    expect(await text(page, 'status')).toMatch(/^Gave up after 3 attempts and .+: no retries left\.$/);
  });

  it('starts afresh when it is sent once more', async () => {
    const { page } = await visit(`?failures=1&${QUICK}`);
    for (let run = 0; run < 2; run++) {
      const begun = page.waitForResponse((response) => response.url().endsWith('/runs'));
      await send(page);
      await begun;
      await ended(page, 'succeeded');
    }
    expect(await page.locator('#rows > li').count()).toBe(2);
    await page.locator('#server-count', { hasText: /^2$/ }).waitFor();
  });

  it('counts down while it waits', async () => {
    const { page } = await visit(`?${ASLEEP}`);
    await send(page);
    await rows(page, 'waiting').waitFor();
    const seconds = async (): Promise<number> => parseFloat(await text(page, 'countdown'));
    const first = await seconds();
    expect(first).toBeGreaterThan(500);
    await page.waitForFunction(
      (before) => parseFloat(document.querySelector('#countdown')?.textContent ?? '') < before,
      first,
    );
  });

  it.each([
    ['the button', (page: Page) => page.getByRole('button', { name: 'Abort' }).click()],
    ['Escape', (page: Page) => page.keyboard.press('Escape')],
  ])('is cancelled during a sleep by %s', async (_how, cancel) => {
    const { page, requests } = await visit(`?${ASLEEP}`);
    await send(page);
    await rows(page, 'waiting').waitFor();
    await cancel(page);
    await ended(page, 'cancelled');
    expect(await text(page, 'status')).toMatch(/^Cancelled after 1 attempt and/);
    expect(await rows(page, 'cancelled').count()).toBe(1);
    expect(orders(requests)).toHaveLength(1);
  });
});

describe('wrong input', () => {
  it('is marked at its field, which gets the focus, and nothing is sent', async () => {
    const { page, requests } = await visit();
    await typeInto(page.getByLabel('Retries'), 'many');
    await send(page);
    const field = page.getByLabel('Retries');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    const described = (await field.getAttribute('aria-describedby')) ?? '';
    expect(await text(page, described)).toBe('It must be a whole number from 0 to 100.');
    expect(requests.filter((request) => request.includes('/runs'))).toEqual([]);

    expect(await text(page, 'status')).toBe('Nothing was sent: a setting is wrong, and marked.');

    await typeInto(field, '3');
    expect(await field.getAttribute('aria-invalid')).toBe('false');
    expect(await page.locator(`#${described}`).innerText()).toBe('');
  });

  it.each([
    ['failures', '101'],
    ['failures', ''],
    ['retryAfter', 'soon'],
    ['initialDelay', '-1'],
    ['maxDelay', '1e3'],
    ['multiplier', '0.5'],
  ])('in %s, %p, keeps all others from being sent', async (field, value) => {
    const { page, requests } = await visit();
    await typeInto(page.locator(`#${field}`), value);
    await page.keyboard.press('Enter');
    expect(
      await page.locator('[aria-invalid=true]').evaluateAll((fields) => fields.map(({ id }) => id)),
    ).toEqual([field]);
    expect(requests.filter((request) => request.includes('/runs'))).toEqual([]);
  });

  it('in a field that plays no part does no harm', async () => {
    const { page } = await visit(`?failure=reset&retryAfter=soon&failures=0`);
    await send(page);
    await ended(page, 'succeeded');
  });
});

describe('the address', () => {
  it('restores a view and its settings', async () => {
    const { page } = await visit('?view=code&retries=3&jitter=equal&maxDelay=60000&initialDelay=1000');
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Code');
    expect(await page.locator('#retries').inputValue()).toBe('3');
    expect(await text(page, 'snippet')).toContain(
      'axiosRetry(client, {\n  retries: 3,\n  retryDelay: exponentialBackoff({ jitter: equalJitter }),\n});',
    );
  });

  it('follows what is set, leaves out the defaults, and goes back', async () => {
    const { page } = await visit();
    await typeInto(page.getByLabel('Retries'), '4');
    await page.getByRole('tab', { name: 'Backoff' }).click();
    expect(new URL(page.url()).search).toBe('?view=backoff&retries=4');
    await page.goBack();
    expect(new URL(page.url()).search).toBe('?view=run&retries=4');
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('One call');
    await page.goBack();
    expect(await page.locator('#retries').inputValue()).toBe('10');
  });

  it('shows a wrong setting as it stands', async () => {
    const { page } = await visit('?retries=many');
    expect(await page.locator('#retries').inputValue()).toBe('many');
    expect(await page.locator('#retries').getAttribute('aria-invalid')).toBe('true');
  });
});

describe('by keyboard alone', () => {
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

  it('a field is filled in, Enter sends, arrows lead from tab to tab', async () => {
    const { page } = await visit(`?${QUICK}`);
    while ((await focused(page)) !== 'failures') await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await ended(page, 'succeeded');
    expect(await text(page, 'client-count')).toBe('2');

    while ((await focused(page)) !== 'tab-run') await page.keyboard.press('Tab');
    const visited: unknown[] = [];
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End']) {
      await page.keyboard.press(key);
      visited.push(await page.locator('[role=tabpanel]:visible').getAttribute('id'), await focused(page));
    }
    const panels = ['backoff', 'code', 'fleet', 'code', 'fleet', 'code'];
    expect(visited).toEqual(panels.flatMap((view) => [`view-${view}`, `tab-${view}`]));
  });

  it('every stop is seen', async () => {
    const { page } = await visit();
    const unseen: unknown[] = [];
    await page.keyboard.press('Tab');
    for (let id = await focused(page); id !== ''; id = await focused(page)) {
      const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
        return outlineStyle === 'none' ? '0px' : outlineWidth;
      });
      if (outline === '0px') unseen.push(id);
      await page.keyboard.press('Tab');
    }
    expect(unseen).toEqual([]);
  });
});

describe('the Backoff view', () => {
  it('has a chart for each jitter, the waits, and the chance of a collision, which is sure without jitter', async () => {
    const { page } = await visit('?view=backoff');
    await page.locator('#waits tr').last().waitFor();
    expect(await page.locator('#spreads .spread-name').allInnerTexts()).toEqual([
      'Full',
      'Equal',
      'Decorrelated',
      'Proportional',
      'None',
    ]);
    expect(await page.locator('#spreads .plot-spread').count()).toBe(5 * 10);
    expect(await page.locator('#collisions .plot-line').count()).toBe(5);
    expect(await page.locator('#waits tr').count()).toBe(10);
    expect(await page.locator('#comparison tr', { hasText: 'None' }).innerText()).toMatch(
      /13\.1 s\s.*100 %$/s,
    );
  });

  it('says what the charts show at the last retry, and at any that is pointed at', async () => {
    const { page } = await visit('?view=backoff');
    const reading = page.locator('.spread .reading').last();
    const chances = page.locator('#collision-legend');
    await page.locator('.reading', { hasText: /^Retry 10: 2\.00\s?s$/ }).waitFor();
    expect(await chances.innerText()).toMatch(/^Retry 10\s.*None\s+100 %$/s);
    const shownAt = async (chart: string): Promise<void> => {
      const { width = 0, height = 0 } = (await page.locator(chart).last().boundingBox()) ?? {};
      await page
        .locator(chart)
        .last()
        .hover({ position: { x: 0.25 * width, y: height / 2 } });
    };
    await shownAt('#spreads .plot-area');
    expect(await reading.innerText()).toMatch(/^Retry 3: 400\s?ms$/);
    await shownAt('#collisions .plot-area');
    expect(await reading.innerText()).toMatch(/^Retry 10: /);
    expect(await chances.innerText()).toMatch(/^Retry 3\s/);
  });

  it('has charts of no retries, too', async () => {
    const { page } = await visit('?view=backoff&retries=0');
    await page.locator('#spreads .plot').last().waitFor();
    expect(await page.locator('.plot-spread').count()).toBe(0);
  });

  it('follows its own fields, which no other view needs', async () => {
    const { page } = await visit('?view=backoff');
    await typeInto(page.getByLabel('Clients'), '2');
    await page.getByLabel('Clients').press('Enter');
    await page.locator('#crowd-explained', { hasText: /^2 clients/ }).waitFor();
    expect(new URL(page.url()).search).toBe('?view=backoff&clients=2');
    expect(await page.locator('#view-backoff').isVisible()).toBe(true);
  });
});

it('the plugin’s defaults are a click away, and need no options', async () => {
  const { page } = await visit('?view=code');
  await page.getByRole('button', { name: 'Plugin’s defaults' }).click();
  expect(await text(page, 'snippet')).toContain('axiosRetry(client);');
});

it('the code is copied, and the page says so', async () => {
  const { page } = await visit('?view=code&retries=1');
  await page.getByRole('button', { name: 'Copy code' }).click();
  await page.getByText('Copied.').waitFor();
  // A page may write to the clipboard, and needs leave to read from it. Who pastes needs none.
  const field = page.locator('#maxElapsedTime');
  await field.focus();
  await page.keyboard.press('Control+V');
  expect(await field.inputValue()).toContain('  retries: 1,');
});

describe('axe finds no violation, and nothing is scrolled sideways, in light and dark, wide and narrow', () => {
  it.each([
    ['run, before the first', '', (page: Page) => page.locator('#rows > li').last().waitFor()],
    [
      'run, while it waits',
      `?${ASLEEP}`,
      async (page: Page) => {
        await send(page);
        await rows(page, 'waiting').waitFor();
      },
    ],
    [
      'run, ended',
      `?failures=2&${QUICK}`,
      async (page: Page) => {
        await send(page);
        await ended(page, 'succeeded');
      },
    ],
    ['run, wrong input', '?retries=many', send],
    ['backoff', '?view=backoff', (page: Page) => page.locator('#waits tr').last().waitFor()],
    ['code', '?view=code', (page: Page) => page.locator('#snippet').waitFor()],
  ])('%s', async (_name, query, act) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await visit(query, { colorScheme });
      await act(page);
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 });
        expect([colorScheme, width, await faultsOf(page)]).toEqual([colorScheme, width, []]);
      }
    }
  });
});

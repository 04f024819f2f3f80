import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { closeServers, startServer, status } from '../../http/scripted-server';
import { openPage } from './open';

// What `npm run docs:build -- --base /axios-backoff/` has written, as `npm run test:browser` does.
const SITE = resolve(__dirname, '../../../docs/.vitepress/dist');
const BASE = '/axios-backoff/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

jest.setTimeout(120_000);

let origin: string;
const problems: string[] = [];

beforeEach(async () => {
  ({ origin } = await startServer(({ url }) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const file = resolve(SITE, `./${path.slice(BASE.length)}${path.endsWith('/') ? 'index.html' : ''}`);
    return path.startsWith(BASE) && existsSync(file)
      ? status(
          200,
          { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' },
          readFileSync(file),
        )
      : status(404);
  }));
});

afterEach(async () => {
  await closeServers();
  expect(problems.splice(0)).toEqual([]);
});

async function visit(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await openPage({ colorScheme });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin || !url.pathname.startsWith(BASE)) problems.push(`asks for ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${origin}${BASE}${path}`, { waitUntil: 'networkidle' });
  return page;
}

describe('the site under a sub-path, with nothing asked of another host', () => {
  it('begins with the README, whose links lead to pages', async () => {
    const page = await visit('');
    expect(await page.locator('h1').first().innerText()).toMatch(/^axios-backoff/);
    await page.locator('.vp-doc a', { hasText: 'Overload' }).click();
    await page.waitForURL(`${origin}${BASE}overload.html`);
    const isDrawn = (image: Element): boolean => image instanceof HTMLImageElement && image.naturalWidth > 0;
    expect(await page.locator('.vp-doc img').first().evaluate(isDrawn)).toBe(true);
  });

  it('leads to places on a page, by the anchors that a code host makes', async () => {
    const page = await visit('policy.html#a-post-retried-safely');
    expect(await page.locator('#a-post-retried-safely').count()).toBe(1);
  });

  it('has a reference of the API with the words of the types', async () => {
    const page = await visit('api/');
    await page.locator('.vp-doc a', { hasText: /^axios-backoff$/ }).click();
    await page.locator('.vp-doc a', { hasText: /^RetryOptions$/ }).click();
    await page.getByRole('heading', { name: 'maxElapsedTime?' }).waitFor();
  });

  it('is searched in the browser', async () => {
    const page = await visit('');
    const field = page.locator('#localsearch-input');
    // The page is there before its script is: the first press may be lost.
    while (!(await field.isVisible())) {
      await page.keyboard.press('Control+k');
      await page.waitForTimeout(100);
    }
    await field.fill('idempotency');
    await page.locator('.VPLocalSearchBox .results', { hasText: 'A POST, retried safely' }).waitFor();
  });

  it('is dark for those who like it dark', async () => {
    const colorOf = async (colorScheme: 'light' | 'dark') => {
      const page = await visit('', colorScheme);
      return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    };
    expect(await colorOf('light')).toBe('rgb(255, 255, 255)');
    expect(await colorOf('dark')).not.toBe('rgb(255, 255, 255)');
  });

  it('leads to the playground, which works there', async () => {
    const page = await visit('');
    await page.getByRole('navigation').getByRole('link', { name: 'Playground' }).click();
    await page.waitForURL(`${origin}${BASE}play/`);
    await page.getByRole('tab', { selected: true }).waitFor();
  });
});

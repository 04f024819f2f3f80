import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { startPlayground } from './server/playground';

const FOLDER = resolve(__dirname, 'shots');
const WIDTHS = [1440, 360];
const SCHEMES = ['light', 'dark'] as const;

/** A state of the page that is worth to be looked at, and how it is reached. */
interface Scene {
  readonly name: string;
  readonly query: string;
  readonly act?: (page: Page) => Promise<unknown>;
}

const showTime = (page: Page, time: number): Promise<void> =>
  page.locator('#scrubber').evaluate((scrubber, at) => {
    (scrubber as HTMLInputElement).value = String(at);
    scrubber.dispatchEvent(new Event('input', { bubbles: true }));
  }, time);

/** A fleet at some times of its run. */
const fleetAt = (name: string, query: string, time: number): Scene => ({
  name,
  query,
  act: async (page) => {
    await page.locator('#view-fleet[data-job]').waitFor();
    await showTime(page, time);
  },
});

const send = (page: Page): Promise<void> => page.getByRole('button', { name: 'Send' }).click();

const ended = (page: Page, state: string): Promise<unknown> =>
  page.locator(`#view-run[data-state=${state}]`).waitFor();

const SCENES: readonly Scene[] = [
  fleetAt('fleet-before', '', 2000),
  fleetAt('fleet-outage', '', 9000),
  fleetAt('fleet-after', '', 16_000),
  fleetAt('fleet-ended', '?strategies=none,exponential,full,pacer', 1e6),
  fleetAt('fleet-second-outage', '?outage=4-9,13-16', 15_000),
  {
    name: 'fleet-tour',
    query: '',
    act: async (page) => {
      await page.locator('#view-fleet[data-job]').waitFor();
      await page.getByRole('button', { name: 'Take the tour' }).click();
      for (let step = 0; step < 2; step++) await page.getByRole('button', { name: 'Next' }).click();
      await page.locator('#view-fleet[data-job="4"]').waitFor();
      await showTime(page, 17_000);
    },
  },
  { name: 'run-planned', query: '?view=run' },
  {
    name: 'run-waiting',
    // At least half of each wait: long enough to be caught in it.
    query: '?view=run&jitter=equal',
    act: async (page) => {
      await send(page);
      await page.locator('#rows li:nth-child(7)[data-state=waiting]').waitFor();
    },
  },
  {
    name: 'run-succeeded',
    query: '?view=run',
    act: async (page) => {
      await send(page);
      await ended(page, 'succeeded');
    },
  },
  {
    name: 'run-given-up',
    query: '?view=run&failures=6&failure=reset&retries=3&jitter=equal',
    act: async (page) => {
      await send(page);
      await ended(page, 'failed');
    },
  },
  {
    name: 'run-new-plan',
    query: '?view=run&failures=4',
    act: async (page) => {
      await send(page);
      await ended(page, 'succeeded');
      const field = page.locator('#retries');
      if (!(await field.isVisible())) await page.getByRole('button', { name: 'Settings' }).click();
      await field.fill('3');
      await field.press('Tab');
    },
  },
  {
    name: 'run-wrong-input',
    query: '?view=run&retries=many&multiplier=0.5',
    act: send,
  },
  { name: 'backoff', query: '?view=backoff' },
  { name: 'code', query: '?view=code&retries=5&initialDelay=250&maxDelay=30000&jitter=equal' },
];

async function shoot(browser: Browser, url: string, { name, query, act }: Scene): Promise<void> {
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      await page.goto(url + query);
      await act?.(page);
      await page.screenshot({ path: resolve(FOLDER, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      await page.close();
    }
  }
}

/** Writes a picture of each view, in light and dark, wide and narrow. */
async function shots(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const playground = await startPlayground({ port: 0 });
  try {
    const browser = await launchChromium();
    try {
      // One after the other, so that attempts take as long as they do for a reader.
      for (const scene of SCENES) await shoot(browser, playground.url, scene);
    } finally {
      await browser.close();
    }
  } finally {
    await playground.close();
  }
  console.log(`The pictures are in ${FOLDER}`);
}

shots().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

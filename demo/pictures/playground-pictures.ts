import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { CHROMIUM, launchChromium } from '../web/chromium';
import { startPlayground } from '../web/server/playground';

/** A picture of the playground, and how what it shows is reached. */
interface Scene {
  readonly file: string;
  /** The part of the page that it shows: all of it would be small to read, and large to load. */
  readonly part: string;
  readonly query: string;
  readonly act: (page: Page) => Promise<unknown>;
}

const SCENES: readonly Scene[] = [
  {
    file: 'docs/images/playground-run.png',
    part: '.card:has(#waterfall)',
    query: '?view=run',
    act: async (page) => {
      await page.getByRole('button', { name: 'Send' }).click();
      await page.locator('#view-run[data-state=succeeded]').waitFor();
    },
  },
  {
    file: 'docs/images/playground-backoff.png',
    part: '.card:has(#spreads)',
    query: '?view=backoff',
    act: (page) => page.locator('#waits tr').last().waitFor(),
  },
];

/** Whether there is a browser to take them with. */
export const canTakePictures = (): boolean => existsSync(CHROMIUM.executablePath);

/**
 * Takes the pictures of the playground that stand in documents.
 *
 * @param root the directory of the repository.
 */
export async function takePictures(root: string, onTaken: (file: string) => void): Promise<void> {
  const playground = await startPlayground({ port: 0 });
  const browser = await launchChromium();
  try {
    for (const { file, part, query, act } of SCENES) {
      const page = await browser.newPage({ colorScheme: 'light', viewport: { width: 1200, height: 900 } });
      await page.goto(playground.url + query);
      await act(page);
      await page.locator(part).screenshot({ path: resolve(root, file) });
      onTaken(file);
    }
  } finally {
    await browser.close();
    await playground.close();
  }
}

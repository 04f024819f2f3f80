import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM } from '../../demo/web/chromium';
import { refusedPort } from '../http/scripted-server';

// With these, which are playwright's own, a page in the background is treated as one that is looked at.
const NEVER_IN_BACKGROUND = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** A browser of a test file's own, and the connection to it that leaves its pages as a user has them. */
export interface Chromium {
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * Starts a browser. Each test file has its own: when a connection to a browser ends, all its pages are taken to be
 * online again, whoever took the network from them.
 */
export async function startChromium(): Promise<Chromium> {
  const port = await refusedPort();
  const program = await chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args, `--remote-debugging-port=${port}`],
    ignoreDefaultArgs: NEVER_IN_BACKGROUND,
  });
  // Pages in the browser's own context are left as a user has them. Playwright makes all others believe that they
  // are looked at.
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  return {
    browser,
    close: async () => {
      await browser.close();
      await program.close();
    },
  };
}

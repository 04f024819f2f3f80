import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM } from '../../demo/web/chromium';
import { refusedPort } from '../http/scripted-server';

// With these, which are playwright's own, a page in the background is treated as one that is looked at.
const NEVER_IN_BACKGROUND = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** The environment variable that tells the test files where the browser listens. */
const ENDPOINT = 'CHROMIUM_ENDPOINT';

/** Starts the one browser of all test files. */
export async function launch(): Promise<Browser> {
  const port = await refusedPort();
  const browser = await chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args, `--remote-debugging-port=${port}`],
    ignoreDefaultArgs: NEVER_IN_BACKGROUND,
  });
  process.env[ENDPOINT] = `http://127.0.0.1:${port}`;
  return browser;
}

/** Connects to that browser. Closing what it returns leaves the browser running. */
export const connect = (): Promise<Browser> =>
  // Pages in the browser's own context are left as a user has them. Playwright makes all others believe that they
  // are looked at.
  chromium.connectOverCDP(process.env[ENDPOINT] ?? '', { noDefaults: true });

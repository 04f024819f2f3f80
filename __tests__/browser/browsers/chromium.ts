import { chromium, type Browser as Program, type Page as Tab } from 'playwright-core';
import { CHROMIUM } from '../../../demo/web/chromium';
import { refusedPort } from '../../http/scripted-server';
import type { Browser, Page } from './browser';

// With these, which are playwright's own, a page in the background is treated as one that is looked at.
const NEVER_IN_BACKGROUND = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

export interface Chromium extends Browser {
  /** The connection that leaves the pages of the browser's own context as a user has them. */
  readonly program: Program;
}

/** A tab, as any browser's page. */
export const pageIn = (tab: Tab): Page => ({
  evaluate: (run: (argument: never) => unknown, argument?: unknown) =>
    tab.evaluate(run as (argument: unknown) => never, argument),
  setOffline: async (isOffline) => {
    await tab.context().setOffline(isOffline);
    // Chromium cuts the network in another process, which may still let a request through.
    if (isOffline) await tab.waitForFunction(hasNoNetwork);
  },
  close: () => tab.close(),
});

const hasNoNetwork = (): Promise<boolean> | boolean =>
  !navigator.onLine &&
  fetch(location.href).then(
    () => false,
    () => true,
  );

/**
 * Starts Chromium. Each test file has its own: when a connection to a browser ends, all its pages are taken to be
 * online again, whoever took the network from them.
 */
export async function startChromium(): Promise<Chromium> {
  const port = await refusedPort();
  const launched = await chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args, `--remote-debugging-port=${port}`],
    ignoreDefaultArgs: NEVER_IN_BACKGROUND,
  });
  // Pages in the browser's own context are left as a user has them. Playwright makes all others believe that they
  // are looked at.
  const program = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  return {
    program,
    cutsNetwork: true,
    open: async (url) => {
      const context = await program.newContext();
      const tab = await context.newPage();
      await tab.goto(url);
      return { ...pageIn(tab), close: () => context.close() };
    },
    close: async () => {
      await program.close();
      await launched.close();
    },
  };
}

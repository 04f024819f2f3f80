import puppeteer from 'puppeteer-core';
import type { Browser } from './browser';
import { pathOf } from './installed';

/** Starts Firefox, over WebDriver BiDi. */
export async function startFirefox(): Promise<Browser> {
  const program = await puppeteer.launch({ browser: 'firefox', executablePath: pathOf('firefox') });
  return {
    cutsNetwork: true,
    open: async (url) => {
      const context = await program.createBrowserContext();
      const tab = await context.newPage();
      await tab.goto(url);
      return {
        evaluate: (run: (argument: never) => unknown, argument?: unknown) =>
          tab.evaluate(run as (argument: unknown) => never, argument),
        setOffline: (isOffline) => tab.setOfflineMode(isOffline),
        close: () => context.close(),
      };
    },
    close: () => program.close(),
  };
}

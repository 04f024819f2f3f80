import type { Page as Tab } from 'playwright-core';
import { pageIn, type Chromium } from '../browsers/chromium';
import type { Client, Setting } from '../client';
import { openClientBy, runningBrowser } from '../pages';

/** A page that is not looked at, and the tab that it is in. */
export interface Hidden {
  readonly client: Client;
  readonly tab: Tab;
}

/** Loads a page that is not looked at, as the browser treats such pages: there is another tab before it. */
export async function openHiddenClient(setting: Setting): Promise<Hidden> {
  const { program } = runningBrowser() as Chromium;
  const [context] = program.contexts();
  if (!context) throw new Error('The browser should have a context of its own');
  const tab = await context.newPage();
  const tabBefore = await context.newPage();
  const client = await openClientBy(async (url) => {
    await tab.goto(url);
    return {
      ...pageIn(tab),
      close: async () => {
        await tab.close();
        await tabBefore.close();
      },
    };
  }, setting);
  await tabBefore.bringToFront();
  await tab.waitForFunction(() => document.hidden);
  return { client, tab };
}

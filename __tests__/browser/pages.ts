import { closeServers } from '../http/scripted-server';
import type { Api } from './api';
import type { Browser, Page } from './browsers/browser';
import { startBrowser } from './browsers/start';
import { Client, type Setting } from './client';
import { servePage } from './site';

let browser: Browser | undefined;
const clients: Client[] = [];

beforeAll(async () => {
  browser = await startBrowser();
});

afterEach(async () => {
  const problems: string[] = [];
  for (const client of clients.splice(0)) {
    problems.push(...(await client.heard()).problems);
    await client.page.close();
  }
  await closeServers();
  expect(problems).toEqual([]);
});

afterAll(() => browser?.close());

/** The browser of this file. */
export function runningBrowser(): Browser {
  if (!browser) throw new Error('A page can only be opened in a test');
  return browser;
}

/** Loads the page of a build in a way of your own. It is closed after the test, and must have had no problems. */
export async function openClientBy(open: (url: string) => Promise<Page>, setting: Setting): Promise<Client> {
  const client = new Client(await open(await servePage(setting.build)), setting);
  clients.push(client);
  return client;
}

/** Loads the page of a build. It believes that it is always looked at. */
export const openClient = (setting: Setting): Promise<Client> =>
  openClientBy((url) => runningBrowser().open(url), setting);

/** The same, from the server that the page calls: CORS does not apply. */
export function openClientOf(api: Api, setting: Setting): Promise<Client> {
  api.build = setting.build;
  return openClientBy(() => runningBrowser().open(api.origin), setting);
}

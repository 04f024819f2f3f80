import { closeServers } from '../http/scripted-server';
import { startChromium, type Chromium } from './chromium';
import { Client, type Setting } from './client';

let chromium: Chromium;
const clients: Client[] = [];
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  chromium = await startChromium();
});

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0)) await cleanUp();
  await closeServers();
  expect(clients.splice(0).flatMap(({ problems }) => problems)).toEqual([]);
});

afterAll(async () => {
  await chromium.close();
});

/** Loads a page in a context of its own. It believes that it is always looked at. */
export async function openClient(setting: Setting): Promise<Client> {
  const context = await chromium.browser.newContext();
  cleanups.push(() => context.close());
  const client = await Client.load(await context.newPage(), setting);
  clients.push(client);
  return client;
}

/** Loads a page that is not looked at, as the browser treats such pages: there is another tab before it. */
export async function openHiddenClient(setting: Setting): Promise<Client> {
  const [context] = chromium.browser.contexts();
  if (!context) throw new Error('The browser should have a context of its own');
  const page = await context.newPage();
  cleanups.push(() => page.close());
  const client = await Client.load(page, setting);
  clients.push(client);
  const tabBefore = await context.newPage();
  cleanups.push(() => tabBefore.close());
  await tabBefore.bringToFront();
  await page.waitForFunction(() => document.hidden);
  return client;
}

import { firefox, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { launchChromium } from '../../../demo/web/chromium';
import { pathOf } from '../browsers/installed';
import { browserName } from '../browsers/start';

/** How a page is looked at. */
export type Look = Pick<BrowserContextOptions, 'viewport'> & {
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
};

/** What playwright keeps of a browser on its own side, in this version. */
interface Inside {
  readonly _connection: { toImpl(browser: Browser): { readonly _browserSession: Session } };
}
interface Session {
  send(method: string, parameters: unknown): Promise<unknown>;
}

/** What Firefox is not asked: this release does not know it yet, and playwright asks for it with each page. */
const UNKNOWN = 'emulation.setMediaFeaturesOverride';

/** Starts Debian's Firefox, over WebDriver BiDi. It takes colours and motion from its preferences, not page by page. */
async function launchFirefox({ colorScheme, reducedMotion }: Look): Promise<Browser> {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: pathOf('firefox'),
    firefoxUserPrefs: {
      'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
      'ui.prefersReducedMotion': reducedMotion === 'reduce' ? 1 : 0,
    },
  });
  const session = (browser as unknown as Inside)._connection.toImpl(browser)._browserSession;
  const send = session.send.bind(session);
  session.send = (method, parameters) =>
    method === UNKNOWN ? Promise.resolve({}) : send(method, parameters);
  return browser;
}

/** The browsers that run, by what sets them apart. */
const browsers = new Map<string, Promise<Browser>>();

function browserFor(look: Look): Promise<Browser> {
  const isChromium = browserName === 'chromium';
  const key = isChromium ? '' : `${look.colorScheme ?? ''} ${look.reducedMotion ?? ''}`;
  const browser = browsers.get(key) ?? (isChromium ? launchChromium() : launchFirefox(look));
  browsers.set(key, browser);
  return browser;
}

/** Opens a page in the browser of this file. What it has and stores is its own. */
export async function openPage(look: Look = {}): Promise<Page> {
  const size: Look = { viewport: { width: 1280, height: 900 }, ...look };
  const { viewport } = size;
  const browser = await browserFor(look);
  const page = await browser.newPage(browserName === 'chromium' ? size : { viewport });
  // Runs and simulations take seconds, on a busy machine some more.
  page.setDefaultTimeout(120_000);
  return page;
}

/** Fills in a field by keyboard. Firefox says of a text that a script has put there that nothing has changed. */
export async function typeInto(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.press('Control+A');
  await field.press('Delete');
  await field.page().keyboard.type(text);
}

const running = (): Promise<Browser[]> => Promise.all(browsers.values());

afterEach(async () => {
  for (const browser of await running()) for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  for (const browser of await running()) await browser.close();
});

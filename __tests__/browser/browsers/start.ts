import type { Browser, BrowserName } from './browser';

declare const BROWSER: BrowserName;

/** The browser that this file runs in. */
export const browserName = BROWSER;

// Each brings a library of its own, and a file needs one of them.
const START: Readonly<Record<BrowserName, () => Promise<Browser>>> = {
  chromium: async () => (await import('./chromium')).startChromium(),
  firefox: async () => (await import('./firefox')).startFirefox(),
  webkit: async () => (await import('./webkit')).startWebkit(),
};

export const startBrowser = (): Promise<Browser> => START[BROWSER]();

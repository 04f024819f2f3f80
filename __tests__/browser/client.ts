import type { Page } from 'playwright-core';
import { until } from '../http/scripted-server';
import type { Api } from './api';
import { abortCall, makeCall, type Options, type Outcome, type PageCall } from './page-call';
import { BUILDS, servePage, type Build } from './site';

/** The adapters of axios that reach a server from a page. */
const ADAPTERS = ['xhr', 'fetch'] as const;

export interface Setting {
  readonly build: Build;
  readonly adapter: (typeof ADAPTERS)[number];
}

/** Each build with each adapter. */
export const SETTINGS: readonly Setting[] = BUILDS.flatMap((build) =>
  ADAPTERS.map((adapter) => ({ build, adapter })),
);

/** Chromium's own word on a request that got no good answer. */
const FAILED_REQUEST = 'Failed to load resource';

/** A page that has loaded axios and the plugin. */
export class Client {
  /** What has come by `console.warn`. */
  readonly lines: string[] = [];
  /** What a page should not have to say: errors in the console, and what was thrown and not caught. */
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly setting: Setting,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'warning') this.lines.push(message.text());
      if (message.type() === 'error' && !message.text().startsWith(FAILED_REQUEST)) {
        this.problems.push(message.text());
      }
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
  }

  /** Loads the page of the setting's build. */
  static async load(page: Page, setting: Setting): Promise<Client> {
    const client = new Client(page, setting);
    await page.goto(await servePage(setting.build));
    return client;
  }

  /** Makes a call from the page: a GET with a wait of 20 ms before each retry, if nothing else is said. */
  call(api: Api, options: Options = {}, { config, ...rest }: Partial<PageCall> = {}): Promise<Outcome> {
    const url = `${api.origin}/orders`;
    const { adapter } = this.setting;
    return this.page.evaluate(makeCall, { config: { url, adapter, ...config }, options, ...rest });
  }

  abort(): Promise<void> {
    return this.page.evaluate(abortCall);
  }

  /** Resolves when the page has said that many lines. */
  said(lines: number): Promise<void> {
    return until(() => this.lines.length >= lines);
  }
}

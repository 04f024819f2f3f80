import { pause } from '../http/scripted-server';
import type { Api } from './api';
import type { Page } from './browsers/browser';
import {
  abortCall,
  hearPage,
  makeCall,
  type Heard,
  type Options,
  type Outcome,
  type PageCall,
} from './page-call';
import { BUILDS, type Build } from './site';

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

/** One build with each adapter, for what lies with the browser. */
export const ADAPTER_SETTINGS = SETTINGS.filter(({ build }) => build === 'ESM');

/** A page that has loaded axios and the plugin. */
export class Client {
  constructor(
    readonly page: Page,
    private readonly setting: Setting,
  ) {}

  /** Makes a call from the page: a GET with a wait of 20 ms before each retry, if nothing else is said. */
  call(api: Api, options: Options = {}, { config, ...rest }: Partial<PageCall> = {}): Promise<Outcome> {
    const url = `${api.origin}/orders`;
    const { adapter } = this.setting;
    return this.page.evaluate(makeCall, { config: { url, adapter, ...config }, options, ...rest });
  }

  abort(): Promise<void> {
    return this.page.evaluate(abortCall);
  }

  /** What the page has said so far. */
  heard(): Promise<Heard> {
    return this.page.evaluate(hearPage);
  }

  /** Resolves when the page has said that many lines, and returns them. */
  async said(lines: number): Promise<readonly string[]> {
    for (;;) {
      const heard = await this.heard();
      if (heard.lines.length >= lines) return heard.lines;
      await pause(10);
    }
  }
}

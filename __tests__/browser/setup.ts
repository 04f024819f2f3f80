import type { Browser } from 'playwright-core';
import { launch } from './chromium';

/** What the setup leaves to the teardown. */
export const shared = globalThis as { chromium?: Browser };

export default async function setup(): Promise<void> {
  shared.chromium = await launch();
}

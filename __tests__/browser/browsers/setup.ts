import type { Config } from 'jest';
import { missingFor } from './installed';
import type { BrowserName } from './browser';

/** Ends the run before its first test if the browser is not there. */
export default function setup(_global: unknown, { globals }: Config): void {
  const missing = missingFor(globals?.BROWSER as BrowserName);
  if (!missing) return;
  // Where it was found out is of no interest.
  throw Object.assign(new Error(missing), { stack: missing });
}

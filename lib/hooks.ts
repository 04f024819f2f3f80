import type { Call } from './call';
import { isCancelled, unlessCancelled } from './cancellation';
import { warnOfThrow } from './log';
import { member } from './member';

/** The options that are functions of the caller's, and whose throw does not end the call. */
type Asked = 'retryCondition' | 'validateResponse' | 'retryDelay' | 'renewData' | 'onGiveUp';

/**
 * Asks a function of the caller's. What it throws is logged, and `fallback` stands in.
 *
 * @returns `undefined` when there is no such function, or nobody to wait for it any more.
 */
export async function ask(call: Call, name: Asked, fallback: unknown, ...args: unknown[]): Promise<unknown> {
  const { options, base } = call;
  const hook = member(options, name) as ((...args: unknown[]) => unknown) | null | undefined;
  if (!hook || isCancelled(base)) return undefined;
  try {
    return await unlessCancelled(hook(...args), base);
  } catch (thrown) {
    warnOfThrow(options, name, thrown);
    return fallback;
  }
}

import type { Call } from './call';
import type { Moment } from './guard-brand';

/**
 * Consults the budget and the pacer of a call, and returns what they have to say. What they are and do is no
 * concern of the core's: see {@link retryGuard}.
 */
export const consult = (call: Call, moment: Moment, first?: unknown, second?: unknown): unknown[] => [
  call.options.budget?.(moment, call, first, second),
  call.options.pacer?.(moment, call, first, second),
];

import { backoffOf, longestWaits } from './backoff';
import { seeded } from './seeded';
import { FAILURES, type Settings } from './settings';

// The plugin's own default for maxRetryAfter, in seconds: it does not wait for a server that asks for more.
const MAX_RETRY_AFTER = 300;
const CALLS_DRAWN = 100;

const isStatus = ({ failure }: Settings): boolean => FAILURES[failure].mode === 'status';

/** How many retries a call will take. */
function retriesNeeded(settings: Settings): number {
  const { failures, retries, retryAfter = 0, request } = settings;
  const isTooLong = isStatus(settings) && retryAfter > MAX_RETRY_AFTER;
  // A POST without a key may have been processed.
  return isTooLong || request === 'post' ? 0 : Math.min(failures, retries);
}

/** A call that has not begun, as late as it can be. Times in milliseconds. */
export interface Plan {
  /** The longest wait before each retry, with what the server asks for. */
  readonly ceilings: readonly number[];
  /** How long an attempt takes. */
  readonly length: number;
}

/** What a call with these settings will be like, if nothing ends it early. */
export const planOf = (settings: Settings): Plan => ({
  ceilings: longestPlan(settings),
  length: attemptLength(settings),
});

/** The longest wait before each retry that a call will take, in milliseconds, with what the server asks for. */
function longestPlan(settings: Settings): number[] {
  const { retryAfter } = settings;
  const retries = retriesNeeded(settings);
  if (retryAfter === undefined || !isStatus(settings)) return longestWaits(backoffOf(settings), retries);
  // The plugin adds up to a tenth by chance, and at least 100 ms.
  const asked = retryAfter * 1000;
  return Array.from({ length: retries }, () => asked + Math.max(asked / 10, 100));
}

/** How long an attempt that fails takes, as far as that is known beforehand. */
const attemptLength = ({ failure, timeout }: Settings): number => (failure === 'hang' ? timeout : 0);

/** About how long a call will take, in milliseconds. */
export function expectedLength(settings: Settings): number {
  const retries = retriesNeeded(settings);
  const attempts = retries * attemptLength(settings);
  if (settings.retryAfter !== undefined && isStatus(settings)) {
    return attempts + longestPlan(settings).reduce((sum, wait) => sum + wait, 0);
  }
  const backoff = backoffOf(settings, seeded());
  let waits = 0;
  for (let drawn = 0; drawn < CALLS_DRAWN; drawn++) {
    let previous = 0;
    for (let retry = 1; retry <= retries; retry++) {
      previous = backoff(retry, undefined, previous);
      waits += previous;
    }
  }
  return attempts + waits / CALLS_DRAWN;
}

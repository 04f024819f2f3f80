import type { Call } from './call';
import type { Wait } from './delay';
import type { ResolvedOptions } from './options';
import type { FailureEvent, GiveUpEvent, LogEvent, RetryEvent, StopReason } from './types';

// Control characters, and those that turn or break a line without being seen.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
const LONGEST_TEXT = 200;

/** Text from outside, as it may stand in a line. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, ' ').slice(0, LONGEST_TEXT);

/** An address without user name, password, query and fragment. */
export const printableAddress = (address: string): string =>
  printable(
    address
      .replace(UNPRINTABLE, '')
      .replace(/[?#].*$/, '')
      // User name and password end at the last @ before the path.
      .replace(/^([a-z][a-z\d+.-]*:)?[\\/]{2}[^\\/]*@/i, '$1//'),
  );

/** A length of time with three figures: 513 ms, 1.74 s, 300 s. */
function duration(milliseconds: number): string {
  const rounded = Number(milliseconds.toPrecision(3));
  return rounded < 1000 ? `${Math.round(rounded)} ms` : `${rounded / 1000} s`;
}

const STOPPED: Readonly<Record<StopReason, string>> = {
  cancelled: 'the call was cancelled',
  retries: 'no retry is left',
  retryCondition: 'retryCondition stopped it',
  notRetryable: 'this failure is not retried',
  spentBody: 'its body is a stream that has been read; renewData could make a new one',
  maxRetryAfter: 'the server asked for a longer wait than maxRetryAfter',
  maxElapsedTime: 'maxElapsedTime would be over',
  timeout: 'the timeout of the call would be over',
  onRetry: 'onRetry threw',
  renewData: 'renewData threw',
};

/** The line for an event. */
export function describe(event: RetryEvent | GiveUpEvent): string {
  const { method, url, failure, retryCount, retries, elapsed } = event;
  const what = `${method} ${url} failed: ${failure}.`;
  if (event.type === 'giveUp') {
    const count = retryCount === 1 ? '1 retry' : `${retryCount} retries`;
    return `${what} Gave up after ${count} and ${duration(elapsed)}: ${STOPPED[event.reason]}.`;
  }
  const { delay, ceiling } = event;
  const which = retries === Infinity ? `Retry ${retryCount}` : `Retry ${retryCount} of ${retries}`;
  const longest = ceiling !== undefined && ceiling > delay ? ` (up to ${duration(ceiling)})` : '';
  return `${what} ${which} in ${duration(delay)}${longest}, ${duration(elapsed)} since the first attempt.`;
}

/** What an event says of the call and of its latest failure. */
function failureEvent(call: Call): FailureEvent {
  const { root, base, plugin, options, failure, elapsed } = call;
  const { status, code, reason } = failure;
  let address: string;
  try {
    address = plugin.addressOf(base);
  } catch {
    address = base.url ?? '';
  }
  return {
    method: printable((base.method ?? 'get').toUpperCase()),
    url: printableAddress(address),
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    failure: printable(reason),
    retryCount: root.retryCount,
    retries: options.retries,
    elapsed,
  };
}

/** What is said when a call is given up. */
export const giveUpEvent = (call: Call, reason: StopReason): GiveUpEvent => ({
  type: 'giveUp',
  ...failureEvent(call),
  reason,
});

/** Says that a retry is about to be waited for. */
export function announceRetry(call: Call, wait: Wait): void {
  const { options } = call;
  if (options.log === false) return;
  const event: RetryEvent = { type: 'retry', ...failureEvent(call), ...wait };
  say(options, describe(event), event);
}

/** Says a line. A log that throws, or rejects, changes nothing. */
export function say({ log }: ResolvedOptions, message: string, event: LogEvent): void {
  if (log === false) return;
  try {
    if (!log) {
      console.warn(message);
      return;
    }
    // Typed as returning nothing, it may still be an async function.
    const result: unknown = (log as (...args: unknown[]) => unknown)(message, event);
    Promise.resolve(result).catch(() => undefined);
  } catch {
    // Whatever is wrong with the log, the call goes on.
  }
}

/** Says what the developer should mend, such as an option that does not exist. */
export function warn(options: ResolvedOptions, message: string): void {
  say(options, `axios-backoff: ${message}`, { type: 'warning' });
}

/** Says that one of the caller's functions threw where its throw must not end the call. */
export function warnOfThrow(options: ResolvedOptions, name: string, thrown: unknown): void {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : typeof thrown;
  say(options, `axios-backoff: ${name} threw ${printable(text)}`, { type: 'warning', thrown });
}

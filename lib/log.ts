import type { ResolvedOptions } from './options';
import type { GiveUpEvent, LogEvent, RetryEvent } from './types';

// Control characters, and those that turn or break a line without being seen.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/** Text from outside, as it may stand in a line. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, ' ').slice(0, 200);

/** An address without user name, password, query and fragment. */
export const printableAddress = (address: string): string =>
  address
    .replace(UNPRINTABLE, '')
    .replace(/[?#].*/, '')
    // User name and password end at the last @ before the path, however the slashes before them are written.
    .replace(/(^\s*[a-z][a-z\d+.-]*:[\\/]*|^\s*[\\/]{2,}|:([\\/]|%2f)+)[^/]*@/gi, '$1')
    .slice(0, 200);

/** A length of time with three figures: 513 ms, 1.74 s, 300 s. */
const duration = (milliseconds: number): string =>
  milliseconds < 999.5
    ? `${Math.round(milliseconds)} ms`
    : `${Number((milliseconds / 1000).toPrecision(3))} s`;

/** The line for an event. */
export function describe(event: RetryEvent | GiveUpEvent): string {
  const { method, url, failure, retryCount, retries, elapsed } = event;
  let next;
  if (event.type === 'retry') {
    const { delay, ceiling = 0, offline } = event;
    const longest = ceiling > delay ? ` (up to ${duration(ceiling)})` : '';
    next = `Retry ${retryCount} of ${retries} in ${duration(delay)}${longest}${offline ? ' after the network is back' : ''}, ${duration(elapsed)} since the first attempt`;
  } else {
    const count = retryCount === 1 ? '1 retry' : `${retryCount} retries`;
    next = `Gave up after ${count} and ${duration(elapsed)} (${event.reason})`;
  }
  return `${method} ${url} failed: ${failure}. ${next}.`;
}

/** Says a line. A log that throws, or rejects, changes nothing. */
export async function say({ log }: ResolvedOptions, message: string, event: LogEvent): Promise<void> {
  try {
    // Typed as returning nothing, it may still be an async function.
    if (log) await (log as (...args: unknown[]) => unknown)(message, event);
  } catch {
    // Whatever is wrong with the log, the call goes on.
  }
}

/** Says what the developer should mend: an option that does not exist, a function that threw where it must not. */
export function warn(options: ResolvedOptions, message: string, thrown?: unknown): void {
  void say(options, `axios-backoff: ${printable(message)}`, { type: 'warning', thrown });
}

import type { AxiosRequestConfig } from 'axios';
import { isWhole } from '../axios/origin';
import type { GiveUpEvent, RetryEvent } from '../types';

// Control characters, those that turn or break a line without being seen, and halves of surrogate pairs.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]+/gu;

const MAX_LENGTH = 200;

/** Text from outside, as it may stand in a line. */
export const printable = (text: string): string => text.slice(0, MAX_LENGTH).replace(UNPRINTABLE, ' ');

// Where the authority of an address begins, however the slashes before it are written.
const START = /^\s*([a-z][a-z\d+.-]*:(?=[\\/])|https?:)?[\\/]*/i;
// Hosts that nobody takes for a user name.
const PLAIN_HOST = /^(localhost|(\d+\.){3}\d+|\[[\da-f:.]+\])(:\d+)?$/i;
const COLON = /:|%(25)*3a/i;
const AT = /@|%(25)*40/gi;

const HIDDEN = '***';

/** A path without query and fragment, and without the credentials of an address that stands in it. */
function printablePath(path: string): string {
  const [shown = ''] = path.split(/[?#]/, 1);
  const colon = shown.search(COLON);
  let at = -1;
  for (let match; (match = AT.exec(path));) at = match.index;
  return colon < 0 || at < colon ? shown : shown.slice(0, colon) + HIDDEN + shown.slice(at);
}

/**
 * An address without user name, password, query and fragment.
 *
 * A password may hold any character, so it ends at the last `@`. Where that may stand in a path as well, the parts
 * before it are hidden.
 */
export function printableAddress(address: string): string {
  const text = address.replace(UNPRINTABLE, '').trimStart();
  const start = START.exec(text)?.[0] ?? '';
  const rest = text.slice(start.length);
  const [authority = ''] = rest.split(/[\\/?#]/, 1);
  const at = rest.lastIndexOf('@');
  const isPath = start.length === 1;
  const mayBePassword = !isPath && rest.slice(0, at).includes(':') && !PLAIN_HOST.test(authority);
  let shown = HIDDEN;
  if (at < authority.length || !mayBePassword) {
    shown = authority.slice(authority.lastIndexOf('@') + 1) + printablePath(rest.slice(authority.length));
  } else if (!/[?#]/.test(rest.slice(0, at))) shown += printablePath(rest.slice(at));
  return (start + shown).slice(0, MAX_LENGTH).replace(UNPRINTABLE, '');
}

/** The address of a request, put together as axios does, but without what a log must not hold. */
export function printableAddressOf(config: AxiosRequestConfig): string {
  // axios takes a URL object as well as a text.
  const url = config.url?.toString() ?? '';
  const baseURL = config.baseURL?.toString() ?? '';
  if (!url || !baseURL || isWhole(config)) return printableAddress(url || baseURL);
  // What follows a query is part of it.
  if (/[?#]/.test(baseURL)) return printableAddress(`${baseURL}/${url}`);
  const path = printablePath(url.replace(UNPRINTABLE, '').replace(/^\/+/, ''));
  return `${printableAddress(baseURL).replace(/\/$/, '')}/${path}`
    .slice(0, MAX_LENGTH)
    .replace(UNPRINTABLE, '');
}

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

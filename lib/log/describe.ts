import type { AxiosRequestConfig } from 'axios';
import { isWhole } from '../axios/origin';
import { duration } from '../time/duration';
import type { GiveUpEvent, RecoveredEvent, RetryEvent } from '../types';

// Control characters, invisible characters that reorder or break a line, and lone surrogates.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]+/gu;

const MAX_LENGTH = 200;

/** Sanitises external text for a log line. The cut may have left half a character. */
export const printable = (text: string, filler = ' '): string =>
  text.slice(0, MAX_LENGTH).replace(UNPRINTABLE, filler);

// Everything before the authority of a URL, however its slashes are written.
const START = /^\s*([a-z][a-z\d+.-]*:(?=[\\/])|https?:)?[\\/]*/i;
// Hosts that can be no user name.
const PLAIN_HOST = /^(localhost|(\d+\.){3}\d+|\[[\da-f:.]+\])(:\d+)?$/i;
const COLON = /:|%(25)*3a/i;
const AT = /@|%(25)*40/gi;

const HIDDEN = '***';

/** A path without query and fragment, and without the credentials of a URL embedded in it. */
function printablePath(path: string): string {
  const [shown = ''] = path.split(/[?#]/, 1);
  const colon = shown.search(COLON);
  let at = -1;
  for (let match; (match = AT.exec(path));) at = match.index;
  return colon < 0 || at < colon ? shown : shown.slice(0, colon) + HIDDEN + shown.slice(at);
}

/**
 * A URL without user name, password, query and fragment.
 *
 * A password may hold any character, so it ends at the last `@`. If that `@` may also be part of the path,
 * everything before it is hidden.
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
  return printable(start + shown, '');
}

/** The URL of a request, combined as axios does it, without anything that must not be logged. */
export function printableAddressOf(config: AxiosRequestConfig): string {
  // axios also accepts a URL object.
  const url = config.url?.toString() ?? '';
  const baseURL = config.baseURL?.toString() ?? '';
  if (!url || !baseURL || isWhole(config)) return printableAddress(url || baseURL);
  // What follows the query of a baseURL is part of that query.
  if (/[?#]/.test(baseURL)) return printableAddress(`${baseURL}/${url}`);
  const path = printablePath(url.replace(UNPRINTABLE, '').replace(/^\/+/, ''));
  return printable(`${printableAddress(baseURL).replace(/\/$/, '')}/${path}`, '');
}

/** The log line for an event. */
export function describe(event: RetryEvent | RecoveredEvent | GiveUpEvent): string {
  const { type, method, url, retryCount, skipped } = event;
  const elapsed = duration(event.elapsed);
  const used = `${retryCount} ${retryCount === 1 ? 'retry' : 'retries'}${skipped ? ` (${skipped} held back)` : ''}`;
  if (type === 'recovered') return `${method} ${url} recovered after ${used}, ${elapsed} elapsed.`;
  const next =
    type === 'retry'
      ? `Retry ${retryCount} of ${event.retries} in ${describeWait(event)}, ${elapsed} elapsed`
      : `Gave up after ${used} and ${elapsed} (${event.reason})`;
  return `${method} ${url} failed: ${event.failure}. ${next}.`;
}

function describeWait({ delay, ceiling = 0, retryAfter, askedBy = '', offline }: RetryEvent): string {
  const reasons = [
    retryAfter !== undefined && `${askedBy}: ${duration(retryAfter)}`,
    ceiling > delay && `up to ${duration(ceiling)}`,
  ].filter(Boolean);
  const why = reasons.length ? ` (${reasons.join(', ')})` : '';
  return duration(delay) + why + (offline ? ' after the network is back' : '');
}

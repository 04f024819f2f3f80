import type { Call } from './call';
import type { Wait } from './delay';
import { isCode } from './failure';
import { member } from './member';
import type { ResolvedOptions } from './options';
import { isWhole } from './origin';
import type { AttemptConfig, FailureEvent, GiveUpEvent, LogEvent, RetryEvent, StopReason } from './types';

// Control characters, those that turn or break a line without being seen, and halves of surrogate pairs.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]+/gu;

const MAX_LENGTH = 200;

/** Text from outside, as it may stand in a line. */
export const printable = (text: string): string => text.slice(0, MAX_LENGTH).replace(UNPRINTABLE, ' ');

// Where the authority of an address begins, however the slashes before it are written. Any other scheme could be a user
// name.
const START = /^\s*(https?(\+[a-z]+)?:)?[\\/]*/i;
// A host and a port. With anything else before the first slash the password has a slash.
const HOST = /^(\[[^\]]*\]|[^:]+)(:\d*)?$/;
// Hosts that nobody takes for a user name, and others that no user name without a password looks like.
const OWN_HOST = /^(localhost|(\d+\.){3}\d+|\[[\da-f:.]+\])(:\d*)?$/i;
const HOST_NAME = /^([\w-]+\.)+[a-z]{2,}$/i;
// Another address in a path, as proxies and archives have it, also escaped.
const INNER = /(https?(:|%(25)*3a)|(:|%(25)*3a)(?=[\\/]|%(25)*(2f|5c)))([\\/]|%(25)*(2f|5c))*/i;
const ESCAPED_AT = /%(25)*40/;

const HIDDEN = '***';

/** What lies before the query and the fragment. */
const withoutQuery = (text: string): string => text.split(/[?#]/, 1)[0] ?? '';

/** A path without query and fragment, and without user name and password of an address that stands in it. */
function printablePath(path: string): string {
  const shown = withoutQuery(path);
  const inner = INNER.exec(shown);
  if (!inner) return shown;
  const end = inner.index + inner[0].length;
  const at = path.lastIndexOf('@');
  if (at < end && !ESCAPED_AT.test(path.slice(end))) return shown;
  return shown.slice(0, end) + HIDDEN + (at < end || ESCAPED_AT.test(path.slice(at)) ? '' : shown.slice(at));
}

/** The parts of an address: up to the slashes before its authority, that, and all of the rest with it. */
function partsOf(address: string): { start: string; rest: string; authority: string; isPath: boolean } {
  const start = START.exec(address)?.[0] ?? '';
  const rest = address.slice(start.length);
  const authority = rest.split(/[\\/?#]/, 1)[0] ?? '';
  const colon = rest.indexOf(':');
  // Without a scheme and slashes it is a path, unless a colon may be that of a password.
  const isPath = start.trim() ? start.trim().length === 1 : colon < 0 || rest.lastIndexOf('@') < colon;
  return { start: start.trimStart(), rest, authority, isPath };
}

/**
 * An address without user name, password, query and fragment.
 *
 * User name and password end at the last `@`, whatever characters the password has. That `@` may also stand in a path
 * or in a query, and after a `?` then neither side of it may be shown. So what may be a user name is hidden unless it
 * can't be one: a path in the text that axios joins to a `baseURL` never is.
 *
 * @param path what axios joins to the address.
 */
export function printableAddress(address: string, path = ''): string {
  let head = address.replace(UNPRINTABLE, '');
  let tail = path && `/${path.replace(UNPRINTABLE, '').replace(/^\/+/, '')}`;
  // As axios joins them. A pattern for the last slashes would take quadratic time.
  while (tail && head.endsWith('/')) head = head.slice(0, -1);
  let { start, rest, authority, isPath } = partsOf(head);
  if (tail && !isPath && !head.includes('@') && !HOST.test(authority)) {
    // It names no host yet, so that may stand in the path, and a user name before it.
    head += tail;
    tail = '';
    ({ start, rest, authority, isPath } = partsOf(head));
  }
  const at = rest.lastIndexOf('@');
  if (!isPath && at >= 0) {
    const host = authority.slice(authority.lastIndexOf('@') + 1);
    const isHost = OWN_HOST.test(host) || (HOST_NAME.test(host) && !rest.slice(0, at).includes(':'));
    if (at < authority.length || !HOST.test(host)) rest = rest.slice(at + 1);
    else if (isHost) rest = rest.slice(authority.length - host.length);
    else if (withoutQuery(rest).length < at) [rest, tail] = [HIDDEN, ''];
    else rest = `${HIDDEN}@${rest.slice(at + 1)}`;
  }
  let shown = start + printablePath(rest);
  // What follows a query is part of it.
  if (tail && !/[?#]/.test(rest)) shown += printablePath(tail);
  return shown.slice(0, MAX_LENGTH).replace(UNPRINTABLE, '');
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
    const { delay, ceiling = 0 } = event;
    const offline = member(event, 'offline');
    const longest = ceiling > delay ? ` (up to ${duration(ceiling)})` : '';
    next = `Retry ${retryCount} of ${retries} in ${duration(delay)}${longest}${offline ? ' after the network is back' : ''}, ${duration(elapsed)} since the first attempt`;
  } else {
    const count = retryCount === 1 ? '1 retry' : `${retryCount} retries`;
    next = `Gave up after ${count} and ${duration(elapsed)} (${event.reason})`;
  }
  return `${method} ${url} failed: ${failure}. ${next}.`;
}

const text = (config: AttemptConfig, name: string): string =>
  (member(config, name) as { toString(): string } | null | undefined)?.toString() ?? '';

/** The address of a request, put together as axios does. */
function addressOf(config: AttemptConfig): string {
  try {
    // axios takes a URL object as well as a text, and hands it on.
    const [url, baseURL] = [text(config, 'url'), text(config, 'baseURL')];
    const allowAbsoluteUrls = member(config, 'allowAbsoluteUrls') as boolean | undefined;
    return !baseURL || isWhole({ url, baseURL, allowAbsoluteUrls })
      ? printableAddress(url)
      : printableAddress(baseURL, url);
  } catch {
    // What has no text is no address, and axios will have said so.
    return '';
  }
}

/** What an event says of the call and of its latest failure. */
function failureEvent({ root, latest, base, options, failure, elapsed }: Call): FailureEvent {
  const status = latest?.status;
  return {
    method: printable(((member(base, 'method') ?? 'get') as string).toUpperCase()),
    url: addressOf(base),
    status,
    code: latest?.code,
    failure: printable(`${status ?? ''} ${failure}`.trim()),
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
  call.root.isAnnounced = true;
  if (!call.options.log) return;
  const event: RetryEvent = { type: 'retry', ...failureEvent(call), ...wait };
  void say(call.options, describe(event), event);
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

/** The name of a class of errors; any other may come from outside, with what the error was made from. */
const ERROR_NAME = /^[A-Z]\w{0,60}(Error|Exception)$/;

/**
 * Says that a function of the caller's threw. Of an error only the name and the code are said: its message may quote
 * what a log must not hold, as that of `JSON.parse` quotes the body.
 */
export function warnOfThrow(options: ResolvedOptions, name: string, thrown: unknown): void {
  let what: string = typeof thrown;
  try {
    if (/^\[object (Error|DOMException)]$/.test(Object.prototype.toString.call(thrown))) {
      const [given, code] = [member(thrown, 'name'), member(thrown, 'code')];
      what = typeof given === 'string' && ERROR_NAME.test(given) ? given : 'Error';
      if (isCode(code) && code === code.toUpperCase()) what += ` (${code})`;
    }
  } catch {
    // An object that can't even be looked at.
  }
  warn(options, `${name} threw ${what}`, thrown);
}

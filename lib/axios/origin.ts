import type { AxiosRequestConfig } from 'axios';
import { member, safely } from '../checks/member';

// What axios takes for absolute, with or without a scheme.
const ABSOLUTE = /^([a-z][a-z\d+.-]*:)?\/\//i;

// Scheme and host with port, without user name and password.
const PLACE = /^([a-z][a-z\d+.-]*:)\/{2,}(?:[^/?#]*@)?([^/?#]+)/i;

const HTTP = /^https?:/i;

// What URL parsers drop.
const DROPPED = /^\s+|[\t\n\r]+/g;

const DEFAULT_PORT = /^(http:.*):80$|^(https:.*):443$/;

// In a host, where the runtime leaves it as it is.
const UNPRINTABLE = /[\p{C}\p{Z}]/gu;

// Longer than any host. Normalising anything longer can take quadratic time.
const MAX_LENGTH = 4096;

// axios also accepts a URL object. It may change, so only its text is used.
function textOf(config: AxiosRequestConfig, name: 'url' | 'baseURL' | 'socketPath'): string {
  const value: unknown = member(config, name) ?? '';
  // Not safely(): each guarded call reads several, and would pay for a closure.
  try {
    return String(value);
  } catch {
    return '';
  }
}

/** Whether axios treats the URL as absolute, and ignores the `baseURL`. */
export const isWhole = (config: AxiosRequestConfig): boolean =>
  ABSOLUTE.test(textOf(config, 'url')) &&
  !(member(config, 'allowAbsoluteUrls') === false && member(config, 'baseURL'));

/** The URL, combined as axios does it, or a part of it that has the same origin. */
function targetOf(config: AxiosRequestConfig): string {
  const url = textOf(config, 'url');
  const baseURL = textOf(config, 'baseURL');
  if (!baseURL || isWhole(config)) return url;
  // Usually it has the host, and what follows is not part of the origin.
  return PLACE.test(baseURL) ? baseURL : `${baseURL.replace(/\/?\/$/, '')}/${url.replace(/^\/+/, '')}`;
}

/** What relative URLs are relative to, in a page and in a worker. */
const baseOfPage = (): string | undefined =>
  (member(member(globalThis, 'document'), 'baseURI') ?? member(member(globalThis, 'location'), 'href')) as
    string | undefined;

/**
 * The origin of a URL. `URL` normalises it as the adapters do, where the runtime has a real one. Only its `href` is
 * used: in React Native `origin` throws, or holds the password.
 */
function read(url: string, base?: string): string {
  // It may be no URL, or a runtime without this class.
  const href = safely(() => new URL(url, base).href) ?? url;
  const [, scheme = '', host = ''] = PLACE.exec(href) ?? [];
  if (!host) return '';
  const origin = `${scheme}//${host.replace(UNPRINTABLE, (character) => `%${String(character.codePointAt(0))}`)}`;
  if (!HTTP.test(scheme)) return origin;
  // Only ASCII: elsewhere two names can have one lower case.
  return origin.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(DEFAULT_PORT, '$1$2');
}

// Most calls go to the same place as the one before, and many have the same `baseURL`.
let last: { target?: string | undefined; place?: string; base?: string | undefined; origin: string } = {
  origin: '',
};

/**
 * @param base what the place is relative to, if it is.
 * @param target has the same origin, whatever the page.
 */
function originAt(place: string, base?: string, target?: string): string {
  if (place !== last.place || base !== last.base)
    last = { place, base, origin: read(place.slice(0, MAX_LENGTH), base) };
  last.target = target;
  return last.origin;
}

function originOfTarget(target: string): string {
  if (target === last.target) return last.origin;
  const [, scheme = '', host] = PLACE.exec(target) ?? [];
  if (host) return originAt(`${scheme}//${host}`, undefined, target);
  const base = baseOfPage();
  // Outside a page, what has no scheme is no URL, and to read it would cost an exception for each call.
  return base || target.includes(':') ? originAt(target, base) : '';
}

/**
 * The origin of a request, such as `https://api.example.com`: the default key of a budget and a pacer. If the
 * request goes through a Unix socket, its path follows after a `#`.
 *
 * A relative URL has the origin of the page; outside a page, the empty string.
 *
 * @see RFC 6454 §4
 */
export function originOf(config: AxiosRequestConfig): string {
  let target = targetOf(config).replace(DROPPED, '');
  // There, a backslash is a slash.
  if (HTTP.test(target)) target = target.replace(/\\/g, '/');
  const origin = originOfTarget(target);
  const socket = textOf(config, 'socketPath');
  return socket ? `${origin}#${socket}` : origin;
}

/** Whether a page needs the permission of another server to read what comes from a URL, as far as its text tells. */
export function needsCors(url: string): boolean {
  const page = member(member(globalThis, 'location'), 'origin') as string | undefined;
  const [place] = /^([a-z]+:)?\/\/[^/?#]*/i.exec(url) ?? [];
  return Boolean(place && page && !page.endsWith(place));
}

import type { AxiosRequestConfig } from 'axios';
import { member, safely } from '../checks/member';

// With or without a scheme, as axios accepts it.
const PLACE = /^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*/i;

const textOf = (config: AxiosRequestConfig, name: 'url' | 'baseURL'): string =>
  // axios also accepts a URL object. It may change, so only its text is compared with the one before.
  // A missing one becomes "undefined", which names no place.
  String(safely(() => String(member(config, name))));

/** Whether axios treats the URL as absolute, and ignores the `baseURL`. */
export const isWhole = (config: AxiosRequestConfig): boolean =>
  PLACE.test(textOf(config, 'url')) &&
  !(member(config, 'allowAbsoluteUrls') === false && member(config, 'baseURL'));

// Longer than any host with user name and password. Normalising anything longer can take quadratic time.
const MAX_PLACE = 4096;

// Some servers and apps set one that is not complete.
const location = /* @__PURE__ */ member(globalThis, 'location') as Partial<Location> | undefined;

/** Whether a page needs the permission of another origin to read what comes from a URL. */
export const needsCors = (url: string): boolean => {
  const place = PLACE.exec(url)?.[0];
  const origin = location?.origin;
  return Boolean(place && origin && !origin.endsWith(place));
};

// Most calls go to the same place as the one before.
let lastTarget: string | undefined;
let lastPlace: string | undefined;
let lastOrigin = '';

/**
 * The origin of a request, such as `https://api.example.com`: the default key of a budget and a pacer.
 *
 * If the config does not tell, it is the origin of the page; outside a page, the empty string.
 *
 * @see RFC 6454 §4
 */
export function originOf(config: AxiosRequestConfig): string {
  const target = textOf(config, isWhole(config) ? 'url' : 'baseURL');
  if (target === lastTarget) return lastOrigin;
  lastTarget = target;
  const place = target.slice(0, PLACE.exec(target)?.[0].length ?? 0);
  if (place === lastPlace) return lastOrigin;
  lastPlace = place;
  try {
    lastOrigin = place.length > MAX_PLACE ? '' : new URL(place, location?.href).origin;
  } catch {
    lastOrigin = '';
  }
  return lastOrigin;
}

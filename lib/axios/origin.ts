import type { AxiosRequestConfig } from 'axios';
import { member } from '../checks/member';

// With or without a scheme, as axios sees it.
const PLACE = /^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*/i;

const textOf = (config: AxiosRequestConfig, name: 'url' | 'baseURL'): string =>
  (member(config, name) as string | undefined) ?? '';

/** Whether axios takes the URL for an address of its own, and leaves the `baseURL` alone. */
export const isWhole = (config: AxiosRequestConfig): boolean =>
  PLACE.test(textOf(config, 'url')) &&
  !(member(config, 'allowAbsoluteUrls') === false && member(config, 'baseURL'));

// Longer than any host with a user name and a password. To bring what is longer into its normal form can take quadratic
// time.
const MAX_PLACE = 4096;

const location = member(globalThis, 'location') as { readonly href: string } | undefined;

// Most calls go where the one before them went.
let lastTarget: string | undefined;
let lastPlace: string | undefined;
let lastOrigin = '';

/**
 * The origin that a request goes to, such as `https://api.example.com`: what a budget and a pacer are kept for.
 * In a page the page's own, where the config does not tell; elsewhere empty.
 *
 * @see RFC 6454 §4
 */
export function originOf(config: AxiosRequestConfig): string {
  const target = textOf(config, isWhole(config) ? 'url' : 'baseURL');
  if (target === lastTarget) return lastOrigin;
  lastTarget = target;
  const [place = ''] = PLACE.exec(target) ?? [];
  if (place === lastPlace) return lastOrigin;
  lastPlace = place;
  try {
    lastOrigin = place.length > MAX_PLACE ? '' : new URL(place, location?.href).origin;
  } catch {
    lastOrigin = '';
  }
  return lastOrigin;
}

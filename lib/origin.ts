import type { AxiosRequestConfig } from 'axios';

// With or without a scheme, as axios sees it.
const PLACE = /^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*/i;

/** Whether axios takes the URL for an address of its own, and leaves the `baseURL` alone. */
export const isWhole = ({ url = '', baseURL, allowAbsoluteUrls }: AxiosRequestConfig): boolean =>
  PLACE.test(url) && !(allowAbsoluteUrls === false && baseURL);

// Longer than any host with a user name and a password. To bring what is longer into its normal form can take quadratic
// time.
const MAX_PLACE = 4096;

const { location } = globalThis as { readonly location?: { readonly href: string } };

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
  const { url = '', baseURL = '' } = config;
  const target = isWhole(config) ? url : baseURL;
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

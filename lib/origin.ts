import type { AxiosRequestConfig } from 'axios';

const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

// Most calls go where the one before them went.
let lastPlace = '';
let lastOrigin = '';

/**
 * The origin that a request goes to, such as `https://api.example.com`: what a budget and a pacer are kept for.
 * Empty where the config does not tell; in a browser that is the page's own.
 *
 * @see RFC 6454 §4
 */
export function originOf({ url = '', baseURL = '', allowAbsoluteUrls }: AxiosRequestConfig): string {
  const own = allowAbsoluteUrls === false && baseURL ? null : ABSOLUTE.exec(url);
  const [place = ''] = own ?? ABSOLUTE.exec(baseURL) ?? [];
  if (place !== lastPlace) {
    lastPlace = place;
    try {
      lastOrigin = new URL(place).origin;
    } catch {
      lastOrigin = '';
    }
  }
  return lastOrigin;
}

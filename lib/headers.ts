const isBag = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * One header's text, whatever the case of its name; `undefined` when it is absent or empty. Reads plain objects
 * and `AxiosHeaders`, which keep header names as their own keys, on every version of axios.
 */
export function headerOf(headers: unknown, name: string): string | undefined {
  if (!isBag(headers)) return undefined;
  for (const key of Object.keys(headers)) {
    if (key.toLowerCase() !== name) continue;
    const value = headers[key];
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const text = String(value).trim();
    if (text) return text;
  }
  return undefined;
}

/** As {@link headerOf}, for a request's headers, which axios 0.x keeps in a bucket for each method. */
export function requestHeaderOf(headers: unknown, name: string, method: string): string | undefined {
  return isBag(headers)
    ? (headerOf(headers, name) ?? headerOf(headers[method], name) ?? headerOf(headers.common, name))
    : undefined;
}

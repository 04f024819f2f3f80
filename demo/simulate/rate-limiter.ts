/**
 * A rate limiter with fixed windows.
 *
 * @param rate calls a second, on an average.
 * @param length of a window, in milliseconds.
 * @returns for a call at a time: `undefined` when it may pass, or the seconds until the next window.
 */
export function limitRate(rate: number, length: number): (now: number) => number | undefined {
  let window = -1;
  let left = 0;
  return (now) => {
    const current = Math.floor(now / length);
    if (current !== window) {
      window = current;
      left = Math.floor((rate * length) / 1000);
    }
    if (left === 0) return Math.ceil(((current + 1) * length - now) / 1000);
    left--;
    return undefined;
  };
}

/**
 * A length of time with three figures, as in the plugin's lines, but with zeros at the end, so that a column of
 * them is even.
 */
export function duration(milliseconds: number): string {
  const rounded = Number(milliseconds.toPrecision(3));
  if (rounded < 1000) return `${Math.round(rounded)} ms`;
  const seconds = rounded / 1000;
  return `${seconds.toFixed(seconds < 10 ? 2 : seconds < 100 ? 1 : 0)} s`;
}

/** `1 call`, `2 calls`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A duration with three significant figures: 513 ms, 1.74 s, 300 s. */
export const duration = (milliseconds: number): string =>
  milliseconds < 999.5
    ? `${Math.round(milliseconds)} ms`
    : `${Number((milliseconds / 1000).toPrecision(3))} s`;

/** A round step (1, 2 or 5 with zeros) that divides a length into at most `most` parts. */
function roundStep(length: number, most: number): number {
  const rough = length / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((step) => step * power >= rough) ?? 10) * power;
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Round times from 0 to `end` milliseconds, at most `most` of them beside the 0. */
export function ticks(end: number, most: number): Tick[] {
  const step = roundStep(end, most);
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => {
    const at = index * step;
    const label = end < 1000 ? `${Number(at.toPrecision(3))} ms` : `${Number((at / 1000).toPrecision(3))} s`;
    return { at, label: at === 0 ? '0' : label };
  });
}

import { drawFleet } from '../../../demo/pictures/fleet-picture';
import { THEMES } from '../../../demo/shared/themes';
import type { Result } from '../../../demo/simulate/workers';
import { CALM } from '../simulate/scenario';

const SCENARIO = { ...CALM, processes: 50, duration: 60_000, outages: [{ from: 10_000, to: 30_000 }] };

const result = (strategy: Result['strategy'], perTenth: number, refused: number): Result => ({
  strategy,
  figures: { attemptsPerCall: 3.39, peak: 1, done: 89_888, lost: 0, p50: 0, p99: 0 },
  attempts: Array<number>(600).fill(perTenth),
  failures: Array<number>(600).fill(refused),
});

const RESULTS = [result('full', 50, 30), result('pacer', 20, 2)];

/** The texts of an SVG image, in their order. */
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);

it('says what it shows, what came of each strategy, and what is what', () => {
  expect(textsOf(drawFleet(RESULTS, SCENARIO, THEMES.light))).toEqual(
    expect.arrayContaining([
      'An outage as the server sees it: attempts a second',
      '50 processes make 140 calls a second for 60 s. The server takes 200 a second and is down for 20 s.',
      'Full jitter alone',
      'Full jitter and a pacer',
      '3.4 attempts a call, last call done 89.9 s after the outage',
      'capacity, 200 a second',
      'server down',
      'served',
      'refused',
    ]),
  );
});

it('stacks what was served and what was refused, on one scale for all', () => {
  const svg = drawFleet(RESULTS, SCENARIO, THEMES.light);
  // 500 attempts a second at most, and the capacity is 200.
  expect(textsOf(svg).filter((text) => text === '600')).toHaveLength(2);
});

it.each(Object.entries(THEMES))('is the same picture in the colours of the theme %s', (_name, theme) => {
  const svg = drawFleet(RESULTS, SCENARIO, theme);
  expect(svg).toMatch(new RegExp(`^<svg [^>]*>\\s*<rect width="800" [^>]*fill="${theme.background}">`));
  expect(textsOf(svg)).toEqual(textsOf(drawFleet(RESULTS, SCENARIO, THEMES.light)));
  for (const color of Object.values(theme)) expect(svg).toContain(color);
});

import { collisionChance } from '../../../demo/web/page/collisions';
import { outlook, quantile } from '../../../demo/web/page/outlook';
import { seeded } from '../../../demo/web/page/seeded';
import { DEFAULTS, readSettings, type Settings } from '../../../demo/web/page/settings';

function settings(given: Partial<Settings> = {}): Settings {
  const defaults = readSettings(DEFAULTS, 'backoff');
  if (!defaults) throw new Error('The defaults are wrong.');
  return { ...defaults, ...given };
}

const CEILINGS = [100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000, 2000];
const SUM = CEILINGS.reduce((sum, ceiling) => sum + ceiling, 0);

/** Within a part of the expected value: it is drawn by chance, but the same each time. */
const near = (value: number, expected: number, part: number): boolean =>
  Math.abs(value - expected) <= part * expected;

describe('what to expect of a backoff', () => {
  it.each([
    // Uniform on [from, to] times the ceiling.
    ['full', 0, 1],
    ['equal', 0.5, 1],
    ['proportional', 1, 1.2],
    ['none', 1, 1],
  ] as const)('%s jitter is uniform between %d and %d of the ceiling', (jitter, from, to) => {
    const { waits, total } = outlook(settings({ jitter }));
    waits.forEach((wait, index) => {
      const ceiling = CEILINGS[index]!;
      expect(wait.ceiling).toBeCloseTo(ceiling * to);
      for (const [percentile, part] of [
        [wait.p10, 0.1],
        [wait.p50, 0.5],
        [wait.p90, 0.9],
      ] as const) {
        expect(near(percentile, ceiling * (from + part * (to - from)), 0.05)).toBe(true);
      }
    });
    expect(near(total.mean, (SUM * (from + to)) / 2, 0.01)).toBe(true);
    expect(total.p10).toBeLessThanOrEqual(total.mean);
    expect(total.p90).toBeGreaterThanOrEqual(total.mean);
  });

  it('decorrelated jitter grows from the wait before, up to the cap', () => {
    const { waits } = outlook(settings({ jitter: 'decorrelated' }));
    expect(waits.map(({ ceiling }) => ceiling).slice(0, 5)).toEqual([300, 900, 2000, 2000, 2000]);
    // The first is uniform on [100, 300].
    expect(near(waits[0]!.p50, 200, 0.02)).toBe(true);
    expect(waits[9]!.p50).toBeGreaterThan(waits[1]!.p50);
  });

  it('is the same each time', () => {
    expect(outlook(settings())).toEqual(outlook(settings()));
  });

  it('is nothing without retries', () => {
    expect(outlook(settings({ retries: 0 }))).toEqual({ waits: [], total: { mean: 0, p10: 0, p90: 0 } });
  });

  it('without jitter a crowd always collides; with it the less, the more there is', () => {
    const last = (jitter: Settings['jitter']): number => outlook(settings({ jitter })).waits[9]!.collision;
    expect(last('none')).toBe(1);
    expect(last('full')).toBeLessThan(last('equal'));
    expect(last('equal')).toBeLessThan(last('proportional'));
  });
});

describe('the chance of a collision', () => {
  it.each([
    [2, 10],
    [5, 10],
    [10, 10],
    [20, 1],
  ])('of %d uniform times within %d of 1000 ms is the exact one', (clients, window) => {
    const random = seeded();
    const times = Float64Array.from({ length: 10_000 }, () => 1000 * random());
    // No gap of n uniform points is below w with the probability (1 − (n − 1) w)ⁿ.
    const exact = 1 - (1 - ((clients - 1) * window) / 1000) ** clients;
    expect(Math.abs(collisionChance(times, clients, window, random) - exact)).toBeLessThan(0.03);
  });

  it('is sure for times that are one, and none for times that are far apart', () => {
    expect(collisionChance(new Float64Array(100), 2, 1, seeded())).toBe(1);
    expect(
      collisionChance(
        Float64Array.from({ length: 100 }, (_, index) => 50 * index),
        5,
        10,
        seeded(),
      ),
    ).toBe(0);
  });
});

it('a quantile has that part of the values below it', () => {
  const sorted = Float64Array.from({ length: 100 }, (_, index) => index);
  expect([0, 0.1, 0.5, 0.9, 1].map((fraction) => quantile(sorted, fraction))).toEqual([0, 10, 50, 90, 99]);
});

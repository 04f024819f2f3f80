import { bySecond, drawPlot } from '../../../demo/simulate/plot';
import type { Result } from '../../../demo/simulate/workers';
import { CALM, OUTAGE } from './scenario';

const FIGURES = { attemptsPerCall: 1, peak: 1, done: 0, lost: 0, p50: 0, p99: 0 };

const result = (strategy: Result['strategy'], perTenth: number): Result => ({
  strategy,
  figures: FIGURES,
  attempts: Array<number>(300).fill(perTenth),
  failures: [],
});

/** The texts of an SVG image, in their order. */
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);

describe('counts by second', () => {
  it('are sums of ten tenths, and of what is left', () => {
    expect(bySecond([...Array<number>(10).fill(2), 1, 1])).toEqual([20, 2]);
    expect(bySecond([])).toEqual([]);
  });
});

describe('the plot', () => {
  it('is an SVG image on white, whatever it is shown on', () => {
    expect(drawPlot([result('full', 10)], OUTAGE)).toMatch(
      /^<svg [^>]*>\s*<rect width="900" height="\d+" x="0" y="0" fill="#ffffff">/,
    );
  });

  it('names each strategy, the capacity, what was wrong, and the unit of time', () => {
    const brownOut = { from: 25_000, to: 30_000 };
    const texts = textsOf(drawPlot([result('none', 10), result('full', 10)], { ...OUTAGE, brownOut }));
    expect(texts).toEqual(
      expect.arrayContaining([
        'no retry',
        'full jitter (the default)',
        'capacity, 200 a second',
        'outage',
        'brown-out',
        'seconds',
      ]),
    );
  });

  it('has a row more for each strategy', () => {
    const heightOf = (results: Result[]): number =>
      Number(/height="(\d+)"/.exec(drawPlot(results, CALM))?.[1]);
    const one = heightOf([result('full', 10)]);
    const two = heightOf([result('full', 10), result('none', 10)]);
    expect(heightOf([result('full', 10), result('none', 10), result('fixed', 10)]) - two).toBe(two - one);
    expect(two).toBeGreaterThan(one);
  });

  it('says what it cuts, so that one strategy does not flatten all others', () => {
    const texts = textsOf(drawPlot([result('fixed', 500), result('full', 40)], OUTAGE));
    expect(texts).toContain('fixed wait (cut: up to 5000 a second)');
    expect(texts).toContain('full jitter (the default)');
    expect(texts.filter((text) => text === '1,000')).toHaveLength(2);
  });
});

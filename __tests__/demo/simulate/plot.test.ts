import { JSDOM } from 'jsdom';
import { THEMES } from '../../../demo/shared/themes';
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
  it('is an SVG image on the colour of a page, and dark where the page is', () => {
    const svg = drawPlot([result('full', 10)], OUTAGE);
    expect(svg).toMatch(/<rect width="900" height="\d+" x="0" y="0" fill="#ffffff">/);
    const dark = /<style>@media \(prefers-color-scheme:dark\)\{(.*)\}<\/style>/.exec(svg)?.[1] ?? '';
    expect(dark).toContain(`[fill="#ffffff"]{fill:${THEMES.dark.background}}`);
    // None that is seen stays as it is on white.
    const seen = svg.replaceAll(/<clipPath.*?<\/clipPath>/gs, '');
    const colors = [...seen.matchAll(/ (fill|stroke)="(#\w+)"/g)].map(([, what = '', color = '']) => [
      what,
      color,
    ]);
    const left = colors.filter(([what = '', color = '']) => !dark.includes(`[${what}="${color}"]`));
    expect(left).toEqual([]);
    expect(colors.length).toBeGreaterThan(20);
    // An attribute of the style of an element would not be turned.
    expect(svg).not.toMatch(/style="[^"]*(fill|stroke|color):/);
  });

  it('is well-formed XML', () => {
    expect(
      () => new JSDOM(drawPlot([result('full', 10)], OUTAGE), { contentType: 'image/svg+xml' }),
    ).not.toThrow();
  });

  it('tells what was served from what was refused', () => {
    const half = { ...result('full', 10), failures: Array<number>(300).fill(4) };
    const svg = drawPlot([half], CALM);
    for (const name of ['served', 'refused'] as const) {
      expect(textsOf(svg)).toContain(name);
      expect(svg).toMatch(new RegExp(`<path d="M64 [^>]* fill="${THEMES.light[name]}"`));
    }
  });

  it.each([
    [{ outages: [{ from: 0, to: 5000 }] }, {}, '1.50 attempts a call, all done 2.00 s after the outage'],
    [
      {
        outages: [
          { from: 0, to: 5000 },
          { from: 7000, to: 8000 },
        ],
      },
      {},
      '1.50 attempts a call, all done 2.00 s after the last outage',
    ],
    [
      { brownOut: { from: 0, to: 5000 } },
      { lost: 3 },
      '1.50 attempts a call, 3 lost, all done 2.00 s after the brown-out',
    ],
    [{}, {}, '1.50 attempts a call, all done after 2.00 s'],
    [
      { outages: [{ from: 0, to: 5000 }] },
      { done: -400, lost: 7 },
      '1.50 attempts a call, 7 lost, all done before the end of the outage',
    ],
  ])('says at the end of each row what it came to: %j %j', (trouble, figures, text) => {
    const shown = {
      ...result('full', 10),
      figures: { ...FIGURES, attemptsPerCall: 1.5, done: 2000, ...figures },
    };
    expect(textsOf(drawPlot([shown], { ...CALM, ...trouble }))).toContain(text);
  });

  it('has a title, and says below it what was simulated', () => {
    const texts = textsOf(
      drawPlot([result('full', 10)], { ...CALM, processes: 50, outages: [{ from: 2000, to: 4000 }] }),
    );
    expect(texts).toEqual(
      expect.arrayContaining([
        'Attempts per second at the server',
        '50 processes, 140 calls a second for 30 s, a server that takes 200 a second, down 2–4 s',
      ]),
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

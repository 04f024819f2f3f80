import fc from 'fast-check';
import {
  decorrelatedJitter,
  equalJitter,
  fullJitter,
  noJitter,
  proportionalJitter,
  type Jitter,
} from '../../../lib/delay/jitter';

const CONTEXT = { initialDelay: 100, maxDelay: 60_000, previousDelay: 0 };
const always = (value: number) => () => value;

describe('at a given draw', () => {
  it.each([
    ['fullJitter takes that part of the ceiling', fullJitter, 250],
    ['equalJitter keeps half and draws the other half', equalJitter, 625],
    ['noJitter takes the whole ceiling', noJitter, 1000],
    ['proportionalJitter adds a fifth of the ceiling at most', proportionalJitter(), 1050],
    ['proportionalJitter(1) may double the ceiling', proportionalJitter(1), 1250],
    ['proportionalJitter(0) adds nothing', proportionalJitter(0), 1000],
  ])('%s', (_name, jitter, wait) => {
    expect(jitter(1000, always(0.25), CONTEXT)).toBe(wait);
  });

  it.each([
    ['starts from the initial delay', 0, 100 + 0.25 * 200],
    ['grows to three times the wait before', 1000, 100 + 0.25 * 2900],
    ['takes no wait before that is shorter than the initial delay', 20, 100 + 0.25 * 200],
  ])('decorrelatedJitter %s', (_name, previousDelay, wait) => {
    expect(decorrelatedJitter(1, always(0.25), { ...CONTEXT, previousDelay })).toBe(wait);
  });

  it('decorrelatedJitter is capped by maxDelay, after the draw', () => {
    const context = { initialDelay: 100, maxDelay: 1000, previousDelay: 900 };
    expect(decorrelatedJitter(1, always(0.25), context)).toBe(100 + 0.25 * 2600);
    expect(decorrelatedJitter(1, always(0.9), context)).toBe(1000);
  });
});

describe('the longest wait, which is that of a draw of 1', () => {
  it.each<[string, Jitter, number]>([
    ['fullJitter', fullJitter, 1000],
    ['equalJitter', equalJitter, 1000],
    ['noJitter', noJitter, 1000],
    ['proportionalJitter(0.5)', proportionalJitter(0.5), 1500],
    ['decorrelatedJitter', decorrelatedJitter, 300],
  ])('of %s', (_name, jitter, longest) => {
    expect(jitter(1000, always(1), CONTEXT)).toBe(longest);
  });
});

describe('whatever is drawn', () => {
  const ceiling = fc.double({ min: 0, max: 1e9, noNaN: true });
  const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  // The last bit of a product may be rounded up.
  const within = (least: number, wait: number, most: number): void => {
    expect(wait).toBeGreaterThanOrEqual(least * (1 - 1e-12));
    expect(wait).toBeLessThanOrEqual(most * (1 + 1e-12));
  };

  it.each<[string, Jitter, (ceiling: number) => [least: number, most: number]]>([
    ['fullJitter stays on [0, ceiling]', fullJitter, (top) => [0, top]],
    ['equalJitter stays on [ceiling / 2, ceiling]', equalJitter, (top) => [top / 2, top]],
    ['noJitter is the ceiling', noJitter, (top) => [top, top]],
    [
      'proportionalJitter(0.3) stays on [ceiling, 1.3 ceiling]',
      proportionalJitter(0.3),
      (top) => [top, top * 1.3],
    ],
  ])('%s', (_name, jitter, range) => {
    fc.assert(
      fc.property(ceiling, draw, (top, random) => {
        const [least, most] = range(top);
        const wait = jitter(top, always(random), CONTEXT);
        within(least, wait, most);
        within(0, wait, jitter(top, always(1), CONTEXT));
      }),
    );
  });

  it('decorrelatedJitter stays on [initialDelay, 3 × the wait before], within maxDelay', () => {
    fc.assert(
      fc.property(ceiling, ceiling, ceiling, draw, (initialDelay, maxDelay, previousDelay, random) => {
        const context = { initialDelay, maxDelay, previousDelay };
        const wait = decorrelatedJitter(0, always(random), context);
        const most = Math.min(maxDelay, 3 * Math.max(initialDelay, previousDelay));
        within(Math.min(initialDelay, maxDelay), wait, most);
        within(most, decorrelatedJitter(0, always(1), context), most);
      }),
    );
  });

  it('a wait is uniform: evenly spread draws give evenly spread waits', () => {
    const jitters = [fullJitter, equalJitter, decorrelatedJitter, proportionalJitter()];
    for (const jitter of jitters) {
      const [first = NaN, second = NaN, third = NaN] = [0, 0.5, 1 - Number.EPSILON].map((random) =>
        jitter(1000, always(random), CONTEXT),
      );
      expect(second - first).toBeGreaterThan(0);
      expect(second - first).toBeCloseTo(third - second, 6);
    }
  });
});

describe('proportionalJitter', () => {
  it.each([-0.1, NaN, Infinity, '0,2' as unknown as number])('turns down a ratio of %p', (ratio) => {
    expect(() => proportionalJitter(ratio)).toThrow(TypeError);
    expect(() => proportionalJitter(ratio)).toThrow(`option "ratio" must be a number from 0 to 1; got `);
  });
});

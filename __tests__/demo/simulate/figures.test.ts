import { busiestSecond, figuresOf, percentile } from '../../../demo/simulate/figures';
import { Recording } from '../../../demo/simulate/recording';
import { CALM, OUTAGE } from './scenario';

describe('a percentile', () => {
  it.each([
    [[7], 0.5, 7],
    [[1, 2, 3, 4], 0.5, 2],
    [Array.from({ length: 200 }, (_, index) => index + 1), 0.99, 198],
    [[1, 2], 0, 1],
    [[], 0.5, NaN],
  ])('of %p by %d is %d', (sorted, part, value) => {
    expect(percentile(sorted, part)).toBe(value);
  });
});

describe('the busiest second', () => {
  it('may begin at any tenth', () => {
    const tenths = [...Array<number>(5).fill(0), ...Array<number>(10).fill(3), ...Array<number>(5).fill(0)];
    expect(busiestSecond(tenths)).toBe(30);
  });

  it('is all there is, of less than a second', () => {
    expect(busiestSecond([1, 2])).toBe(3);
    expect(busiestSecond([])).toBe(0);
  });
});

describe('the figures', () => {
  const record = (): Recording => {
    const recording = new Recording(2);
    for (const sentAt of [0, 100, 20_500, 20_700]) recording.attemptSent(sentAt);
    for (const sentAt of [0, 100, 20_500]) recording.attemptFailed(sentAt);
    recording.callEnded(0, 20_550, true);
    recording.callEnded(100, 20_750, false);
    return recording;
  };

  it('count from the end of the outage', () => {
    expect(figuresOf(record(), { attemptsPerCall: 2, end: 20_500 }, OUTAGE)).toEqual({
      attemptsPerCall: 2,
      peak: 2 / 200,
      lastFailure: 500,
      done: 750,
      doneToBound: 1.5,
      lost: 1,
      p50: 20_550,
      p99: 20_650,
    });
  });

  it('count from the beginning without one', () => {
    expect(figuresOf(record(), { attemptsPerCall: 1, end: 10_375 }, CALM)).toMatchObject({
      lastFailure: 20_500,
      done: 20_750,
      doneToBound: 2,
    });
  });

  it('know of no last failure where none came after the outage', () => {
    const recording = new Recording(1);
    recording.attemptFailed(19_999);
    expect(figuresOf(recording, { attemptsPerCall: 1, end: 20_500 }, OUTAGE).lastFailure).toBeUndefined();
  });
});

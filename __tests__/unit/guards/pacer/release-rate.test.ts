import { ReleaseRate } from '../../../../lib/guards/pacer/release-rate';

/** Releases per second, as the time tells it by which another retry puts off the next slot. */
function rateOf(rate: ReleaseRate, now: number): number {
  const wait = rate.timeToSlot(now);
  rate.take(now, true);
  return 1000 / (rate.timeToSlot(now) - wait);
}

describe('slots', () => {
  it('come one by one at the rate, the first of them not at once', () => {
    const rate = new ReleaseRate(10, 1, 5000);
    expect([rate.take(5000), rate.take(5099)]).toEqual([false, false]);
    expect(rate.take(5100)).toBe(true);
    expect([rate.take(5100), rate.take(5200), rate.take(5200)]).toEqual([false, true, false]);
  });

  it('that are missed are lost, but for those of the last ten milliseconds', () => {
    const slow = new ReleaseRate(10, 1, 0);
    expect([slow.take(60_000), slow.take(60_000)]).toEqual([true, false]);
    const fast = new ReleaseRate(500, 1, 0);
    expect([1, 2, 3, 4, 5, 6].map(() => fast.take(60_000))).toEqual([true, true, true, true, true, false]);
  });

  it('say how long it takes to the next of them', () => {
    const rate = new ReleaseRate(10, 1, 0);
    expect([rate.timeToSlot(0), rate.timeToSlot(30)]).toEqual([100, 70]);
    expect(rate.timeToSlot(100)).toBe(0);
  });

  it('may be taken in advance, up to a second ahead', () => {
    const rate = new ReleaseRate(10, 1, 0);
    expect(rate.take(0, true)).toBe(true);
    expect(rate.timeToSlot(0)).toBeCloseTo(200, 6);
    for (let n = 0; n < 100; n++) expect(rate.take(0, true)).toBe(true);
    expect(rate.timeToSlot(0)).toBeCloseTo(1100, 6);
  });
});

describe('the rate', () => {
  it('is at first the one that was given, and remembers no cut', () => {
    const rate = new ReleaseRate(10, 1, 0);
    expect(rate.cutAt).toBe(-Infinity);
    expect(rateOf(rate, 0)).toBeCloseTo(10, 6);
  });

  it('grows e-fold in a second of successes that come at once, and slower the longer they take', () => {
    const grown = (latency: number): number => {
      const rate = new ReleaseRate(10, 1, 0);
      for (let now = 1; now <= 1000; now++) rate.grow(latency, now);
      return rateOf(rate, 1000);
    };
    expect(grown(0) / 10).toBeCloseTo(Math.E, 1);
    expect(grown(1000) / 10).toBeCloseTo(Math.sqrt(Math.E), 1);
  });

  it('does not jump by more than 15 % for one success, however rare it is', () => {
    const rate = new ReleaseRate(10, 1, 0);
    rate.grow(0, 60_000);
    expect(rateOf(rate, 60_000)).toBeCloseTo(11.5, 6);
  });

  it('falls by a fifth with a failure, which it remembers', () => {
    const rate = new ReleaseRate(10, 1, 0);
    rate.cut(0, 1000);
    expect(rate.cutAt).toBe(1000);
    expect(rateOf(rate, 1000)).toBeCloseTo(8, 6);
  });

  it.each([
    [0, 300],
    [299, 300],
    [700, 700],
  ])('with answers after %i ms falls once for all failures within %i ms', (latency, interval) => {
    const rate = new ReleaseRate(10, 1, 0);
    rate.cut(latency, 1000);
    rate.cut(latency, 1000 + interval - 1);
    expect([rate.cutAt, rateOf(rate, 1000 + interval - 1)]).toEqual([1000, expect.closeTo(8, 6)]);
    rate.cut(latency, 1000 + interval);
    expect([rate.cutAt, rateOf(rate, 1000 + interval)]).toEqual([1000 + interval, expect.closeTo(6.4, 6)]);
  });

  it('does not fall below the lowest', () => {
    const rate = new ReleaseRate(10, 9, 0);
    for (let n = 1; n < 10; n++) rate.cut(0, n * 1000);
    expect(rateOf(rate, 10_000)).toBeCloseTo(9, 6);
  });

  it('grows with caution after a cut, as fast as ever four seconds later', () => {
    const growthAfter = (pause: number): number => {
      const rate = new ReleaseRate(10, 1, 0);
      rate.cut(0, 1000);
      rate.grow(0, 1000 + pause - 100);
      const before = rateOf(rate, 1000 + pause - 100);
      rate.grow(0, 1000 + pause);
      return rateOf(rate, 1000 + pause) / before - 1;
    };
    expect(growthAfter(1000)).toBeCloseTo(0.025, 6);
    expect(growthAfter(2000)).toBeCloseTo(0.05, 6);
    expect(growthAfter(4000)).toBeCloseTo(0.1, 6);
    expect(growthAfter(9000)).toBeCloseTo(0.1, 6);
  });
});

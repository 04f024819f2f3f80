import { ReleaseRate } from '../../../../lib/guards/pacer/release-rate';

/** Releases per second, as the time tells it by which another retry puts off the next slot. */
function rateOf(rate: ReleaseRate, now: number): number {
  const wait = rate.timeToSlot(now);
  rate.take(now, true);
  return 1000 / (rate.timeToSlot(now) - wait);
}

const LOWEST = 1;

describe('slots', () => {
  it('come one by one at the rate, the first of them not at once', () => {
    const rate = new ReleaseRate(10, 5000);
    expect([rate.take(5000), rate.take(5099)]).toEqual([false, false]);
    expect(rate.take(5100)).toBe(true);
    expect([rate.take(5100), rate.take(5200), rate.take(5200)]).toEqual([false, true, false]);
  });

  it('that are missed are lost, but for those of the last ten milliseconds', () => {
    const slow = new ReleaseRate(10, 0);
    expect([slow.take(60_000), slow.take(60_000)]).toEqual([true, false]);
    const fast = new ReleaseRate(500, 0);
    expect([1, 2, 3, 4, 5, 6].map(() => fast.take(60_000))).toEqual([true, true, true, true, true, false]);
  });

  it('say how long it takes to the next of them', () => {
    const rate = new ReleaseRate(10, 0);
    expect([rate.timeToSlot(0), rate.timeToSlot(30)]).toEqual([100, 70]);
    expect(rate.timeToSlot(100)).toBe(0);
  });

  it('may be taken in advance, up to a second ahead', () => {
    const rate = new ReleaseRate(10, 0);
    expect(rate.take(0, true)).toBe(true);
    expect(rate.timeToSlot(0)).toBeCloseTo(200, 6);
    for (let n = 0; n < 100; n++) expect(rate.take(0, true)).toBe(true);
    expect(rate.timeToSlot(0)).toBeCloseTo(1100, 6);
    // Also after a cut to a tenth, the next is free a second later.
    rate.cut(0, 0, LOWEST, 0.9);
    expect(rate.timeToSlot(0)).toBeCloseTo(2000, 6);
  });
});

/** A rate at which retries are released, so that it may grow. */
function usedRate(now = 0): ReleaseRate {
  const rate = new ReleaseRate(10, now);
  rate.take(now, true);
  return rate;
}

describe('the rate', () => {
  it('is at first the one that was given', () => {
    expect(rateOf(new ReleaseRate(10, 0), 0)).toBeCloseTo(10, 6);
  });

  /** The rate after a second in which there is a success every ten milliseconds. */
  const grown = (latency: number, duration = latency, first = 100): number => {
    const rate = new ReleaseRate(first, 0);
    rate.take(0, true);
    rate.grow(latency, 0, latency);
    for (let now = 10; now <= 1000; now += 10) {
      while (rate.take(now));
      rate.grow(latency, now, duration);
    }
    return rateOf(rate, 1000);
  };

  it('grows e-fold in a second of successes that come at once, and in a second and two latencies else', () => {
    expect(grown(0) / 100).toBeCloseTo(Math.E, 1);
    expect(grown(500) / 100).toBeCloseTo(Math.sqrt(Math.E), 1);
  });

  it('grows by a fifth of what succeeds where that is more', () => {
    // 63 of 100 a second are remembered after a second.
    expect(grown(0, 0, 1) - 1).toBeGreaterThan(5);
    expect(grown(0, 0, 1) - 1).toBeLessThan(0.2 * 63);
  });

  it('does not grow while nothing is released at it', () => {
    const rate = new ReleaseRate(10, 0);
    for (let now = 200; now <= 1000; now++) rate.grow(0, now, 0);
    expect(rateOf(rate, 1000)).toBeCloseTo(10, 6);
  });

  it('does not grow while answers take 20 ms more than twice as long as the fastest, and longer', () => {
    expect(grown(100, 220)).toBeGreaterThan(200);
    expect(grown(100, 221)).toBeCloseTo(100, 6);
  });

  it('does not jump by more than 15 % for one success, however rare it is', () => {
    const rate = usedRate(60_000);
    rate.grow(0, 60_000, 0);
    expect(rateOf(rate, 60_000)).toBeCloseTo(10, 6);
    const rare = new ReleaseRate(10, 0);
    rare.take(60_000);
    rare.grow(0, 60_000, 0);
    expect(rateOf(rare, 60_000)).toBeCloseTo(11.5, 6);
  });

  it('falls by a quarter with a failure', () => {
    const rate = usedRate();
    rate.cut(0, 1000, LOWEST);
    expect(rateOf(rate, 1000)).toBeCloseTo(7.5, 6);
  });

  it('falls by another part with the first failure, if there is one for that', () => {
    const rate = usedRate();
    rate.cut(0, 1000, LOWEST, 0.7);
    expect(rateOf(rate, 1000)).toBeCloseTo(3, 6);
    rate.cut(0, 2000, LOWEST, 0.7);
    expect(rateOf(rate, 2000)).toBeCloseTo(2.25, 6);
  });

  it.each([
    [0, 300],
    [299, 300],
    [700, 700],
  ])('with answers after %i ms falls once for all failures within %i ms', (latency, interval) => {
    const rate = usedRate();
    rate.cut(latency, 1000, LOWEST);
    rate.cut(latency, 1000 + interval - 1, LOWEST);
    expect(rateOf(rate, 1000 + interval - 1)).toBeCloseTo(7.5, 6);
    rate.cut(latency, 1000 + interval, LOWEST);
    expect(rateOf(rate, 1000 + interval)).toBeCloseTo(5.625, 6);
  });

  it('does not fall below the lowest, which may be another each time', () => {
    const rate = usedRate();
    for (let n = 1; n < 10; n++) rate.cut(0, n * 1000, 9);
    expect(rateOf(rate, 10_000)).toBeCloseTo(9, 6);
    for (let n = 11; n < 20; n++) rate.cut(0, n * 1000, 4);
    expect(rateOf(rate, 20_000)).toBeCloseTo(4, 6);
  });

  it('does not fall below one in five seconds', () => {
    const rate = usedRate();
    for (let n = 1; n < 30; n++) rate.cut(0, n * 1000, 0);
    expect(rateOf(rate, 30_000)).toBeCloseTo(0.2, 6);
  });

  /** A rate at which far more is released than the 100 a second that succeed. */
  const tooHigh = (until: number): ReleaseRate => {
    const rate = new ReleaseRate(1000, 0);
    for (let now = 10; now <= until; now += 10) rate.grow(0, now, 0);
    return rate;
  };

  it('falls to 1.2 times what succeeds with a failure, whatever it was, when that is known', () => {
    const early = tooHigh(1000);
    early.cut(0, 1000, LOWEST);
    expect(rateOf(early, 1000)).toBeCloseTo(750, 6);
    const rate = tooHigh(10_000);
    for (let n = 0; n < 5; n++) rate.cut(0, 10_000, LOWEST);
    expect(rateOf(rate, 10_000) / 120).toBeCloseTo(1, 1);
    const slow = tooHigh(1500);
    for (let n = 0; n < 30; n++) slow.cut(500, 1500, LOWEST);
    expect(rateOf(slow, 1500)).toBeCloseTo(750, 6);
  });

  it('has no lowest above 0.3 times what succeeds', () => {
    const rate = new ReleaseRate(1000, 0);
    for (let second = 1; second <= 20; second++) {
      for (let n = 50; n > 0; n--) rate.grow(0, second * 1000 - 20 * n, 0);
      for (let n = 0; n < 10; n++) rate.cut(0, second * 1000, 500);
    }
    expect(rateOf(rate, 20_000) / 15).toBeCloseTo(1, 1);
  });

  describe('with a failure now and then, whatever the rate', () => {
    /** The rate after so many seconds with 200 answers each, of which each n-th is a failure. */
    const rateWith = (nth: number, seconds: number, latency = 300): number => {
      const rate = new ReleaseRate(100, 0);
      let answer = 0;
      for (let now = 5; now <= seconds * 1000; now += 5) {
        while (rate.take(now));
        if (++answer % nth) rate.grow(latency, now, latency);
        else rate.cut(latency, now, LOWEST);
      }
      return rateOf(rate, seconds * 1000);
    };

    it('grows as long as they are few', () => {
      expect(rateWith(20, 5)).toBeGreaterThan(200);
    });

    it('falls if they are many', () => {
      expect(rateWith(4, 5)).toBeLessThan(60);
    });

    it('falls if more fail than before', () => {
      const rate = new ReleaseRate(100, 0);
      const answers = (from: number, to: number, nth: number): void => {
        let answer = 0;
        for (let now = from + 5; now <= to; now += 5) {
          if (++answer % nth) rate.grow(300, now, 300);
          else rate.cut(300, now, LOWEST);
        }
      };
      answers(0, 5000, 50);
      const before = rateOf(rate, 5000);
      expect(before).toBeGreaterThan(70);
      answers(5000, 8000, 8);
      expect(rateOf(rate, 8000)).toBeLessThan(0.8 * before);
    });

    it('does not take for chance what a full server refuses', () => {
      // It serves 200 a second, with new calls that take 140 of them, and the news come after the pause after a cut.
      const rate = new ReleaseRate(60, 0);
      const sent: number[] = [];
      let refused = 0;
      for (let now = 100; now <= 40_000; now += 100) {
        let count = 14;
        for (let time = now - 99; time <= now; time++) while (rate.take(time)) count++;
        const answers = sent[sent.push(count) - 1 - 4] ?? 14;
        for (let answer = 0; answer < answers; answer++) {
          if (answer < 20) rate.grow(50, now, 50);
          else rate.cut(50, now, LOWEST);
        }
        refused += Math.max(0, answers - 20);
      }
      expect(refused / 8000).toBeLessThan(0.05);
    });

    /** The rate after three seconds with so many successes each and, at the end of each, a failure. */
    const rateAfter = (successes: number): number => {
      const rate = new ReleaseRate(20, 0);
      for (let second = 1; second <= 3; second++) {
        for (let n = 0; n < successes; n++) rate.grow(0, second * 1000 - 500 + 10 * n, 0);
        rate.cut(0, second * 1000, LOWEST);
      }
      return rateOf(rate, 3000);
    };

    it('falls with each of them where answers are few', () => {
      expect(rateAfter(8)).toBeCloseTo(20 * 0.75 ** 3, 6);
    });

    it('falls with the first of them where answers are more, since nobody knows yet what the server bears', () => {
      expect(rateAfter(40)).toBeCloseTo(20 * 0.75, 6);
    });
  });

  /** By how much it grows in a tenth of a second, so long after the last of some cuts. */
  const growthAfter = (pause: number, cuts: number): number => {
    const rate = usedRate();
    for (let cut = 0; cut < cuts; cut++) rate.cut(0, cut * 1000, LOWEST);
    const now = (cuts - 1) * 1000 + pause;
    rate.take(now - 100, true);
    rate.grow(0, now - 100, 0);
    const before = rateOf(rate, now - 100);
    rate.grow(0, now, 0);
    return rateOf(rate, now) - before;
  };

  it('grows with caution after a cut, as fast as ever four seconds later', () => {
    const growth = growthAfter(4000, 1);
    expect(growthAfter(1000, 1)).toBeLessThan(growth / 3);
    expect(growthAfter(2000, 1)).toBeLessThan(growth);
    expect(growthAfter(9000, 1)).toBeCloseTo(growth, 6);
  });

  it('grows by the first rate where it is lower: who was cut more often does not stay behind', () => {
    expect(growthAfter(9000, 2)).toBeCloseTo(growthAfter(9000, 4), 6);
  });
});

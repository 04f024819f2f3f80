import type { AxiosRequestConfig } from 'axios';
import type { PendingRetry } from '../../../../lib/types';
import { Law } from '../../../../lib/guards/pacer/law';
import { OriginPacer } from '../../../../lib/guards/pacer/origin-pacer';
import { exponentialBackoff } from '../../../../lib/delay/backoff';
import { noJitter } from '../../../../lib/delay/jitter';

const config = { 'axios-retry': { retries: 10, retryCount: 0, lastRequestTime: 0 } } as AxiosRequestConfig;

const PENDING = { config, retries: 10, elapsed: 0, skipped: 0, maxRetryAfter: 300_000 };

/** What became of a wait, and when. */
interface Outcome {
  readonly retry: PendingRetry;
  readonly at: number;
  readonly isSent: boolean;
}

interface Sleep {
  readonly retry: PendingRetry;
  readonly cancel: () => void;
}

/** A pacer that probes after 1, 2, 4, 4… seconds, and a record of what it lets go and holds back. */
function pacerAlone(failures = 5) {
  const pacer = new OriginPacer(new Law(failures, exponentialBackoff({ maxDelay: 4000, jitter: noJitter })));
  const outcomes: Outcome[] = [];
  return {
    pacer,
    outcomes,
    sent: (): Outcome[] => outcomes.filter(({ isSent }) => isSent),
    held: (): Outcome[] => outcomes.filter(({ isSent }) => !isSent),
    /** A retry begins its wait. */
    sleep(delay: number, retryCount = 2, more: Partial<PendingRetry> = {}): Sleep {
      const retry = { ...PENDING, retryCount, isLast: retryCount >= 10, delay, ...more };
      const cancel = pacer.wait(retry, (isSent) => {
        outcomes.push({ retry, at: performance.now(), isSent });
      });
      return { retry, cancel };
    },
    first(isUp?: boolean, retryAfter?: number, duration = 0, status = 503): void {
      pacer.attemptEnded({ config, duration, isFirst: true, isUp, retryAfter, status });
    },
    end(retry: PendingRetry, isUp?: boolean): void {
      pacer.attemptEnded({ config, duration: 0, isFirst: false, retry, isUp });
    },
    /** Fails often enough, and for long enough, to be taken for down. */
    fail(duration = 0): void {
      for (let i = 0; i < failures; i++) this.first(false, undefined, duration);
      jest.advanceTimersByTime(500);
      this.first(false, undefined, duration);
    },
    /** The first retry that falls due, after 100 ms, is the probe, and fails. */
    failProbe(): void {
      const { retry } = this.sleep(100);
      jest.advanceTimersByTime(100);
      this.end(retry, false);
    },
    /** A crowd that will not fall due for long. */
    crowd(size: number, delay = 60_000): PendingRetry[] {
      return Array.from({ length: size }, () => this.sleep(delay).retry);
    },
  };
}

let start: number;
const since = ({ at }: Outcome): number => Math.round(at - start);

beforeEach(() => {
  jest.useFakeTimers();
  start = performance.now();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('an origin that is well', () => {
  it('has each retry wait as if there were no pacer', () => {
    const alone = pacerAlone();
    for (let i = 0; i < 100; i++) alone.sleep(700);
    jest.advanceTimersByTime(699);
    expect(alone.outcomes).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(alone.sent()).toHaveLength(100);
  });

  it('is not sound while it is down, even if a single failure has said so', () => {
    const alone = pacerAlone();
    const { law } = alone.pacer;
    expect(law.isSound).toBe(true);
    alone.first(false, 1000);
    expect(law.isSound).toBe(false);
    jest.advanceTimersByTime(1000);
    alone.first(true);
    expect(law.isSound).toBe(true);
  });

  it('is not taken for down by a burst of failures, nor by single ones for long', () => {
    const alone = pacerAlone();
    alone.crowd(20, 1000);
    for (let i = 0; i < 8; i++) alone.first(false);
    for (let i = 0; i < 100; i++) {
      jest.advanceTimersByTime(10);
      alone.first(i % 3 > 0);
    }
    expect(alone.sent()).toHaveLength(20);
    expect(alone.held()).toEqual([]);
  });

  it('is not taken for down by attempts that say nothing about it, such as those of cancelled calls', () => {
    const alone = pacerAlone();
    alone.crowd(20, 1000);
    for (let i = 0; i < 20; i++) {
      jest.advanceTimersByTime(40);
      alone.first(undefined, 5000);
    }
    jest.advanceTimersByTime(200);
    expect(alone.sent()).toHaveLength(20);
  });
});

describe('an origin that is down', () => {
  it('is sent one probe at a time, and those that are due meanwhile are held back', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    alone.fail();
    for (let i = 1; i <= 50; i++) alone.sleep(100 * i);
    // The first that falls due is the probe, and that hangs.
    jest.advanceTimersByTime(5001);
    expect(alone.sent().map(since)).toEqual([600]);
    expect(alone.held()).toHaveLength(49);
  });

  it('is probed again after the outcome of the last, spaced by the backoff', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    alone.fail();
    for (let i = 1; i <= 200; i++) alone.sleep(100 * i);
    for (let i = 0; i < 200; i++) {
      const before = alone.sent().length;
      jest.advanceTimersByTime(100);
      const probe = alone.sent()[before];
      if (probe) alone.end(probe.retry, false);
    }
    expect(alone.sent().map(since)).toEqual([600, 1600, 3600, 7600, 11_600, 15_600, 19_600]);
  });

  it('is probed again ten seconds after a probe that hangs, and at once after one that was given up', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    alone.fail();
    for (let i = 1; i <= 150; i++) alone.sleep(100 * i);
    jest.advanceTimersByTime(11_600);
    expect(alone.sent().map(since)).toEqual([600, 10_600]);
    alone.end(alone.sent()[1]!.retry, undefined);
    jest.advanceTimersByTime(100);
    expect(alone.sent().map(since)).toEqual([600, 10_600, 12_100]);
  });

  it('is sent the last retry of every call, which is never given up on a guess', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    alone.fail();
    alone.sleep(50);
    for (let i = 0; i < 10; i++) alone.sleep(100, 10);
    jest.advanceTimersByTime(200);
    expect(alone.sent()).toHaveLength(11);
  });

  it('does not concern the few that sleep where there is no crowd, until a probe has failed', () => {
    const alone = pacerAlone();
    alone.fail();
    const [probe] = alone.crowd(9, 100);
    jest.advanceTimersByTime(100);
    expect(alone.sent()).toHaveLength(9);
    alone.end(probe!, false);
    alone.crowd(3, 100);
    jest.advanceTimersByTime(110);
    expect([alone.sent().length, alone.held().length]).toEqual([9, 3]);
    alone.crowd(1, 100);
    jest.advanceTimersByTime(110);
    expect([alone.sent().length, alone.held().length]).toEqual([10, 3]);
  });

  it('concerns even one that sleeps alone after a failed probe, if new calls fail as well', () => {
    const alone = pacerAlone();
    alone.fail();
    const [probe] = alone.crowd(1, 100);
    jest.advanceTimersByTime(100);
    alone.first(false);
    alone.end(probe!, false);
    alone.crowd(1, 100);
    jest.advanceTimersByTime(110);
    expect([alone.sent().length, alone.held().length]).toEqual([1, 1]);
  });

  it('concerns two that sleep after a failed probe, even if no new call fails', () => {
    const alone = pacerAlone();
    alone.fail();
    alone.failProbe();
    alone.crowd(2, 100);
    jest.advanceTimersByTime(110);
    expect([alone.sent().length, alone.held().length]).toEqual([1, 2]);
  });

  it('is probed by a retry that waits to be held back, as soon as the next probe is due', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    alone.fail();
    alone.failProbe();
    alone.sleep(200, 2, { lastDuration: 30_000 });
    alone.sleep(300, 2, { lastDuration: 30_000 });
    jest.advanceTimersByTime(10_000);
    // A second after the first has failed; the other waits for the outcome.
    expect(alone.sent().map(since)).toEqual([600, 1600]);
    expect(alone.held()).toEqual([]);
  });

  it('is not probed while it asks for patience, not even by a retry that is due', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    alone.fail();
    alone.failProbe();
    alone.sleep(200, 2, { lastDuration: 60_000 });
    jest.advanceTimersByTime(300);
    // Until 20.9 s.
    alone.first(false, 20_000);
    jest.advanceTimersByTime(30_000);
    expect(alone.sent().map(since)).toEqual([600, 20_900]);
  });

  it('holds a retry back for as long as it would have taken to fail', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    // That is as long as its call has just taken, whatever others take.
    alone.fail(10);
    alone.sleep(100);
    alone.sleep(100, 2, { lastDuration: 2000 });
    jest.advanceTimersByTime(2099);
    expect(alone.held()).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(alone.held()).toHaveLength(1);
  });
});

it('an origin is forgotten two minutes after its last attempt if nothing waits', () => {
  const alone = pacerAlone();
  alone.fail();
  const [probe] = alone.crowd(2, 100);
  jest.advanceTimersByTime(110);
  alone.end(probe!, false);
  jest.advanceTimersByTime(120_001);
  alone.first(false);
  const before = alone.outcomes.length;
  alone.crowd(8, 500);
  jest.advanceTimersByTime(510);
  expect(alone.outcomes.slice(before).map(({ isSent }) => isSent)).toEqual(Array(8).fill(true));
});

it('an origin stays down for as long as a retry waits for it', () => {
  const alone = pacerAlone();
  alone.fail();
  alone.crowd(3, 200_000);
  alone.failProbe();
  jest.advanceTimersByTime(130_000);
  alone.first(false);
  alone.sleep(500);
  jest.advanceTimersByTime(510);
  expect(alone.held()).toHaveLength(1);
});

describe('an origin that is back', () => {
  it('has those that sleep woken early and one by one, first those that have waited longest', () => {
    const alone = pacerAlone();
    const crowd = alone.crowd(30);
    alone.fail();
    alone.first(true);
    jest.advanceTimersByTime(20_000);
    const woken = alone.sent().map(({ retry }) => retry);
    expect(woken.length).toBeGreaterThan(3);
    expect(woken).toEqual(crowd.slice(0, woken.length));
  });

  it('goes on waking the others when one gives up', () => {
    const alone = pacerAlone();
    alone.crowd(30);
    const { cancel } = alone.sleep(60_000);
    alone.fail();
    alone.first(true);
    jest.advanceTimersByTime(100);
    cancel();
    jest.advanceTimersByTime(20_000);
    expect(alone.sent().length).toBeGreaterThan(3);
  });

  it('wakes the next one sooner when successes have raised the rate', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    alone.fail();
    for (let i = 0; i < 50; i++) {
      alone.first(true);
      jest.advanceTimersByTime(20);
    }
    // At the first rate, one every five seconds.
    expect(alone.sent().length).toBeGreaterThan(0);
  });

  /** How many are woken in five seconds in which calls keep coming, and some of them fail. */
  const wokenWith = (isUp: (call: number) => boolean): number => {
    const alone = pacerAlone();
    alone.crowd(10_000);
    for (let i = 0; i < 50; i++) {
      jest.advanceTimersByTime(20);
      alone.first(false);
    }
    for (let i = 0; i < 250; i++) {
      alone.first(isUp(i));
      jest.advanceTimersByTime(20);
    }
    return alone.sent().length;
  };

  it('has more woken a second as long as nothing fails, and fewer after a failure', () => {
    const smooth = wokenWith(() => true);
    const bumpy = wokenWith((call) => call % 10 > 0);
    // At half the rate of the calls so far, which is 50 in ten seconds, it would be 12.
    expect(smooth).toBeGreaterThan(100);
    expect(bumpy).toBeGreaterThan(5);
    expect(bumpy).toBeLessThan(smooth / 3);
  });

  it('lets the few go when they are due where there is no crowd', () => {
    const alone = pacerAlone();
    alone.crowd(5);
    alone.fail();
    alone.first(true);
    alone.sleep(100);
    jest.advanceTimersByTime(100);
    expect(alone.sent()).toHaveLength(1);
  });

  it('lets even a few take turns if they fell due during the outage', () => {
    const alone = pacerAlone();
    alone.fail();
    alone.failProbe();
    for (const delay of [1000, 1000, 1000]) alone.sleep(delay, 2, { lastDuration: 5000 });
    jest.advanceTimersByTime(1000);
    alone.end(alone.sent()[1]!.retry, true);
    jest.advanceTimersByTime(3000);
    // Two that wait for a second each, at half the rate at which they would come by themselves. The last is alone.
    expect(alone.sent().map(since)).toEqual([600, 1600, 2600, 2600]);
  });

  it('sends a single one at once that fell due during the outage', () => {
    const alone = pacerAlone();
    alone.fail();
    alone.sleep(1000, 2, { lastDuration: 500 });
    alone.failProbe();
    jest.advanceTimersByTime(900);
    alone.first(false);
    alone.first(true);
    expect(alone.sent().map(since)).toEqual([600, 1500]);
  });

  it.each([
    [2, 20, 0],
    [1, 20, 1],
    [2, 6, 2],
  ])(
    'of %d that fall due after %d failures, sends %d at once: many may be of small processes',
    (due, failures, sent) => {
      const alone = pacerAlone();
      for (let i = 0; i < due; i++) alone.sleep(600);
      for (let i = 1; i < failures; i++) alone.first(false);
      jest.advanceTimersByTime(500);
      alone.first(false);
      alone.first(true);
      jest.advanceTimersByTime(100);
      expect(alone.sent()).toHaveLength(sent);
    },
  );

  it('lets a crowd that fell due during the outage take turns, even if the server had named its time', () => {
    const alone = pacerAlone();
    alone.crowd(30);
    alone.fail();
    const { retry } = alone.sleep(100, 9);
    for (let i = 0; i < 20; i++) alone.sleep(110, 9, { retryAfter: 100, lastDuration: 2000 });
    jest.advanceTimersByTime(120);
    alone.end(retry, true);
    jest.advanceTimersByTime(100);
    expect(alone.sent().length).toBeLessThan(4);
  });

  it('sends not even a few before the time that the server asks for', () => {
    const alone = pacerAlone();
    const others = Array.from({ length: 9 }, () => alone.sleep(60_000));
    alone.fail();
    alone.first(true);
    alone.sleep(1000);
    jest.advanceTimersByTime(1010);
    alone.first(false, 300, 0, 429);
    for (const { cancel } of others) cancel();
    alone.first();
    expect(alone.outcomes).toEqual([]);
    jest.advanceTimersByTime(500);
    expect(alone.sent()).toHaveLength(1);
  });

  it.each([
    [8, true],
    [9, false],
  ])('takes %d that sleep for the few: %s', (size, areFew) => {
    const alone = pacerAlone();
    alone.fail();
    alone.crowd(size - 1);
    alone.first(true);
    const { retry } = alone.sleep(100);
    jest.advanceTimersByTime(149);
    expect(alone.outcomes).toEqual(areFew ? [{ retry, at: performance.now() - 49, isSent: true }] : []);
  });

  it('has the last retry of a call go when it is due, and others wait half as long again for a slot', () => {
    const alone = pacerAlone();
    alone.crowd(50);
    alone.fail();
    alone.first(true);
    const last = alone.sleep(100, 10).retry;
    const others = [alone.sleep(100, 9).retry, alone.sleep(100, 2).retry];
    jest.advanceTimersByTime(149);
    expect(alone.sent().map(({ retry }) => retry)).toEqual([last]);
    expect(alone.held()).toEqual([]);
    jest.advanceTimersByTime(11);
    expect(alone.held().map(({ retry }) => retry)).toEqual(others);
  });

  it('ends the wait for a turn while the call has time for its last retry', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    alone.fail();
    alone.first(true);
    // Due after a second, and again 198 ms later: holding it back and its attempt take 100 ms each, and 2 are to spare.
    alone.sleep(1000, 2, { timeLeft: 400, lastDuration: 100 });
    jest.advanceTimersByTime(1297);
    expect(alone.outcomes).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(alone.outcomes).toHaveLength(1);
  });

  it('sends those that are due before those that are not, in the order in which they fell due', () => {
    const alone = pacerAlone();
    alone.crowd(300);
    alone.fail();
    alone.first(true);
    const second = alone.sleep(2001, 9).retry;
    const first = alone.sleep(2000, 9).retry;
    jest.advanceTimersByTime(1999);
    const before = alone.sent().length;
    jest.advanceTimersByTime(1000);
    const sent = alone
      .sent()
      .slice(before)
      .map(({ retry }) => retry);
    expect(sent.slice(0, 2)).toEqual([first, second]);
    expect(sent[0]).toBe(first);
    expect(sent[1]).toBe(second);
  });

  it('sends first what was due while it was down, and is not counted as held back yet', () => {
    const alone = pacerAlone();
    alone.crowd(30, 10_000);
    alone.fail(2000);
    const probe = alone.sleep(100, 9).retry;
    const due = alone.sleep(100, 9, { lastDuration: 2000 }).retry;
    jest.advanceTimersByTime(100);
    alone.end(probe, true);
    jest.advanceTimersByTime(1999);
    const [one, other] = alone.sent().map(({ retry }) => retry);
    expect(one).toBe(probe);
    expect(other).toBe(due);
    expect(alone.held()).toEqual([]);
  });

  it('holds back those that wait for a slot when it goes down again', () => {
    const alone = pacerAlone();
    alone.crowd(100, 200_000);
    alone.fail();
    alone.first(true);
    const [probe, other] = [alone.sleep(1000, 9), alone.sleep(1000, 9)];
    jest.advanceTimersByTime(1001);
    for (let i = 0; i < 10; i++) alone.first(false);
    jest.advanceTimersByTime(600);
    expect(alone.sent().map((outcome) => outcome.retry)).toEqual([probe.retry]);
    expect(alone.held().map((outcome) => outcome.retry)).toEqual([other.retry]);
  });

  it('is plain again when all that slept have had their turn', () => {
    const alone = pacerAlone();
    alone.crowd(1, 1000);
    alone.fail();
    alone.first(true);
    jest.advanceTimersByTime(6000);
    const [woken] = alone.sent();
    alone.end(woken!.retry, true);
    alone.crowd(100, 50);
    jest.advanceTimersByTime(50);
    expect(alone.sent()).toHaveLength(101);
  });

  it('holds nobody back for long when little fails, though some attempts always do', () => {
    const alone = pacerAlone();
    alone.crowd(20, 200_000);
    alone.fail();
    for (let i = 0; i < 200; i++) {
      alone.first(i % 10 !== 0);
      jest.advanceTimersByTime(100);
    }
    alone.crowd(20, 200_000);
    const due = Array.from({ length: 30 }, () => alone.sleep(100).retry);
    jest.advanceTimersByTime(100);
    const sent = new Set(alone.sent().map(({ retry }) => retry));
    expect(due.every((retry) => sent.has(retry))).toBe(true);
    expect(alone.held()).toEqual([]);
  });

  it('has all go when they are due only once a recovery has lasted longer than 15 s', () => {
    const alone = pacerAlone();
    jest.advanceTimersByTime(60_000);
    alone.crowd(20, 200_000);
    alone.fail();
    // So few fail that it is well.
    for (let i = 0; i < 10; i++) alone.first(true);
    const [early, late] = [15_000, 15_001].map((delay) =>
      Array.from({ length: 10 }, () => alone.sleep(delay, 9).retry),
    );
    const sentOf = (retries: PendingRetry[]): number =>
      alone.sent().filter(({ retry }) => retries.includes(retry)).length;
    jest.advanceTimersByTime(15_000);
    expect(sentOf(early!)).toBeLessThan(2);
    jest.advanceTimersByTime(1);
    expect(sentOf(late!)).toBe(10);
  });

  it('has them woken at half the rate at which they would come by themselves, which is lower if answers are slow', () => {
    const alone = pacerAlone();
    alone.crowd(200, 10_000);
    alone.fail(10_000);
    alone.first(true);
    jest.advanceTimersByTime(3000);
    // Each would come after 10 s, and again after the 10 s of an answer and as long a delay: every 15 s.
    expect(alone.sent()).toHaveLength(20);
  });

  it('goes down again when nothing succeeds any more', () => {
    const alone = pacerAlone();
    alone.crowd(100);
    alone.fail();
    alone.first(true);
    jest.advanceTimersByTime(10);
    for (let i = 0; i < 10; i++) alone.first(false);
    const before = alone.sent().length;
    jest.advanceTimersByTime(30_000);
    expect(alone.sent()).toHaveLength(before);
  });
});

it('paces a server that is up but turns most away, before it is down', () => {
  const alone = pacerAlone();
  for (let i = 0; i < 200; i++) {
    jest.advanceTimersByTime(10);
    alone.first(i % 4 === 0);
  }
  alone.crowd(100, 50);
  jest.advanceTimersByTime(80);
  expect(alone.held().length).toBeGreaterThan(80);
});

describe('Retry-After', () => {
  it('of one holds for all that sleep, and costs them no retry', () => {
    const alone = pacerAlone();
    alone.crowd(20, 1000);
    alone.first(false, 30_000);
    jest.advanceTimersByTime(29_999);
    expect(alone.outcomes).toEqual([]);
    jest.advanceTimersByTime(3001);
    expect(alone.outcomes).toHaveLength(20);
  });

  it('of one is extended at random for others, so that they do not come at once', () => {
    const random = jest.spyOn(Math, 'random');
    const alone = pacerAlone();
    alone.first(false, 30_000, 0, 429);
    for (const part of [0.1, 0.5, 0.9]) {
      alone.sleep(1000);
      random.mockReturnValueOnce(part);
    }
    jest.advanceTimersByTime(40_000);
    // A tenth of the 29 s that were left.
    expect(alone.sent().map(since)).toEqual([30_290, 31_450, 32_610]);
  });

  it('of one is over for who falls due at that moment', () => {
    const alone = pacerAlone();
    alone.first(false, 30_000, 0, 429);
    alone.sleep(30_000);
    jest.advanceTimersByTime(30_000);
    expect(alone.sent()).toHaveLength(1);
  });

  it('is followed by a probe', () => {
    const alone = pacerAlone();
    alone.crowd(30);
    alone.crowd(20, 1000);
    alone.first(false, 30_000);
    jest.advanceTimersByTime(33_001);
    expect(alone.sent()).toHaveLength(1);
  });

  it('is taken back by a success later on, but not for the one that was told', () => {
    const alone = pacerAlone();
    const [early] = alone.crowd(1);
    alone.first(false, 30_000);
    const told = alone.sleep(30_500, 2, { retryAfter: 30_000 }).retry;
    jest.advanceTimersByTime(1000);
    alone.first(true);
    jest.advanceTimersByTime(28_999);
    expect(alone.sent().map(({ retry }) => retry)).toEqual([early]);
    jest.advanceTimersByTime(1501);
    expect(alone.sent().map(({ retry }) => retry)).toEqual([early, told]);
  });

  it.each([503, 429])('of a %d that is taken back holds nobody whose own wait is over', (status) => {
    const alone = pacerAlone();
    const last = alone.sleep(1000, 1, { retries: 1, isLast: true }).retry;
    const spared = alone.sleep(1000, 1, { retries: 2 }).retry;
    const later = alone.sleep(3000, 1, { retries: 2 }).retry;
    alone.first(false, 30_000, 0, status);
    jest.advanceTimersByTime(2000);
    expect(alone.outcomes).toEqual([]);
    alone.first(true);
    expect(alone.sent().map(({ retry }) => retry)).toEqual([last, spared]);
    jest.advanceTimersByTime(1000);
    expect(alone.sent().map(({ retry }) => retry)).toEqual([last, spared, later]);
  });

  it('that is taken back lets a crowd whose own waits are over take turns, and holds none of it back', () => {
    const alone = pacerAlone();
    for (let n = 0; n < 20; n++) alone.sleep(1000, 1, { retries: 2 });
    alone.first(false, 30_000);
    jest.advanceTimersByTime(2000);
    alone.first(true);
    expect(alone.sent()).toEqual([]);
    for (let n = 0; n < 100; n++) {
      const { length } = alone.sent();
      alone.first(true);
      jest.advanceTimersByTime(100);
      for (const { retry } of alone.sent().slice(length)) alone.end(retry, true);
    }
    // Within 10 s, where the time that was taken back would have held them for another 28 s.
    expect(alone.sent()).toHaveLength(20);
    expect(alone.held()).toEqual([]);
    expect(alone.pacer.size).toBe(0);
  });

  it.each([
    [8, 8],
    [9, 0],
  ])('that is taken back from %d whose own waits are over lets %d of them go at once', (size, sent) => {
    const alone = pacerAlone();
    for (let n = 0; n < size; n++) alone.sleep(1000, 10);
    alone.first(false, 30_000);
    jest.advanceTimersByTime(2000);
    alone.first(true);
    expect(alone.sent()).toHaveLength(sent);
  });

  it('holds for the one that was told even where a success had taken back what others were told', () => {
    const alone = pacerAlone();
    alone.first(false, 200);
    jest.advanceTimersByTime(300);
    alone.first(true);
    const outcomes: number[] = [];
    // Told by an answer that another call's success has overtaken: the pacer hears of the wait alone.
    const told = {
      ...PENDING,
      retryCount: 1,
      isLast: false,
      delay: 30_500,
      retryAfter: 30_000,
    };
    alone.pacer.wait(told, () => outcomes.push(performance.now() - start));
    alone.crowd(20);
    alone.fail();
    alone.first(true);
    jest.advanceTimersByTime(29_400);
    expect(outcomes).toEqual([]);
    jest.advanceTimersByTime(3000);
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toBeGreaterThanOrEqual(30_000);
  });

  it('of others is waited for once, however often new calls are told a time: else no call would end in an outage', () => {
    const alone = pacerAlone();
    const last = Array.from({ length: 20 }, () => alone.sleep(1000, 10).retry);
    for (let second = 0; second < 5; second++) {
      alone.first(false, 2000);
      jest.advanceTimersByTime(1000);
    }
    // Due after 1 s, when they were told to wait for two more, which the randomness extends by 0.2 s at most.
    expect(new Set(alone.sent().map(({ retry }) => retry))).toEqual(new Set(last));
    for (const sent of alone.sent()) expect(since(sent)).toBeLessThanOrEqual(3200);
  });

  it('of others is a part of how long a retry waits, by which the recovery paces', () => {
    const alone = pacerAlone();
    for (let i = 0; i < 200; i++) alone.sleep(500);
    alone.first(false, 20_000);
    jest.advanceTimersByTime(1000);
    alone.first(true);
    jest.advanceTimersByTime(1000);
    // Half of the 200 in 20 s; by their own half second, all of them would go in one.
    expect(alone.sent().length).toBeGreaterThan(3);
    expect(alone.sent().length).toBeLessThan(12);
    jest.advanceTimersByTime(60_000);
    expect([alone.pacer.size, Math.round(alone.pacer.delays)]).toEqual([0, 0]);
  });

  it.each([
    [3000, false],
    [2999, true],
  ])(
    'is not taken back by what was sent before what it answers: a success that took %d ms does: %s',
    (time, does) => {
      const alone = pacerAlone();
      alone.crowd(1, 5000);
      alone.first(false, 30_000, 2000);
      jest.advanceTimersByTime(1000);
      alone.first(true, undefined, time);
      jest.advanceTimersByTime(28_000);
      expect(alone.sent()).toHaveLength(does ? 1 : 0);
    },
  );

  it('is taken back by any request that was sent later, however long others take', () => {
    const alone = pacerAlone();
    alone.first(false, 30_000, 20, 429);
    alone.sleep(1000);
    jest.advanceTimersByTime(1000);
    // Slow enough to have been on its way before.
    alone.first(false, undefined, 10_000);
    jest.advanceTimersByTime(100);
    alone.first(true, undefined, 20);
    jest.advanceTimersByTime(10);
    expect(alone.sent().map(since)).toEqual([1100]);
  });

  it('outdates the success of a probe, but does not delay the next probe', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    alone.fail();
    alone.sleep(100);
    jest.advanceTimersByTime(100);
    const [probe] = alone.sent();
    jest.advanceTimersByTime(4000);
    // Sent while the probe was in flight.
    alone.first(false, 1000, 20);
    alone.pacer.attemptEnded({ config, duration: 4000, isFirst: false, retry: probe!.retry, isUp: true });
    alone.sleep(1200, 2, { retryAfter: 1000 });
    jest.advanceTimersByTime(1200);
    expect(alone.sent().map(since)).toEqual([600, 5800]);
  });
});

describe('a limit, which says when to come back', () => {
  /** What goes on while one route answers 429 and 20 calls were told to wait for two seconds. */
  function limited() {
    const alone = pacerAlone();
    alone.crowd(20);
    const told = Array.from({ length: 20 }, () => {
      alone.first(false, 2000, 0, 429);
      return alone.sleep(2100, 1, { retryAfter: 2000 }).retry;
    });
    return { alone, told };
  }

  it('is no outage: who was told a time goes at that time', () => {
    const { alone, told } = limited();
    jest.advanceTimersByTime(2100);
    expect(alone.sent().map(({ retry }) => retry)).toEqual(told);
  });

  it('is no outage, not even after failures that were nearly one', () => {
    const alone = pacerAlone();
    alone.crowd(20);
    for (let i = 0; i < 5; i++) alone.first(false);
    jest.advanceTimersByTime(600);
    const limit = { config, duration: 0, isFirst: false, isUp: false, retryAfter: 2000, status: 429 };
    alone.pacer.attemptEnded({ ...limit, retry: alone.sleep(60_000).retry });
    for (let i = 0; i < 20; i++) alone.sleep(3000, 2, { retryAfter: 3000 });
    jest.advanceTimersByTime(3000);
    expect(alone.sent()).toHaveLength(20);
  });

  /** How many of those who were told a time go at it after 20 more answers, the last of them half a second later. */
  const sentAfter = (refuse: (alone: ReturnType<typeof pacerAlone>, retry: PendingRetry) => void): number => {
    const { alone, told } = limited();
    jest.advanceTimersByTime(2100);
    for (const retry of told.slice(1)) refuse(alone, retry);
    jest.advanceTimersByTime(500);
    refuse(alone, told[0]!);
    for (let i = 0; i < 20; i++) alone.sleep(100, 2, { retryAfter: 100 });
    const { length } = alone.sent();
    jest.advanceTimersByTime(100);
    return alone.sent().length - length;
  };

  it('that refuses those who come back is not kept: there are too many of them, and they take turns', () => {
    const again = { config, duration: 0, isFirst: false, isUp: false, retryAfter: 2000, status: 429 };
    let isPaced = false;
    const refuseAgain = ({ pacer }: ReturnType<typeof pacerAlone>, retry: PendingRetry): void => {
      pacer.attemptEnded({ ...again, retry });
      isPaced = pacer.law.isRecovering;
    };
    const refuseOthers = (alone: ReturnType<typeof pacerAlone>): void => {
      alone.first(false, 2000, 0, 429);
    };
    expect([sentAfter(refuseAgain), sentAfter(refuseOthers)]).toEqual([0, 20]);
    expect(isPaced).toBe(true);
  });

  /** How many of 40 retries go when a recovery has just begun, and the server had told them all to come now. */
  function sentInRecovery(status: number): number {
    const alone = pacerAlone();
    alone.fail();
    for (let n = 0; n < 40; n++) {
      alone.first(false, 1000, 0, status);
      alone.sleep(1100, 2, { retryAfter: 1000 });
    }
    jest.advanceTimersByTime(1000);
    alone.first(true);
    jest.advanceTimersByTime(100);
    return alone.sent().length;
  }

  it('lets only a part of those pass that it has told the same time: in a recovery, they take turns', () => {
    expect(sentInRecovery(429)).toBeLessThan(10);
  });

  it('is not meant by the Retry-After of an outage: who was told a time goes at that time', () => {
    expect(sentInRecovery(503)).toBe(40);
  });

  it('holds the others of its key until then, and no longer', () => {
    const { alone } = limited();
    const other = alone.sleep(100).retry;
    jest.advanceTimersByTime(1999);
    expect(alone.outcomes).toEqual([]);
    jest.advanceTimersByTime(202);
    expect(alone.sent().map(({ retry }) => retry)).toContain(other);
    expect(alone.held()).toEqual([]);
  });

  it('holds no call for longer than its maxRetryAfter', () => {
    const { alone } = limited();
    const hasty = alone.sleep(100, 2, { maxRetryAfter: 1899 }).retry;
    const patient = alone.sleep(100, 2, { maxRetryAfter: 1900 }).retry;
    jest.advanceTimersByTime(100);
    expect(alone.sent().map(({ retry }) => retry)).toEqual([hasty]);
    jest.advanceTimersByTime(2100);
    expect(alone.sent().map(({ retry }) => retry)).toContain(patient);
  });

  it('holds no call that would then lack the time for its last retry', () => {
    const { alone } = limited();
    // 1900 ms, 190 more at random, and twice an attempt of 500 ms, with 2 ms to spare.
    const hasty = alone.sleep(100, 2, { timeLeft: 3091, lastDuration: 500 }).retry;
    const patient = alone.sleep(100, 2, { timeLeft: 3092, lastDuration: 500 }).retry;
    jest.advanceTimersByTime(100);
    expect(alone.sent().map(({ retry }) => retry)).toEqual([hasty]);
    jest.advanceTimersByTime(2100);
    expect(alone.sent().map(({ retry }) => retry)).toContain(patient);
  });
});

describe('a call is resumed early', () => {
  /** Whether a retry is, within seconds of a recovery. */
  function isResumed(retryCount: number, skipped: number): boolean {
    const alone = pacerAlone();
    const { retry } = alone.sleep(60_000, retryCount, { skipped });
    alone.crowd(20);
    alone.fail();
    alone.first(true);
    jest.advanceTimersByTime(10_000);
    return alone.sent().some((outcome) => outcome.retry === retry);
  }

  it('if a retry of it was held back, for which it can make up, even its last', () => {
    expect(isResumed(10, 1)).toBe(true);
  });

  it('or if it has three more, and not else: it keeps its last chances', () => {
    expect([7, 8, 10].map((retryCount) => isResumed(retryCount, 0))).toEqual([true, false, false]);
  });
});

it('once it is closed, sends at once what waits for a slot, and the others when they are due', () => {
  const alone = pacerAlone();
  alone.crowd(50);
  alone.fail();
  alone.first(true);
  const late = alone.sleep(100, 9).retry;
  const other = alone.sleep(300, 9).retry;
  jest.advanceTimersByTime(120);
  expect(alone.sent()).toEqual([]);
  for (let i = 0; i < 10; i++) alone.first(false, 60_000);
  alone.pacer.close();
  expect(alone.sent().map(({ retry }) => retry)).toEqual([late]);
  jest.advanceTimersByTime(180);
  expect(alone.sent().map(({ retry }) => retry)).toEqual([late, other]);
});

it('once it is closed, releases nothing early: nobody would tell it of a failure', () => {
  const alone = pacerAlone();
  alone.crowd(50);
  alone.fail();
  alone.first(true);
  alone.pacer.close();
  jest.advanceTimersByTime(59_000);
  expect(alone.outcomes).toEqual([]);
  jest.advanceTimersByTime(1000);
  expect(alone.sent()).toHaveLength(50);
});

it('sets no timer for each attempt that ends, but one for the next release', () => {
  const alone = pacerAlone();
  alone.crowd(50);
  alone.fail();
  alone.first(true);
  // Not a spy of Jest, which is taken off only when the fake clock has gone, and would leave that behind.
  const { setTimeout } = globalThis;
  let count = 0;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    count++;
    return setTimeout(...args);
  }) as typeof setTimeout;
  for (let i = 0; i < 1000; i++) {
    alone.first();
    jest.advanceTimersByTime(1);
  }
  globalThis.setTimeout = setTimeout;
  expect(count).toBeLessThan(5);
});

it('leaves no timer behind when all that slept have given up', () => {
  const alone = pacerAlone();
  const sleepers = Array.from({ length: 50 }, () => alone.sleep(60_000));
  alone.fail();
  alone.first(true);
  expect(jest.getTimerCount()).toBeGreaterThan(50);
  expect(alone.pacer.isBusy).toBe(true);
  for (const { cancel } of sleepers) cancel();
  expect(jest.getTimerCount()).toBe(0);
  expect(alone.pacer.isBusy).toBe(false);
  jest.advanceTimersByTime(120_000);
  expect(alone.outcomes).toEqual([]);
});

import { Probe } from '../../../../lib/guards/pacer/probe';
import type { PendingRetry } from '../../../../lib/types';

const ceiling = (count: number): number => 1000 * count;
const backoff = Object.assign((count: number): number => 1000 * count, { ceiling, random: Math.random });

const retryOf = (retryCount: number): PendingRetry => ({
  config: {},
  retryCount,
  retries: 10,
  isLast: false,
  delay: 0,
  elapsed: 0,
});

const WAITING = 1;

const endOf = (retry: PendingRetry | undefined, isUp: boolean | undefined) => ({
  config: {},
  duration: 0,
  isFirst: !retry,
  retry,
  isUp,
});

describe('a probe', () => {
  it('is due at once', () => {
    const probe = new Probe(backoff, 5000);
    expect(probe.retryAt).toBe(5000);
  });

  it('has failed when one of them has, but not when one was dropped', () => {
    const probe = new Probe(backoff, 0);
    const [dropped, failed] = [retryOf(1), retryOf(2)];
    probe.send(dropped, 0);
    probe.ended(endOf(dropped, undefined), WAITING, 0);
    expect(probe.hasFailed).toBe(false);
    probe.send(failed, 0);
    probe.ended(endOf(failed, false), WAITING, 0);
    expect(probe.hasFailed).toBe(true);
  });

  it('is sent one at a time: the next is due ten seconds later if nothing is heard of it', () => {
    const probe = new Probe(backoff, 0);
    probe.send(retryOf(1), 1000);
    expect(probe.retryAt).toBe(11_000);
  });

  it('that failed is followed by another after a delay that grows', () => {
    const probe = new Probe(backoff, 0);
    for (const [now, next] of [
      [1000, 2000],
      [2000, 4000],
      [4000, 7000],
    ] as const) {
      const retry = retryOf(now);
      probe.send(retry, now);
      probe.ended(endOf(retry, false), WAITING, now);
      expect(probe.retryAt).toBe(next);
    }
  });

  it('that was dropped is followed by another at once, and the delays do not grow', () => {
    const probe = new Probe(backoff, 0);
    const [dropped, failed] = [retryOf(1), retryOf(2)];
    probe.send(dropped, 1000);
    probe.ended(endOf(dropped, undefined), WAITING, 1500);
    expect(probe.retryAt).toBe(1500);
    probe.send(failed, 1500);
    probe.ended(endOf(failed, false), WAITING, 2000);
    expect(probe.retryAt).toBe(3000);
  });

  it.each([
    ['a new call', undefined],
    ['the last retry of a call', retryOf(10)],
  ])('is not needed when %s has begun since it was due, and failed', (_name, retry) => {
    const probe = new Probe(backoff, 5000);
    const end = (duration: number, now: number, isUp: boolean | undefined): void => {
      probe.ended({ ...endOf(retry, isUp), duration }, WAITING, now);
    };
    end(100, 5099, false);
    expect([probe.retryAt, probe.hasFailed]).toEqual([6000, false]);
    end(100, 5100, undefined);
    expect([probe.retryAt, probe.hasFailed]).toEqual([6000, false]);
    end(100, 5100, false);
    expect(probe.hasFailed).toBe(true);
    expect(probe.retryAt).toBe(6100);
    // One that began before tells nothing, but that there are others: the third, and they come every 550 ms.
    end(2000, 6199, false);
    expect(probe.retryAt).toBe(6100 + 4 * (1 + (1099 - 1) / 4));
  });

  it('that takes too long still counts when it ends, after another attempt has told as much', () => {
    const probe = new Probe(backoff, 0);
    const retry = retryOf(1);
    probe.send(retry, 0);
    probe.ended({ ...endOf(undefined, false), duration: 100 }, WAITING, 10_100);
    expect(probe.retryAt).toBe(11_100);
    probe.ended(endOf(retry, undefined), WAITING, 10_200);
    expect(probe.retryAt).toBe(10_200);
  });

  it('heeds neither a first attempt, nor another retry, nor its own for a second time', () => {
    const probe = new Probe(backoff, 0);
    const retry = retryOf(1);
    probe.send(retry, 1000);
    probe.ended(endOf(undefined, undefined), WAITING, 1000);
    probe.ended(endOf(undefined, false), WAITING, 1000);
    probe.ended(endOf(retryOf(1), false), WAITING, 1250);
    // Ten seconds after it was sent, and the head start of the others.
    expect(probe.retryAt).toBe(11_000 + 1000);
    probe.ended(endOf(retry, false), WAITING, 2000);
    probe.ended(endOf(retry, undefined), WAITING, 2000);
    expect(probe.retryAt).toBe(3000);
  });

  it('waits for a new call to tell as much, if there have been some since the last outcome: at most as long again as after the next failure', () => {
    const probe = new Probe(backoff, 0);
    const [first, second] = [retryOf(1), retryOf(2)];
    const end = (retry: PendingRetry | undefined, now: number): void => {
      probe.ended({ ...endOf(retry, false), duration: 100 }, WAITING, now);
    };
    expect(probe.retryAt).toBe(0);
    end(undefined, 50);
    expect(probe.retryAt).toBe(1000);
    probe.send(first, 0);
    end(first, 500);
    expect(probe.retryAt).toBe(1500);
    end(undefined, 1000);
    expect(probe.retryAt).toBe(3500);
    // A new call that began when the probe was due.
    end(undefined, 1700);
    expect(probe.retryAt).toBe(3700);
    probe.send(second, 3700);
    end(undefined, 3750);
    end(second, 4000);
    expect(probe.retryAt).toBe(7000);
  });

  it('gives other attempts a head start of four times the mean time between those that fail', () => {
    const probe = new Probe(backoff, 0);
    const fail = (now: number): number => {
      probe.ended({ ...endOf(undefined, false), duration: 100 }, WAITING, now);
      return probe.retryAt;
    };
    probe.waitUntil(5000);
    // One alone says nothing of how often they come.
    expect(fail(1000)).toBe(6000);
    expect(fail(1020)).toBe(5000 + 4 * 20);
    // The mean is over about four.
    expect(fail(1120)).toBe(5000 + 4 * 40);
    expect(fail(1120)).toBe(5000 + 4 * 30);
    // The pace is known when the next probe has failed, too.
    const retry = retryOf(1);
    probe.send(retry, 6000);
    probe.ended(endOf(retry, false), WAITING, 6000);
    expect(probe.retryAt).toBe(7000);
    expect(fail(6100)).toBe(7000 + 2000);
  });

  it('is never sent before it is due, even if failures are told out of order', () => {
    const probe = new Probe(backoff, 0);
    probe.waitUntil(5000);
    for (const now of [2000, 1000, 500])
      probe.ended({ ...endOf(undefined, false), duration: 100 }, WAITING, now);
    expect(probe.retryAt).toBe(5000);
  });

  it('knows how many new calls have failed beside others since the server is down, whatever became of probes', () => {
    const probe = new Probe(backoff, 0);
    const retry = retryOf(1);
    probe.ended(endOf(undefined, false), WAITING, 0);
    probe.ended(endOf(undefined, undefined), WAITING, 10);
    probe.ended(endOf(retryOf(2), false), WAITING, 20);
    // A call that is alone, such as each of those that follow one another.
    probe.ended(endOf(undefined, false), 0, 30);
    expect(probe.newCalls).toBe(1);
    probe.send(retry, 2000);
    // The call of the probe is another one.
    probe.ended(endOf(undefined, false), 0, 2000);
    probe.ended(endOf(retry, false), 0, 2000);
    expect(probe.newCalls).toBe(2);
  });
});

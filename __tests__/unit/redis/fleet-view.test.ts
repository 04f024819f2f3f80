import { exponentialBackoff, noJitter } from '../../../lib';
import { Law, type Crowd } from '../../../lib/guards/pacer/law';
import { Probe } from '../../../lib/guards/pacer/probe';
import { ReleaseRate } from '../../../lib/guards/pacer/release-rate';
import { writeFleetLaw } from '../../../lib/redis/clerk';
import { FleetView } from '../../../lib/redis/fleet-view';
import type { News } from '../../../lib/redis/news';
import type { PendingRetry } from '../../../lib/types';
import { CONFIG, retryOf as retryWith } from '../../redis/guards';

// Redis' clock is so far ahead of that of the process.
const OFFSET = 1_000_000;

const backoff = exponentialBackoff({ initialDelay: 1000, jitter: noJitter });
const newLaw = (): Law => new Law(5, backoff);

const NOBODY: Crowd = { size: 0, delays: 0 };

const retryOf = (more: Partial<PendingRetry> = {}): PendingRetry => retryWith(CONFIG, more);

/** A law that the fleet has published. Times are those of the process. */
function lawText(change: (law: Law) => void = () => undefined, turnedAt = 500): string {
  const law = newLaw();
  change(law);
  return writeFleetLaw({ law, turnedAt: OFFSET + turnedAt, knownAt: OFFSET + turnedAt });
}

const UP = lawText();

/** A law that waits for a probe. */
const downUntil = (probeAt: number, count = 0): string =>
  lawText((law) => {
    law.probe = Object.assign(new Probe(backoff, OFFSET + probeAt), { count });
  });

/** A law with a rate, in releases per second of the whole fleet. */
const recoveringAt = (perSecond: number, turnedAt = 500, blockedUntil = -OFFSET): string =>
  lawText((law) => {
    law.rate = new ReleaseRate(perSecond, OFFSET);
    // Later, whoever is due would go.
    Object.assign(law, { backSince: OFFSET, blockedUntil: OFFSET + blockedUntil });
  }, turnedAt);

const NEWS: News = {
  now: 0,
  at: '',
  law: '',
  crowd: NOBODY,
  isBusy: false,
  lease: '',
  holder: '',
  token: '',
  clerk: '',
  count: 0,
  idle: 0,
  slotAt: 0,
  slots: 0,
  lines: [],
};

/** What one process sees. Unless a test says otherwise, it has twenty retries waiting, too many to go as they like. */
class Seen {
  readonly own = { size: 20, delays: 20_000 };
  readonly view = new FleetView(newLaw, this.own);

  constructor(law?: string) {
    if (law !== undefined) this.view.load(law, '1', OFFSET, 0);
  }

  hear(now: number, news: Partial<News>, told: Crowd = NOBODY, leaseUntil = now + 1000): void {
    this.view.hear({ ...NEWS, ...news }, told, leaseUntil, OFFSET, now);
  }

  /** It is given releases of the fleet. Without any, it hears only of the others. */
  hearSlots(now: number, slotAt: number, slots: number, others = 20): void {
    const crowd = { size: this.own.size + others, delays: 0 };
    this.hear(now, { at: '1', crowd, slotAt: OFFSET + slotAt, slots }, this.own);
  }

  maySend(now: number, more: Partial<PendingRetry> = {}): boolean {
    return this.view.maySend(retryOf(more), this.own, now);
  }

  /** A retry that is sent as the probe. */
  probe(now: number, lease = 'me:1'): PendingRetry {
    const retry = retryOf();
    this.hear(now, { at: '1', lease });
    expect(this.view.maySend(retry, this.own, now)).toBe(true);
    return retry;
  }
}

describe('the news', () => {
  it('are recent for three seconds', () => {
    const { view } = new Seen(UP);
    expect(view.isRecent(2999)).toBe(true);
    expect(view.isFresh(2999)).toBe(true);
    expect(view.isRecent(3000)).toBe(false);
    expect(view.isFresh(3000)).toBe(false);
  });

  it('are recent again with each that is heard, though it has no new law', () => {
    const seen = new Seen(UP);
    seen.hear(2000, { at: '1' });
    expect(seen.view.isFresh(4999)).toBe(true);
    expect(seen.view.isFresh(5000)).toBe(false);
  });

  it('there are none at first', () => {
    const { view } = new Seen();
    expect([view.at, view.isKnown, view.isRecent(0), view.isFresh(0), view.wantsLease]).toEqual([
      '',
      false,
      false,
      false,
      false,
    ]);
    expect(view.leaseToKeep(0)).toEqual({ token: '', ended: '', time: 1000 });
    expect(view.takeOwed()).toBe('0');
    expect(view.isTroubled(0)).toBe(false);
    expect(view.crowd).toEqual({ size: 20, delays: 20_000 });
    expect(view.timeToProbe(0, () => 0)).toBe(-1);
  });

  it('without a law are recent, but there is nothing to go by', () => {
    const seen = new Seen();
    seen.hear(1000, { at: '' });
    expect(seen.view.isRecent(1000)).toBe(true);
    expect(seen.view.isFresh(1000)).toBe(false);
  });

  it('of a lost law change nothing, as long as it was heard of within three seconds', () => {
    const seen = new Seen(UP);
    seen.hear(2999, { at: '' });
    expect(seen.view.isKnown).toBe(true);
    seen.hear(5999, { at: '' });
    expect(seen.view.isKnown).toBe(false);
  });

  it('that the law is still the same are enough, however long ago it was heard', () => {
    const seen = new Seen(UP);
    seen.hear(60_000, { at: '1' });
    expect(seen.view.isFresh(60_000)).toBe(true);
  });

  it('bring a law and its version', () => {
    const seen = new Seen(UP);
    seen.hear(1000, { at: '2', law: downUntil(2000) });
    expect([seen.view.at, seen.view.awaitsSuccess(1000), seen.view.isFresh(1000)]).toEqual(['2', true, true]);
  });
});

describe('a law that is unreadable', () => {
  it('is not known, and is not asked for again', () => {
    const { view } = new Seen(downUntil(2000));
    view.load('{"some":"text"}', '2', OFFSET, 1000);
    expect([view.isKnown, view.isFresh(1000), view.at]).toEqual([false, false, '2']);
    // It goes on from the latest that could be read.
    expect(view.awaitsSuccess(1000)).toBe(true);
    expect(view.localTurnedAt).toBe(500);
  });

  it('is no reason to believe that the news are older', () => {
    const seen = new Seen(UP);
    seen.hear(2500, { at: '2', law: '[]' });
    expect(seen.view.isRecent(5499)).toBe(true);
  });

  it('is forgotten when the next can be read', () => {
    const { view } = new Seen('nonsense');
    expect(view.isKnown).toBe(false);
    view.load(downUntil(2000), '2', OFFSET, 1000);
    expect([view.isFresh(1000), view.awaitsSuccess(1000)]).toEqual([true, true]);
  });
});

describe('trouble', () => {
  const blocked = lawText((law) => {
    law.blockedUntil = OFFSET + 5000;
  });

  it.each([
    ['up', UP, false],
    ['down', downUntil(2000), true],
    ['recovering', recoveringAt(10), true],
    ['blocked', blocked, true],
  ])('of a fleet that is %s', (_phase, law, isTroubled) => {
    expect(new Seen(law).view.isTroubled(1000)).toBe(isTroubled);
  });

  it('is over when the time that the server asked for is', () => {
    const { view } = new Seen(blocked);
    expect(view.blockedUntil).toBe(5000);
    expect(view.isTroubled(4999)).toBe(true);
    expect(view.isTroubled(5000)).toBe(false);
  });

  it('has a phase', () => {
    expect(new Seen(downUntil(2000)).view.isRecovering).toBe(false);
    expect(new Seen(recoveringAt(10)).view.isRecovering).toBe(true);
    expect(new Seen(recoveringAt(10)).view.awaitsSuccess(1000)).toBe(false);
  });
});

describe('the crowd', () => {
  it('is what this process has now, and what the others had', () => {
    const seen = new Seen(UP);
    seen.hear(1000, { at: '1', crowd: { size: 50, delays: 60_000 } }, { size: 15, delays: 12_000 });
    expect(seen.view.crowd).toEqual({ size: 20 + 35, delays: 20_000 + 48_000 });
    seen.own.size = 3;
    seen.own.delays = 1000;
    expect(seen.view.crowd).toEqual({ size: 3 + 35, delays: 1000 + 48_000 });
  });

  it('has no less than nobody in it, if Redis has not counted this process', () => {
    const seen = new Seen(UP);
    seen.hear(1000, { at: '1', crowd: { size: 2, delays: 3000 } }, { size: 15, delays: 12_000 });
    expect(seen.view.crowd).toEqual({ size: 20, delays: 20_000 });
  });
});

describe("the clerk's law", () => {
  it('is the one that was published, by the clock of Redis', () => {
    const { view } = new Seen(downUntil(2000));
    const { law, turnedAt, knownAt } = view.fleetLaw(OFFSET);
    expect([law.probe?.nextAt, turnedAt, knownAt]).toEqual([OFFSET + 2000, OFFSET + 500, OFFSET + 500]);
  });

  it.each([1000, -1000])('is not moved by %d ms, which is no other clock', (difference) => {
    const { law, turnedAt } = new Seen(downUntil(2000)).view.fleetLaw(OFFSET + difference);
    expect([law.probe?.nextAt, turnedAt]).toEqual([OFFSET + 2000, OFFSET + 500]);
  });

  it.each([1001, -1001, -3_600_000])('is moved with a clock that has jumped by %d ms', (jump) => {
    const { law, turnedAt } = new Seen(downUntil(2000)).view.fleetLaw(OFFSET + jump);
    expect([law.probe?.nextAt, turnedAt]).toEqual([OFFSET + jump + 2000, OFFSET + jump + 500]);
  });

  it('says when the fleet last changed its phase, also by the clock of this process', () => {
    expect(new Seen(downUntil(2000)).view.localTurnedAt).toBe(500);
  });
});

describe('a probe', () => {
  it('is not sent before it is due, and no lease is wanted', () => {
    const seen = new Seen(downUntil(2000));
    seen.hear(1999, { at: '1', lease: 'me:1' });
    expect(seen.maySend(1999)).toBe(false);
    expect(seen.view.wantsLease).toBe(false);
    expect(seen.view.leaseToKeep(1999).token).toBe('');
  });

  it('wants a lease, if a retry falls due that could be it', () => {
    const seen = new Seen(downUntil(2000));
    expect(seen.maySend(2000)).toBe(false);
    expect(seen.view.wantsLease).toBe(true);
  });

  it('wants none while another process has it', () => {
    const seen = new Seen(downUntil(2000));
    seen.hear(1900, { at: '1', holder: 'other' });
    expect(seen.maySend(2000)).toBe(false);
    expect(seen.view.wantsLease).toBe(false);
    seen.hear(2100, { at: '1' });
    expect(seen.maySend(2100)).toBe(false);
    expect(seen.view.wantsLease).toBe(true);
  });

  it('is the retry that falls due while this process has the lease; no other is sent', () => {
    const seen = new Seen(downUntil(2000));
    const retry = seen.probe(2000);
    expect(seen.maySend(2001)).toBe(false);
    expect(seen.view.wantsLease).toBe(false);
    expect(seen.view.endProbe(retry)).toBe('me:1');
  });

  it('needs a lease that still holds', () => {
    const seen = new Seen(downUntil(2000));
    seen.hear(2000, { at: '1', lease: 'me:1' }, NOBODY, 2500);
    expect(seen.maySend(2500)).toBe(false);
    expect(seen.view.wantsLease).toBe(true);
    seen.hear(2500, { at: '1', lease: 'me:2' }, NOBODY, 2600);
    expect(seen.maySend(2599)).toBe(true);
    expect(seen.view.leaseToKeep(2599).token).toBe('me:2');
  });

  it('loses its lease with news that have none', () => {
    const seen = new Seen(downUntil(2000));
    seen.hear(2000, { at: '1', lease: 'me:1' });
    seen.hear(2100, { at: '1' });
    expect(seen.maySend(2100)).toBe(false);
  });

  it('is not sent twice with one lease, until its end has been reported', () => {
    const seen = new Seen(downUntil(2000));
    const retry = seen.probe(2000);
    seen.hear(2100, { at: '1', lease: 'me:1' });
    expect(seen.maySend(2100)).toBe(false);
    seen.view.endProbe(retry);
    seen.hear(2200, { at: '1', lease: 'me:1' });
    expect(seen.maySend(2200)).toBe(false);
    seen.view.released('another');
    seen.hear(2300, { at: '1', lease: 'me:1' });
    expect(seen.maySend(2300)).toBe(false);
    seen.view.released('me:1');
    seen.hear(2400, { at: '1', lease: 'me:2' });
    expect(seen.maySend(2400)).toBe(true);
  });

  it('is not needed for the last retry of a call, which is sent anyway', () => {
    const seen = new Seen(downUntil(2000));
    expect(seen.maySend(1500, { isLast: true })).toBe(true);
    expect(seen.maySend(2000, { isLast: true })).toBe(true);
    expect(seen.view.wantsLease).toBe(true);
    expect(seen.view.leaseToKeep(2000).token).toBe('');
  });

  it.each([
    [8, 0, true],
    [8, 1, false],
  ])('is not needed for a few: of %d here and %d elsewhere, any is sent: %s', (size, others, isSent) => {
    const seen = new Seen(downUntil(2000));
    seen.own.size = size;
    seen.hear(1000, { at: '1', crowd: { size: size + others, delays: 0 } }, seen.own);
    expect(seen.maySend(1000)).toBe(isSent);
  });

  it('has a lease that is held for two seconds from each report on, for ten in all', () => {
    const seen = new Seen(downUntil(2000));
    const retry = seen.probe(2000);
    expect(seen.view.leaseToKeep(2100)).toEqual({ token: 'me:1', ended: '', time: 2000 });
    expect(seen.view.leaseToKeep(10_500)).toEqual({ token: 'me:1', ended: '', time: 1500 });
    // It is let go of at once.
    expect(seen.view.leaseToKeep(12_000)).toEqual({ token: 'me:1', ended: '', time: 0 });
    expect(seen.view.leaseToKeep(12_100)).toEqual({ token: '', ended: '', time: 1000 });
    expect(seen.view.endProbe(retry)).toBe('');
  });

  it('that has ended keeps its lease until that is reported', () => {
    const seen = new Seen(downUntil(2000));
    const retry = seen.probe(2000);
    expect(seen.view.endProbe(undefined)).toBe('');
    expect(seen.view.endProbe(retryOf())).toBe('');
    expect(seen.view.endProbe(retry)).toBe('me:1');
    expect(seen.view.endProbe(retry)).toBe('');
    const held = { token: 'me:1', ended: 'me:1', time: 1000 };
    expect(seen.view.leaseToKeep(2200)).toEqual(held);
    seen.view.released('');
    expect(seen.view.leaseToKeep(2300)).toEqual(held);
    seen.view.released('me:1');
    expect(seen.view.leaseToKeep(2400)).toEqual({ token: '', ended: '', time: 1000 });
  });
});

describe('the time to a probe', () => {
  const in100 = (): number => 100;

  it('is asked for from 150 ms before one is due', () => {
    const { view } = new Seen(downUntil(2000));
    expect(view.timeToProbe(1849, in100)).toBe(-1);
    expect(view.timeToProbe(1850, in100)).toBe(100);
  });

  it('is that to the next retry, if it falls due within 150 ms', () => {
    const { view } = new Seen(downUntil(2000));
    const asked: number[] = [];
    const dueIn = (time: number) =>
      view.timeToProbe(2000, (now) => {
        asked.push(now);
        return time;
      });
    expect([dueIn(0), dueIn(99.2), dueIn(150), dueIn(150.1), dueIn(Infinity)]).toEqual([0, 100, 150, -1, -1]);
    expect(new Set(asked)).toEqual(new Set([2000]));
  });

  it('is 0, if a retry wants the lease already', () => {
    const seen = new Seen(downUntil(2000));
    seen.maySend(2000);
    expect(seen.view.timeToProbe(2010, in100)).toBe(0);
    seen.view.wantsLease = false;
    expect(seen.view.timeToProbe(2010, in100)).toBe(100);
  });

  it('is not asked for while another process has the lease', () => {
    const seen = new Seen(downUntil(2000));
    seen.maySend(2000);
    seen.hear(2000, { at: '1', holder: 'other' });
    expect(seen.view.timeToProbe(2010, in100)).toBe(-1);
  });

  it('is not asked for while a probe of this process is in flight', () => {
    const seen = new Seen(downUntil(2000));
    const retry = seen.probe(2000);
    expect(seen.view.timeToProbe(2010, in100)).toBe(-1);
    seen.view.endProbe(retry);
    expect(seen.view.timeToProbe(2020, in100)).toBe(100);
  });

  it.each([
    ['up', UP],
    ['recovering', recoveringAt(10)],
  ])('is not asked for while the fleet is %s', (_phase, law) => {
    const { view } = new Seen(downUntil(2000));
    view.load(law, '2', OFFSET, 1000);
    expect(view.timeToProbe(2000, in100)).toBe(-1);
  });
});

describe('releases', () => {
  it('are those that this process was given, evenly spaced at the rate of the fleet', () => {
    const seen = new Seen(recoveringAt(10));
    const { view } = seen;
    seen.hearSlots(900, 1000, 3);
    for (const time of [1000, 1100, 1200]) {
      expect(view.timeToRelease(time - 90, false)).toBe(90);
      expect(view.mayRelease(time - 0.1)).toBe(false);
      expect(view.mayRelease(time)).toBe(true);
      expect(view.mayRelease(time)).toBe(false);
    }
    expect(view.timeToRelease(1200, false)).toBeUndefined();
    expect(view.mayRelease(5000)).toBe(false);
  });

  it('go on with those of the next report', () => {
    const seen = new Seen(recoveringAt(10));
    seen.hearSlots(900, 1000, 1);
    seen.hearSlots(950, 1150, 1);
    expect(seen.view.mayRelease(1000)).toBe(true);
    expect(seen.view.timeToRelease(1000, false)).toBe(150);
  });

  it('are none without a rate', () => {
    for (const law of [UP, downUntil(2000)]) {
      const seen = new Seen(law);
      seen.hearSlots(900, 1000, 3);
      expect(seen.view.mayRelease(1000)).toBe(false);
      expect(seen.view.timeToRelease(1000, false)).toBeUndefined();
    }
  });

  it('of a due retry come with the next probe while the fleet is down; after that, they take the lease', () => {
    const seen = new Seen(downUntil(2000));
    const { view } = seen;
    expect(view.timeToRelease(1500, false)).toBeUndefined();
    expect(view.timeToRelease(1500, true)).toBe(500);
    expect(view.timeToRelease(2000, true)).toBeUndefined();
    seen.hear(1900, { at: '1', lease: 'a' });
    expect(view.timeToRelease(1950, true)).toBe(50);
    expect(view.timeToRelease(2000, true)).toBeUndefined();
  });

  it('that were missed are not made up for', () => {
    const seen = new Seen(recoveringAt(10));
    seen.hearSlots(900, 1000, 3);
    expect(seen.view.timeToRelease(1200, false)).toBe(1);
    expect(seen.view.mayRelease(1200)).toBe(true);
    expect(seen.view.mayRelease(1200)).toBe(false);
  });

  it('are no more than the retries that wait, however many the reply names', () => {
    const seen = new Seen(recoveringAt(10));
    seen.hearSlots(900, 1000, 1000);
    const times = Array.from({ length: 1000 }, (_item, index) => 1000 + 100 * index);
    expect(times.filter((time) => seen.view.mayRelease(time))).toHaveLength(20);
  });

  it('of the latest ten milliseconds are made at once', () => {
    // Half of a thousand per second.
    const seen = new Seen(recoveringAt(1000));
    seen.hearSlots(900, 1000, 20);
    const count = (now: number): number => {
      let sum = 0;
      while (seen.view.mayRelease(now)) sum++;
      return sum;
    };
    expect(count(1002)).toBe(3);
    expect(count(1002)).toBe(0);
    expect(count(1019)).toBe(5);
  });

  it('wait for what the server has asked for', () => {
    const seen = new Seen(recoveringAt(10, 500, 3000));
    seen.hearSlots(900, 1000, 3);
    expect(seen.view.timeToRelease(900, false)).toBe(2100);
    expect(seen.view.mayRelease(2999)).toBe(false);
    expect(seen.view.timeToRelease(2999, false)).toBe(1);
    expect(seen.view.mayRelease(3000)).toBe(true);
  });

  it('stay when the law of the same recovery is published anew, at its new rate', () => {
    const seen = new Seen(recoveringAt(10));
    const { view } = seen;
    seen.hearSlots(900, 1000, 3);
    // One is due, and has not been made.
    expect(view.timeToRelease(1000, false)).toBe(1);
    view.load(recoveringAt(20), '2', OFFSET, 1010);
    expect(view.mayRelease(1020)).toBe(true);
    expect(view.mayRelease(1020)).toBe(false);
    expect(view.timeToRelease(1020, false)).toBe(80);
    seen.hearSlots(1090, 1300, 2);
    for (const time of [1100, 1200, 1300, 1350]) expect(view.mayRelease(time)).toBe(true);
  });

  it('are void in another recovery', () => {
    const seen = new Seen(recoveringAt(10));
    seen.hearSlots(900, 1000, 3);
    expect(seen.view.timeToRelease(1000, false)).toBe(1);
    seen.view.load(recoveringAt(10, 1005), '2', OFFSET, 1010);
    expect(seen.view.mayRelease(1020)).toBe(false);
    expect(seen.view.timeToRelease(1020, false)).toBeUndefined();
  });

  it('are void if in the meantime nobody waited', () => {
    const seen = new Seen(recoveringAt(10));
    seen.hearSlots(900, 1000, 3);
    seen.view.load(UP, '2', OFFSET, 910);
    seen.view.load(recoveringAt(10), '3', OFFSET, 920);
    expect(seen.view.mayRelease(1000)).toBe(false);
  });

  it('are taken in advance by a last retry', () => {
    const seen = new Seen(recoveringAt(10));
    seen.hearSlots(900, 1000, 3);
    expect(seen.maySend(900)).toBe(false);
    expect(seen.view.timeToRelease(900, false)).toBe(100);
    expect(seen.maySend(900, { isLast: true })).toBe(true);
    expect(seen.view.timeToRelease(900, false)).toBe(200);
    // One that is due is taken first.
    expect(seen.maySend(1100, { isLast: true })).toBe(true);
    expect(seen.view.timeToRelease(1100, false)).toBe(100);
    expect(seen.view.takeOwed()).toBe('0');
  });

  it('are owed to the fleet, if this process has none left; it is told once', () => {
    const seen = new Seen(recoveringAt(10));
    seen.hearSlots(900, 1000, 1);
    for (let count = 0; count < 4; count++) expect(seen.maySend(900, { isLast: true })).toBe(true);
    expect(seen.view.takeOwed()).toBe('3');
    expect(seen.view.takeOwed()).toBe('0');
    expect(seen.view.mayRelease(1000)).toBe(false);
  });

  it('are owed one by one, however low the rate', () => {
    const seen = new Seen(recoveringAt(0.2));
    seen.hearSlots(900, 1000, 0);
    expect(seen.maySend(900, { isLast: true })).toBe(true);
    expect(seen.view.takeOwed()).toBe('1');
  });

  it('are not owed while the fleet is up', () => {
    const seen = new Seen(UP);
    expect(seen.maySend(900)).toBe(true);
    expect(seen.view.takeOwed()).toBe('0');
  });
});

describe('the share of this process', () => {
  it('is used up while it has retries waiting, and no release for them', () => {
    const seen = new Seen(recoveringAt(10));
    seen.hearSlots(900, 1000, 1);
    expect(seen.view.isUsedUp(999)).toBe(true);
    expect(seen.view.isUsedUp(1000)).toBe(false);
    expect(seen.view.mayRelease(1000)).toBe(true);
    expect(seen.view.isUsedUp(1000)).toBe(true);
    seen.own.size = 0;
    expect(seen.view.isUsedUp(1000)).toBe(false);
  });

  it('is not used up without a rate', () => {
    expect(new Seen(UP).view.isUsedUp(1000)).toBe(false);
    expect(new Seen(downUntil(2000)).view.isUsedUp(1000)).toBe(false);
  });

  it.each([
    ['alone', 20, 0, 1],
    ['of a quarter of all', 20, 60, 0.25],
    ['as if one retry waited, where none does', 0, 9, 0.1],
  ])('%s: it goes on with that when it loses the fleet', (_name, size, others, share) => {
    const seen = new Seen(recoveringAt(10));
    seen.own.size = size;
    seen.hearSlots(900, 1000, 0, others);
    const { rate } = seen.view.forOneself(1000);
    expect(rate?.rate).toBeCloseTo(0.01 * share, 9);
    expect(rate?.first).toBeCloseTo(0.01 * share, 9);
    // From now on, and not for the time that has gone by.
    expect(rate?.timeToSlot(1000)).toBeCloseTo(100 / share, 6);
  });
});

describe('a process that loses the fleet', () => {
  it('goes on with a law of its own', () => {
    const seen = new Seen(recoveringAt(10));
    const law = seen.view.forOneself(1000);
    law.endRecovery();
    expect([law.isRecovering, seen.view.isRecovering]).toEqual([false, true]);
  });

  it('has no rate and no probe, if the fleet is up', () => {
    const law = new Seen(UP).view.forOneself(1000);
    expect([law.rate, law.probe]).toEqual([undefined, undefined]);
  });

  it('may send the first probe of an outage at once', () => {
    const law = new Seen(downUntil(2000)).view.forOneself(1000);
    expect(law.probe).toMatchObject({ nextAt: 1000, count: 0 });
  });

  it('sends its next probe after a pause of its own', () => {
    const law = new Seen(downUntil(2000, 2)).view.forOneself(1000);
    expect(law.probe).toMatchObject({ nextAt: 1000 + backoff(2), count: 2 });
  });

  it('still knows its probe, which it waits for as long as before', () => {
    const seen = new Seen(downUntil(2000, 2));
    const retry = seen.probe(2000);
    const law = seen.view.forOneself(3000);
    expect(law.probe).toMatchObject({ nextAt: 12_000, count: 2 });
    const attempt = { config: CONFIG, duration: 10, isFirst: false, isUp: false };
    law.attemptEnded({ ...attempt, retry: retryOf() }, seen.own, 3100);
    expect(law.probe?.count).toBe(2);
    law.attemptEnded({ ...attempt, retry }, seen.own, 3200);
    expect(law.probe).toMatchObject({ nextAt: 3200 + backoff(3), count: 3 });
  });
});

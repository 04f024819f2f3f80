import { exponentialBackoff, noJitter, type EndedAttempt, type PendingRetry } from '../../../lib';
import { RedisModel } from '../../../demo/simulate/redis-model';
import { Law } from '../../../lib/guards/pacer/law';
import { Link } from '../../../lib/redis/link';
import { SCRIPTS } from '../../../lib/redis/scripts';
import { SharedLaw, SharedOrigin } from '../../../lib/redis/shared-law';
import { CONFIG, retryOf as retryWith } from '../../redis/guards';

const newLaw = (): Law => new Law(5, exponentialBackoff({ initialDelay: 1000, jitter: noJitter }));

const retryOf = (more: Partial<PendingRetry> = {}): PendingRetry => retryWith(CONFIG, more);

/** What a process tells the fleet, and when. */
interface Said {
  readonly at: number;
  readonly report: string;
  readonly isUrgent: boolean;
  /** The time to a retry that could be the probe, in milliseconds. */
  readonly due: string;
}

/** One process, which goes by the law of its fleet. */
class Member {
  isCut = false;
  readonly said: Said[] = [];
  readonly link: Link;
  readonly law: SharedLaw;
  /** Of its own, twenty retries wait, and none of them falls due soon. */
  readonly own = {
    size: 20,
    delays: 20_000,
    isBusy: true,
    timeToDue: () => Infinity,
    lawChanged: () => undefined,
  };

  constructor(redis: RedisModel, id = 'me') {
    this.link = new Link(
      (name, keys, args) => {
        const [, , , , report = '', urgent, due = ''] = args;
        if (name === 'sync') this.said.push({ at: performance.now(), report, isUrgent: urgent === '1', due });
        return this.isCut ? Promise.reject(new Error('cut off')) : redis.eval(SCRIPTS[name].text, keys, args);
      },
      { timeout: 250, log: false },
    );
    this.law = new SharedLaw(this.link, newLaw, id, ['state', 'fleet', 'reports']);
    this.law.own = this.own;
  }

  end(isUp: boolean | undefined, more: Partial<EndedAttempt> = {}): void {
    const attempt = { config: CONFIG, duration: 70, isFirst: true, isUp, ...more };
    this.law.attemptEnded(attempt, this.law, performance.now());
  }

  maySend(retry = retryOf()): boolean {
    return this.law.maySend(retry, this.law, performance.now());
  }

  /** What it says next, after it has just said something and `act` has happened. */
  async saysAfter(act: () => void): Promise<Said> {
    await this.saysNext();
    await pass(30);
    act();
    return await this.saysNext();
  }

  private async saysNext(): Promise<Said> {
    const count = this.said.length;
    for (let time = 0; time < 2000 && this.said.length === count; time++) await pass(1);
    return this.said[count]!;
  }
}

let redis: RedisModel;
let members: Member[];
beforeEach(() => {
  jest.useFakeTimers();
  redis = new RedisModel();
  members = [];
});
afterEach(() => {
  for (const { link } of members) link.close();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const pass = (time: number): Promise<void> => jest.advanceTimersByTimeAsync(time);

function memberOf(id?: string): Member {
  const member = new Member(redis, id);
  members.push(member);
  return member;
}

/** A process that has seen an outage. */
async function inOutage(id?: string): Promise<Member> {
  const member = memberOf(id);
  for (let count = 0; count < 10; count++) member.end(false);
  await pass(200);
  return member;
}

describe('the law of a process', () => {
  it('is always told of all attempts, so that it can take over', async () => {
    const { law } = await inOutage();
    expect(law.local.probe).toBeDefined();
    expect(law.local.latency).toBe(70);
  });

  it('is what it goes by, as long as it has not heard of the fleet', () => {
    const member = memberOf();
    for (let count = 0; count < 10; count++) member.end(false, { duration: 90 });
    expect(member.law.local.latency).toBe(90);
    // The first retry that falls due is its probe.
    expect([member.maySend(), member.maySend()]).toEqual([true, false]);
  });

  it('says whether the origin is sound, which another process may know better', async () => {
    await inOutage('one');
    const two = memberOf('two');
    two.end(false);
    expect(two.law.isSound).toBe(true);
    await pass(300);
    expect([two.law.isSound, two.law.local.isSound]).toEqual([false, true]);
  });

  it('turns when it goes from one phase to another, and not with later attempts', async () => {
    const member = memberOf();
    await pass(100);
    for (let count = 0; count < 9; count++) member.end(false);
    expect(member.law.turnedAt).toBe(0);
    const turnedAt = performance.now();
    member.end(false);
    expect(member.law.turnedAt).toBe(turnedAt);
    await pass(100);
    member.end(false);
    expect(member.law.turnedAt).toBe(turnedAt);
    await pass(100);
    member.end(true);
    expect(member.law.turnedAt).toBe(turnedAt + 200);
  });

  it('rests when the origin is at rest', () => {
    const { law } = memberOf();
    for (const isUp of [...Array<boolean>(10).fill(false), true])
      law.attemptEnded({ config: CONFIG, duration: 70, isFirst: true, isUp }, law, 0);
    expect([law.isRecovering, law.local.isRecovering]).toEqual([true, true]);
    law.endRecovery();
    expect(law.local.isRecovering).toBe(false);
  });

  it('stays its own while it goes by that of the fleet, and goes on from there when Redis is lost', async () => {
    const one = await inOutage('one');
    const two = memberOf('two');
    two.end(false, { duration: 10 });
    const { local } = two.law;
    await pass(300);
    // It waits for a lease of the fleet.
    expect([two.maySend(), two.maySend()]).toEqual([false, false]);
    expect(two.law.local).toBe(local);
    expect([local.probe, two.law.turnedAt]).toEqual([undefined, 0]);
    two.isCut = true;
    await pass(200);
    expect(two.law.isSound).toBe(false);
    expect(two.law.local.probe).toBeDefined();
    expect(two.law.turnedAt).toBeCloseTo(one.law.turnedAt, 0);
    const taken = two.law.local;
    // Its own call has failed a moment ago, which tells as much as a probe.
    expect(two.maySend()).toBe(false);
    await pass(1000);
    expect([two.maySend(), two.maySend()]).toEqual([true, false]);
    expect(two.law.local).toBe(taken);
  });

  it('is not taken from a fleet of which it has not heard for long', async () => {
    const one = await inOutage('one');
    const { local } = one.law;
    one.own.isBusy = false;
    one.own.size = 0;
    await pass(60_000);
    expect(one.said.at(-1)!.at).toBeLessThan(performance.now() - 10_000);
    one.isCut = true;
    one.end(false);
    expect(one.law.local).toBe(local);
  });
});

describe('a report', () => {
  it('comes about ten times a second in an outage', async () => {
    const member = await inOutage();
    const said = await member.saysAfter(() => {
      member.end(false);
    });
    const before = member.said[member.said.indexOf(said) - 1]!;
    expect(said.isUrgent).toBe(false);
    expect(said.at - before.at).toBeGreaterThanOrEqual(79);
    expect(said.at - before.at).toBeLessThanOrEqual(121);
  });

  it.each<[string, boolean, Partial<EndedAttempt>]>([
    ['a success in an outage', true, {}],
    ['a limit with a Retry-After', false, { status: 429, retryAfter: 3000 }],
    ['a Retry-After', false, { status: 503, retryAfter: 3000 }],
  ])('of %s can not wait', async (_name, isUp, more) => {
    const member = await inOutage();
    let endedAt = 0;
    const said = await member.saysAfter(() => {
      endedAt = performance.now();
      member.end(isUp, more);
    });
    expect(said.isUrgent).toBe(true);
    expect(said.at - endedAt).toBeLessThanOrEqual(1);
    expect(said.report).not.toBe('');
  });

  it('of a failure in a recovery can not wait, since it lowers the rate of all', async () => {
    const member = await inOutage();
    member.end(true);
    await pass(100);
    expect(member.law.isRecovering).toBe(true);
    const said = await member.saysAfter(() => {
      member.end(false);
    });
    expect(said.isUrgent).toBe(true);
    const next = await member.saysAfter(() => {
      member.end(true);
    });
    expect(next.isUrgent).toBe(false);
  });

  it('of a success can wait while the fleet is up', async () => {
    const member = memberOf();
    member.end(false);
    await pass(200);
    const said = await member.saysAfter(() => {
      member.end(true);
    });
    expect(said.isUrgent).toBe(false);
    expect(said.report).not.toBe('');
  });

  it('is not needed of a retry that was dropped, unless it was the probe', async () => {
    const member = await inOutage();
    const said = await member.saysAfter(() => {
      member.end(undefined, { retry: retryOf() });
    });
    expect(said).toMatchObject({ report: '', isUrgent: false });
  });

  it.each([undefined, false, true])('of a probe can not wait (isUp: %s)', async (isUp) => {
    const member = await inOutage();
    member.own.timeToDue = () => 50;
    await pass(300);
    const retry = retryOf();
    expect(member.maySend(retry)).toBe(true);
    expect(member.maySend()).toBe(false);
    const said = await member.saysAfter(() => {
      member.end(isUp, { retry });
    });
    expect(said.isUrgent).toBe(true);
    expect(said.report).toContain('"me:');
  });

  it('can not wait, if a retry falls due that could be the probe', async () => {
    const member = await inOutage();
    const said = await member.saysAfter(() => {
      expect(member.maySend()).toBe(false);
    });
    expect(said).toMatchObject({ isUrgent: true, due: '0' });
  });

  it('can wait, if a retry is just sent', async () => {
    const member = memberOf();
    member.end(false);
    await pass(200);
    const said = await member.saysAfter(() => {
      expect(member.maySend()).toBe(true);
    });
    expect(said).toMatchObject({ isUrgent: false, due: '-1' });
  });
});

describe('the retries of an origin', () => {
  const wake = jest.fn();
  beforeEach(() => {
    wake.mockReset();
  });

  it('the process asks about the fleet as soon as one waits', async () => {
    const member = memberOf();
    const origin = new SharedOrigin(member.law);
    await pass(1000);
    expect(member.said).toEqual([]);
    const stop = origin.wait(retryOf({ delay: 5000 }), wake);
    await pass(0);
    expect(member.said).toHaveLength(1);
    stop();
  });

  it('the next that falls due is known', async () => {
    const origin = new SharedOrigin(memberOf().law);
    const now = performance.now();
    expect(origin.timeToDue(now)).toBe(Infinity);
    const stops = [1000, 300, 2000].map((delay) => origin.wait(retryOf({ delay }), wake));
    expect(origin.timeToDue(now)).toBe(300);
    expect(origin.timeToDue(now + 300)).toBe(0);
    // One that is late does not fall due again.
    expect(origin.timeToDue(now + 400)).toBe(600);
    stops[0]!();
    expect(origin.timeToDue(now + 400)).toBe(1600);
    await pass(300);
    expect(wake.mock.calls).toEqual([[true]]);
    expect(origin.timeToDue(now)).toBe(2000);
    stops[2]!();
    expect(origin.timeToDue(now)).toBe(Infinity);
  });
});

import { rulesOf, type GuardRules, type PendingRetry, type RetryGuard } from '../../../lib';
import { redisPacer } from '../../../lib/redis';
import { RedisModel } from '../../../demo/simulate/redis-model';
import { CONFIG, retryOf } from '../../redis/guards';

/** One process of a fleet. */
class Process {
  readonly guard: RetryGuard;
  readonly rules: GuardRules;
  /** Retries that wait. */
  readonly waiting = new Map<PendingRetry, () => void>();
  /** Retries that were sent, and have not ended. */
  readonly sent: PendingRetry[] = [];
  heldBack = 0;
  /** Whether it can reach Redis. */
  isCut = false;
  /** The arguments of its scripts. */
  readonly calls: string[][] = [];
  /** Messages in its log. */
  readonly lines: string[] = [];

  constructor(redis: RedisModel, options: object = {}) {
    this.guard = redisPacer(
      {
        eval: (...args) => {
          this.calls.push(args[2]);
          return this.isCut ? Promise.reject(new Error('cut off')) : redis.eval(...args);
        },
      },
      { log: (line) => this.lines.push(line), probeDelay: 1000, maxProbeDelay: 2000, ...options },
    );
    this.rules = rulesOf(this.guard);
  }

  wait(delay: number, more: Partial<PendingRetry> = {}): PendingRetry {
    const retry = retryOf(CONFIG, { delay, ...more });
    const stop = this.rules.wait!(retry, (isSent) => {
      this.waiting.delete(retry);
      if (isSent) this.sent.push(retry);
      else this.heldBack++;
    });
    this.waiting.set(retry, stop);
    return retry;
  }

  /** First attempts that end. */
  end(isUp: boolean, count = 1, more: object = {}): void {
    for (let index = 0; index < count; index++)
      this.rules.attemptEnded!({ config: CONFIG, duration: 50, isFirst: true, isUp, ...more });
  }

  /** The oldest retry that was sent ends. */
  endRetry(isUp: boolean | undefined): void {
    const retry = this.sent.shift();
    this.rules.attemptEnded!({ config: CONFIG, duration: 50, isFirst: false, isUp, retry });
  }

  drop(): void {
    for (const stop of this.waiting.values()) stop();
    this.waiting.clear();
  }
}

let redis: RedisModel;
let processes: Process[];
beforeEach(() => {
  jest.useFakeTimers();
  redis = new RedisModel();
});
afterEach(() => {
  for (const process of processes) {
    process.drop();
    process.guard.close();
  }
  // A closed guard leaves no timer.
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const pass = (time: number): Promise<void> => jest.advanceTimersByTimeAsync(time);

const fleetOf = (size: number, options: object = {}): Process[] =>
  (processes = Array.from({ length: size }, () => new Process(redis, options)));

const allSent = (): number => processes.reduce((sum, { sent }) => sum + sent.length, 0);

/** A fleet that knows of an outage: of each process, forty retries wait, a second apart. */
async function inOutage(size: number, options: object = {}): Promise<Process[]> {
  fleetOf(size, options);
  for (const process of processes) {
    process.end(false, 6);
    for (let index = 0; index < 40; index++)
      process.wait(1500 + index * 1000 + processes.indexOf(process) * 20);
  }
  await pass(1000);
  return processes;
}

describe('a fleet', () => {
  it('is down when all together have seen so, though none has seen enough', async () => {
    const [one, two, three] = fleetOf(3) as [Process, Process, Process];
    for (const process of processes) {
      process.end(false, 4);
      for (let index = 0; index < 4; index++) process.wait(1000 + index);
    }
    await pass(1100);
    // One is the probe, and eleven are held back: alone, each process would have sent its four.
    expect(allSent()).toBe(1);
    expect(one.heldBack + two.heldBack + three.heldBack).toBe(11);
  });

  it('is not down while some attempts succeed', async () => {
    const [one, two] = fleetOf(2) as [Process, Process];
    two.end(true, 100);
    one.end(false, 4);
    await pass(1);
    two.end(true, 20);
    two.end(false);
    one.wait(1000);
    for (let index = 0; index < 11; index++) two.wait(1000);
    await pass(1100);
    expect(allSent()).toBe(12);
  });

  it('sends one probe at a time', async () => {
    const fleet = await inOutage(4);
    await pass(700);
    for (let probes = 0; probes < 4; probes++) {
      expect(allSent()).toBe(1);
      const prober = fleet.find(({ sent }) => sent.length)!;
      await pass(1000);
      expect(allSent()).toBe(1);
      prober.endRetry(false);
      expect(allSent()).toBe(0);
      // At least half of the time between two probes.
      await pass(450);
      expect(allSent()).toBe(0);
      await pass(3000);
    }
  });

  it('does not wait for a probe that a process had sent before it knew of a fleet', async () => {
    const [one, two] = fleetOf(2) as [Process, Process];
    one.isCut = two.isCut = true;
    for (const process of processes) {
      process.end(false, 12);
      for (let index = 0; index < 40; index++) process.wait(500 + index * 200);
    }
    await pass(1200);
    // Each has a probe of its own in flight, whose end takes long.
    expect(allSent()).toBe(2);
    one.isCut = two.isCut = false;
    await pass(4000);
    expect(allSent()).toBe(3);
  });

  it('hears of the recovery, and releases its retries at one rate', async () => {
    const fleet = await inOutage(4);
    await pass(700);
    fleet.find(({ sent }) => sent.length)!.endRetry(true);
    await pass(150);
    const before = allSent();
    await pass(1000);
    // They would come by themselves at eight a second: a third of that, and it may grow a little.
    expect(allSent() - before).toBeGreaterThanOrEqual(1);
    expect(allSent() - before).toBeLessThanOrEqual(8);
    await pass(100);
    for (let time = 0; time < 600; time++) {
      for (const process of fleet) while (process.sent.length) process.endRetry(true);
      await pass(50);
    }
    expect(fleet.flatMap(({ waiting }) => [...waiting])).toEqual([]);
    // All of them had a share of it.
    expect(fleet.map(({ heldBack }) => heldBack < 4)).toEqual([true, true, true, true]);
  });

  it('recovers with the first call that succeeds, whoever made it', async () => {
    const [one, two] = (await inOutage(2)) as [Process, Process];
    await pass(700);
    expect(allSent()).toBe(1);
    one.end(true);
    // About fourteen releases: each is for whoever asks first.
    await pass(10_000);
    expect(one.sent.length).toBeGreaterThan(0);
    expect(two.sent.length).toBeGreaterThan(0);
    expect(allSent()).toBeGreaterThan(2);
  });

  it('a success from before the outage, reported late, ends nothing', async () => {
    const [one, two] = fleetOf(2) as [Process, Process];
    two.end(true, 5);
    await pass(100);
    one.end(false, 12);
    for (let index = 0; index < 30; index++) one.wait(3000 + index * 200);
    await pass(400);
    two.end(false);
    for (let index = 0; index < 10; index++) two.wait(3000 + index * 200);
    await pass(4000);
    expect(allSent()).toBe(1);
  });

  describe('that is down', () => {
    /** Two processes, of which only the second has seen the outage. Its probe hangs, and the first has a crowd waiting. */
    async function probing(): Promise<[Process, Process]> {
      const [one, two] = fleetOf(2) as [Process, Process];
      two.end(false, 12);
      two.wait(1000);
      for (let index = 0; index < 20; index++) one.wait(20_000);
      await pass(1200);
      expect([one.sent.length, two.sent.length]).toEqual([0, 1]);
      return [one, two];
    }

    it('holds a due retry back for as long as the latest attempt of its own call took to fail', async () => {
      const [one] = await probing();
      one.wait(100);
      for (const lastDuration of [300, 2000]) one.wait(100, { lastDuration });
      const held: number[] = [];
      for (const time of [110, 280, 20, 1680, 20]) {
        await pass(time);
        held.push(one.heldBack);
      }
      // After 0.11, 0.39, 0.41, 2.09 and 2.11 s.
      expect(held).toEqual([1, 1, 2, 2, 3]);
      expect(one.sent).toEqual([]);
    });

    it('is probed by a retry that waits to be held back, when the probe of another process hangs', async () => {
      const [one] = await probing();
      const retry = one.wait(100, { lastDuration: 30_000 });
      await pass(8000);
      expect(one.sent).toEqual([]);
      await pass(3000);
      expect(one.sent).toEqual([retry]);
    });

    it('sends what it is holding back, once another process has seen the server come back', async () => {
      const [one, two] = await probing();
      const retry = one.wait(100, { lastDuration: 3000 });
      await pass(500);
      expect(one.sent).toEqual([]);
      two.endRetry(true);
      await pass(2000);
      // Those that are due go first.
      expect([one.sent[0], one.heldBack]).toEqual([retry, 0]);
    });
  });

  describe('whose probe has failed', () => {
    /** Three processes; the first has seen the outage, and its only call has been the probe. */
    async function probed(): Promise<[Process, Process, Process]> {
      const [one, two, three] = fleetOf(3) as [Process, Process, Process];
      one.end(false, 12);
      one.wait(1000);
      await pass(1010);
      expect(one.sent).toHaveLength(1);
      one.endRetry(false);
      return [one, two, three];
    }

    /** Whether a retry of a process is sent that falls due before the next probe. */
    async function isSent(process: Process): Promise<boolean> {
      const retry = process.wait(150);
      await pass(160);
      const isSent = process.sent.includes(retry);
      if (isSent) process.endRetry(false);
      return isSent;
    }

    it('lets a call go on that is alone in all of it', async () => {
      const [one] = await probed();
      expect([await isSent(one), await isSent(one), await isSent(one)]).toEqual([true, true, true]);
    });

    it('lets calls go on that follow one another, whichever processes make them', async () => {
      const [one, two] = await probed();
      for (const process of [one, one, two]) {
        // By then the fleet knows that nobody waits.
        await pass(200);
        process.end(false);
        expect([await isSent(process), process.heldBack]).toEqual([true, 0]);
      }
    });

    it('holds back a retry of one process while one of another waits', async () => {
      const [one, two] = await probed();
      two.wait(60_000);
      expect([await isSent(one), one.heldBack]).toEqual([false, 1]);
    });

    it('takes calls that overlap for a crowd, whichever processes make them, and however they end', async () => {
      const [one, two, three] = await probed();
      const own = one.wait(280);
      // By now the fleet knows of it.
      await pass(130);
      two.end(false);
      two.wait(100);
      await pass(110);
      expect([two.waiting.size, two.heldBack]).toEqual([0, 1]);
      await pass(50);
      expect([one.waiting.size, one.sent.includes(own), one.heldBack]).toEqual([0, false, 1]);
      // One that has seen nothing of that.
      expect([await isSent(three), three.heldBack]).toEqual([false, 1]);
    });
  });

  it('waits for what one of them was told', async () => {
    const [one, two] = fleetOf(2) as [Process, Process];
    one.end(false, 1, { status: 429, retryAfter: 5000 });
    for (let index = 0; index < 12; index++) two.wait(1000);
    two.end(false);
    await pass(4500);
    expect(allSent()).toBe(0);
    await pass(2000);
    expect(allSent()).toBe(12);
  });

  it.each([429, 503])(
    'hears that what it was told after a %d is taken back, also by a process that has nothing waiting',
    async (status) => {
      const [one, two] = fleetOf(2) as [Process, Process];
      one.end(false, 1, { status, retryAfter: 60_000 });
      for (let index = 0; index < 8; index++) two.wait(1000);
      two.end(false);
      await pass(5000);
      expect(allSent()).toBe(0);
      one.end(true);
      await pass(300);
      expect(allSent()).toBe(8);
    },
  );

  /** How many of so many retries, each in a process of its own, go soon after a success has taken back what they were told. */
  async function resumed(size: number): Promise<number> {
    const fleet = fleetOf(size);
    fleet[0]!.end(false, 1, { status: 503, retryAfter: 60_000 });
    for (const process of fleet) process.wait(1000);
    await pass(3000);
    expect(allSent()).toBe(0);
    fleet[0]!.end(true);
    await pass(1000);
    return allSent();
  }

  it('sends what others were told to hold, once the server is back', async () => {
    expect(await resumed(8)).toBe(8);
  });

  it('of which many were told to wait takes turns, though there are few in each process', async () => {
    expect(await resumed(20)).toBeLessThan(5);
  });

  it('still waits for it after its event loop was blocked for longer than news are good for', async () => {
    const [one, two] = fleetOf(2) as [Process, Process];
    one.end(false, 1, { status: 503, retryAfter: 60_000 });
    for (let index = 0; index < 20; index++) two.wait(1000);
    two.end(false);
    await pass(3000);
    // Timers are late, and an answer that has arrived is read before the next news.
    const blockedUntil = performance.now() + 4000;
    const clock = jest.spyOn(performance, 'now').mockReturnValue(blockedUntil);
    two.end(false);
    clock.mockRestore();
    await pass(5000);
    expect([two.sent.length, two.heldBack]).toEqual([0, 0]);
  });

  it('has nothing to say once all is over, and no timer', async () => {
    const fleet = await inOutage(2);
    for (const process of fleet) process.drop();
    await pass(3000);
    const { runs } = redis;
    expect(jest.getTimerCount()).toBe(0);
    await pass(60_000);
    expect(redis.runs).toBe(runs);
  });

  it('says nothing while all is well', async () => {
    const [one] = fleetOf(1) as [Process];
    one.end(true, 1000);
    await pass(10_000);
    expect(redis.runs).toBe(0);
  });

  it('with other options is another fleet', async () => {
    fleetOf(1);
    processes.push(new Process(redis, { failures: 6 }), new Process(redis, { prefix: 'other' }));
    for (const process of processes) {
      process.end(false);
      process.wait(500);
    }
    await pass(100);
    expect(new Set([...redis.hashes.keys()].map((key) => /\{.*\}/.exec(key)![0])).size).toBe(3);
  });
});

describe('a member that dies', () => {
  it('in the middle of a probe is replaced', async () => {
    const fleet = await inOutage(3);
    await pass(700);
    const prober = fleet.find(({ sent }) => sent.length)!;
    prober.isCut = true;
    prober.sent.length = 0;
    prober.drop();
    await pass(4000);
    expect(allSent()).toBe(1);
    expect(prober.sent).toEqual([]);
  });

  it('with the lease in its hand is replaced', async () => {
    const fleet = await inOutage(3);
    // Just before the first retry falls due, its process has the lease.
    await pass(450);
    fleet[0]!.drop();
    fleet[0]!.isCut = true;
    await pass(3500);
    expect(allSent()).toBe(1);
  });

  it('as the clerk costs one tick: the next takes up the same reports', async () => {
    const { eval: run } = redis;
    const lost = new Set<Process>();
    redis.eval = (script, keys, args) => {
      // It dies after it was given the reports.
      if (keys.length === 2 && lost.size < 3) {
        const dead = processes.find(({ isCut, calls }) => !isCut && calls.includes(args))!;
        lost.add(dead);
        dead.isCut = true;
        dead.drop();
        return new Promise(() => undefined);
      }
      return run(script, keys, args);
    };
    const fleet = await inOutage(5);
    expect(lost.size).toBe(3);
    await pass(1500);
    expect(allSent()).toBe(1);
    expect(fleet.reduce((sum, { heldBack }) => sum + heldBack, 0)).toBeGreaterThan(0);
  });

  it('is no longer counted', async () => {
    const fleet = await inOutage(3);
    for (const process of fleet.slice(1)) {
      process.isCut = true;
      process.drop();
    }
    fleet[0]!.drop();
    fleet[0]!.wait(8000);
    fleet[0]!.wait(8000);
    await pass(8100);
    // Two are few.
    expect(fleet[0]!.sent).toHaveLength(2);
  });
});

describe('a process that loses Redis', () => {
  it('goes on from where the fleet was: it is down, though it has seen two failures itself', async () => {
    const [one, two] = fleetOf(2) as [Process, Process];
    two.end(false, 12);
    two.wait(60_000);
    one.end(false, 2);
    for (let index = 0; index < 12; index++) one.wait(1500);
    await pass(1000);
    one.isCut = true;
    await pass(700);
    expect(one.sent).toHaveLength(1);
    expect(one.heldBack).toBe(11);
    expect(one.lines).toEqual([expect.stringContaining('Redis failed')]);
  });

  it('takes its share of the rate with it', async () => {
    const fleet = await inOutage(4);
    await pass(700);
    fleet.find(({ sent }) => sent.length)!.endRetry(true);
    await pass(300);
    for (const process of fleet) process.isCut = true;
    const before = allSent();
    await pass(1000);
    expect(allSent() - before).toBeLessThanOrEqual(10);
  });

  it('still knows its probe, and is back when Redis is', async () => {
    const fleet = await inOutage(3);
    await pass(700);
    const prober = fleet.find(({ sent }) => sent.length)!;
    for (const process of fleet) process.isCut = true;
    await pass(500);
    prober.endRetry(false);
    await pass(300);
    expect(prober.sent).toEqual([]);
    await pass(2000);
    for (const process of fleet) {
      while (process.sent.length) process.endRetry(false);
      process.isCut = false;
    }
    await pass(6000);
    for (const process of fleet) while (process.sent.length) process.endRetry(false);
    await pass(1500);
    expect(allSent()).toBeLessThanOrEqual(1);
  });

  it('leaves the fleet in its recovery, when Redis is back', async () => {
    const fleet = fleetOf(3);
    for (const process of fleet) {
      process.end(false, 12);
      // Because of these, few are released each second.
      for (let index = 0; index < 100; index++) process.wait(60_000);
      for (let index = 0; index < 100; index++) process.wait(3000, { lastDuration: 60_000 });
    }
    await pass(1000);
    fleet[0]!.end(true);
    await pass(4000);
    for (const process of fleet) process.isCut = true;
    await pass(4000);
    for (const process of fleet) {
      process.isCut = false;
      process.endRetry(true);
    }
    const before = allSent();
    await pass(5000);
    expect(allSent() - before).toBeLessThan(150);
  });

  it('soon gives up telling what it has seen, where nothing waits any more: keys are many', async () => {
    const [one] = fleetOf(1) as [Process];
    one.isCut = true;
    for (let number = 0; number < 100; number++)
      one.rules.attemptEnded!({
        config: { url: `https://${number}.example.com` },
        ...{ duration: 50, isFirst: true, isUp: false },
      });
    await pass(5000);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells the fleet afterwards what it has seen', async () => {
    const [one, two] = (await inOutage(2)) as [Process, Process];
    one.isCut = true;
    await pass(300);
    one.end(true);
    await pass(100);
    one.isCut = false;
    await pass(3000);
    // The other hears of the recovery.
    expect(two.sent.length).toBeGreaterThan(0);
    expect(allSent()).toBeGreaterThan(2);
  });
});

describe('a Redis that', () => {
  it('has lost all it knew gets the law back, and nobody sends more for it', async () => {
    const fleet = await inOutage(4);
    await pass(700);
    fleet.find(({ sent }) => sent.length)!.endRetry(false);
    await pass(100);
    redis.hashes.clear();
    redis.lists.clear();
    await pass(400);
    expect(allSent()).toBe(0);
    await pass(3000);
    expect(allSent()).toBe(1);
  });

  it('has another clock, after a failover, is believed', async () => {
    const fleet = await inOutage(3);
    await pass(700);
    fleet.find(({ sent }) => sent.length)!.endRetry(false);
    await pass(200);
    const { now } = redis;
    redis.now = () => now() - 3_600_000;
    await pass(4000);
    expect(allSent()).toBe(1);
    redis.now = () => now() + 3_600_000;
    fleet.find(({ sent }) => sent.length)!.endRetry(true);
    // At first, only the prober is counted, so that the rate is lower.
    await pass(8000);
    expect(allSent()).toBeGreaterThan(1);
  });

  it('holds what is no law is no reason to fail', async () => {
    const fleet = await inOutage(2);
    for (const hash of redis.hashes.values()) {
      if (hash.has('law')) hash.set('law', '{"some":"text"}').set('at', '1');
    }
    await pass(5000);
    expect(allSent()).toBeLessThanOrEqual(2);
    for (const process of fleet) expect(process.lines).toEqual([]);
  });

  it.each([[[]], [['x']], [Array<string>(12).fill('x')], [null], ['OK'], [{}]])(
    'answers %j is no reason to fail',
    async (reply) => {
      const { eval: run } = redis;
      fleetOf(1);
      redis.eval = () => Promise.resolve(reply as string[]);
      const [one] = processes as [Process];
      one.end(false, 12);
      for (let index = 0; index < 12; index++) one.wait(1000);
      await pass(1200);
      expect(one.sent).toHaveLength(1);
      redis.eval = run;
    },
  );
});

import { endFleet, startFleet, type Job, type Member, type Report } from './fleet';
import { startFlakyServer, type FlakyServer } from './flaky-server';
import { startProxy, type Proxy } from './proxy';
import { RedisServer } from './redis-server';

const KINDS = ['ioredis', 'redis'] as const;

const PROCESSES = 6;
const CALLS = 12;
// By when the fleet knows that the server is down, after the processes have begun, in milliseconds.
const KNOWN = 2500;

let redis: RedisServer;
let server: FlakyServer;
let proxy: Proxy | undefined;
beforeEach(async () => {
  [redis, server] = await Promise.all([RedisServer.start(), startFlakyServer()]);
});
afterEach(async () => {
  endFleet();
  // Also after a test that has failed: what still listens would hold the process.
  await Promise.all([redis.close(), server.close(), proxy?.close()]);
  proxy = undefined;
});

const sleep = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** @param timeout how long Redis may take: long where it is well, because this machine may be busy. */
const jobOf = (kind: Job['kind'], port = redis.port, timeout = 2000): Job => ({
  url: server.url,
  port,
  kind,
  calls: CALLS,
  spread: 500,
  retryDelay: { initialDelay: 500, maxDelay: 4000 },
  pacer: { probeDelay: 300, maxProbeDelay: 800, ...(kind !== 'alone' && { timeout }) },
});

/** Waits until all processes have sent their calls, and know of the outage. */
async function untilKnown(): Promise<number> {
  while (server.count(0) < PROCESSES * CALLS) await sleep(50);
  await sleep(KNOWN);
  return server.now();
}

interface Outcome {
  readonly reports: readonly Report[];
  /** From the end of the outage to that of the last call, in milliseconds. */
  readonly time: number;
  /** The longest that a process has lived on after its calls. */
  readonly afterlife: number;
}

/** Ends the outage, and sees all calls to their end. */
async function endOutage(members: ReturnType<typeof startFleet>): Promise<Outcome> {
  const backAt = server.now();
  server.isDown = false;
  const reports = await Promise.all(members.map(({ report }) => report));
  const time = server.now() - backAt;
  const afterlife = Math.max(...(await Promise.all(members.map((member) => member.afterlife))));
  return { reports, time, afterlife };
}

/** Nothing is lost, and no process stays. */
function expectAllWell({ reports, afterlife }: Outcome): void {
  expect(reports.flatMap(({ errors }) => errors)).toEqual([]);
  expect(reports.reduce((sum, { answers }) => sum + answers, 0)).toBe(PROCESSES * CALLS);
  // ioredis itself takes 2 s where it can't connect.
  expect(afterlife).toBeLessThan(5000);
}

describe.each(KINDS)('a fleet through %s', (kind) => {
  it('sends one probe at a time, and hears of the recovery at once', async () => {
    const members = startFleet(PROCESSES, jobOf(kind));
    const from = await untilKnown();
    await sleep(4000);
    const to = server.now();
    expect(server.mostAtOnce(from, to)).toBe(1);
    // About every 0.7 s.
    expect(server.count(from, to)).toBeGreaterThanOrEqual(3);
    expect(server.count(from, to)).toBeLessThanOrEqual(12);
    const outcome = await endOutage(members);
    expectAllWell(outcome);
    expect(outcome.reports.flatMap(({ warnings }) => warnings)).toEqual([]);
    const firstBack = server.seen.find(({ isDown }) => !isDown)!;
    // Long before the retries fall due by themselves.
    for (const { name } of members) {
      const first = server.seen.find(({ isDown, process }) => !isDown && process === name)!;
      expect(first.at - firstBack.at).toBeLessThan(2500);
    }
  });
});

it('a prober that dies is replaced', async () => {
  const members = startFleet(PROCESSES, jobOf('ioredis'));
  const from = await untilKnown();
  // Kills each of the first three that probe, in the middle of that.
  const killed: string[] = [];
  while (killed.length < 3) {
    await sleep(5);
    const probe = server.seen.find(({ at, endedAt }) => at >= from && endedAt === Infinity);
    const member = members.find(({ name }) => name === probe?.process);
    if (!member || killed.includes(member.name)) continue;
    member.child.kill('SIGKILL');
    killed.push(member.name);
    const diedAt = server.now();
    while (!server.seen.some(({ at, process }) => at > diedAt && process !== member.name)) await sleep(5);
    // The lease of 2 s, and the time to the next retry.
    expect(server.now() - diedAt).toBeLessThan(5000);
  }
  const left = members.filter(({ name }) => !killed.includes(name));
  const { reports, afterlife } = await endOutage(left);
  expect(reports.flatMap(({ errors }) => errors)).toEqual([]);
  // ioredis itself takes 2 s where it can't connect.
  expect(afterlife).toBeLessThan(5000);
});

/** What can happen to Redis in the middle of an outage. */
interface Fault {
  readonly name: string;
  readonly begin: (proxy: Proxy) => unknown;
  readonly end?: (proxy: Proxy) => unknown;
  /** What is said, by each process, once. */
  readonly warning?: RegExp;
  /** Whether the fleet does without Redis in the meantime. */
  readonly isLoss: boolean;
}

const blockAll = (members: readonly Member[], time: number): void => {
  for (const { child } of members) child.send({ block: time });
};

let members: Member[];

/** Any number up to one, in a comparison. */
const atMost = (most: number): unknown => ({
  asymmetricMatch: (value: number) => value <= most,
  toString: () => `at most ${most}`,
});

const FAULTS: readonly Fault[] = [
  { name: 'killed', begin: () => redis.kill(), warning: /Redis (failed|did not answer)/, isLoss: true },
  {
    name: 'killed, and started again, empty',
    begin: async () => {
      await redis.kill();
      await sleep(1500);
    },
    end: () => redis.start(),
    warning: /Redis (failed|did not answer)/,
    isLoss: true,
  },
  {
    name: 'restarted at once, empty',
    begin: async () => {
      await redis.kill();
      await redis.start();
    },
    end: () => undefined,
    isLoss: true,
  },
  {
    name: 'stopped',
    begin: () => {
      redis.signal('SIGSTOP');
    },
    warning: /Redis did not answer within 250 ms/,
    isLoss: true,
  },
  {
    name: 'stopped, and continued',
    begin: () => {
      redis.signal('SIGSTOP');
    },
    end: () => {
      redis.signal('SIGCONT');
    },
    warning: /Redis did not answer within 250 ms/,
    isLoss: true,
  },
  {
    name: 'slow, and fast again',
    begin: (proxy) => {
      proxy.delay = 1000;
    },
    end: (proxy) => {
      proxy.delay = 0;
    },
    warning: /Redis did not answer within 250 ms/,
    isLoss: true,
  },
  {
    name: 'silent, and there again',
    begin: (proxy) => {
      proxy.delay = Infinity;
    },
    end: (proxy) => {
      proxy.delay = 0;
      proxy.cut();
    },
    warning: /Redis did not answer within 250 ms/,
    isLoss: true,
  },
  {
    name: 'made to forbid scripts',
    begin: () => redis.cli('ACL', 'SETUSER', 'default', '-eval', '-evalsha'),
    warning: /Redis refused a script \(NOPERM\)/,
    isLoss: true,
  },
  { name: 'made to forget its scripts', begin: () => redis.cli('SCRIPT', 'FLUSH'), isLoss: false },
  {
    name: 'made to forget all it knows',
    begin: () => redis.cli('FLUSHALL'),
    isLoss: false,
  },
  {
    name: 'well, and the event loop of each process is blocked for 500 ms, time after time',
    begin: async () => {
      for (let times = 0; times < 4; times++) {
        blockAll(members, 500);
        await sleep(900);
      }
    },
    isLoss: false,
  },
];

// Each with one of the clients, in turn: the others differ in no more than how they run a script.
describe('in an outage, Redis is', () => {
  it.each(FAULTS.map((fault, index) => ({ ...fault, kind: KINDS[index % 2]! })))(
    '$name, through $kind',
    async ({ begin, end, warning, isLoss, kind }) => {
      proxy = await startProxy(redis.port);
      members = startFleet(PROCESSES, jobOf(kind, proxy.port, isLoss ? 250 : 2000));
      await untilKnown();
      const from = server.now();
      await begin(proxy);
      await sleep(3000);
      const to = server.now();
      const during = [server.mostAtOnce(from, to), server.count(from, to)];
      let after = 1;
      if (end) {
        await end(proxy);
        // It is asked again every 5 s at most.
        await sleep(6500);
        const since = server.now();
        await sleep(2500);
        after = server.mostAtOnce(since);
      }
      const outcome = await endOutage(members);
      redis.signal('SIGCONT');
      expectAllWell(outcome);
      // No more than if each process paced by itself: one probe at a time each, at least 0.4 s apart.
      const probers = isLoss ? PROCESSES : 1;
      const warnings = outcome.reports.map((report) => report.warnings);
      expect({ during, after, warnings }).toEqual({
        during: [atMost(probers), atMost(probers * (2 + (to - from) / 400))],
        after: 1,
        warnings: isLoss ? expect.anything() : warnings.map(() => []),
      });
      // On a busy machine it may have been late before.
      if (warning) for (const lines of warnings) expect(lines).toContainEqual(expect.stringMatching(warning));
      // The longest wait between two retries of a call, and time for a recovery.
      expect(outcome.time).toBeLessThan(15_000);
    },
  );
});

it.each(KINDS)('a Redis that was never there is no loss, through %s', async (kind) => {
  await redis.kill();
  members = startFleet(PROCESSES, jobOf(kind));
  const from = await untilKnown();
  await sleep(2000);
  expect(server.mostAtOnce(from)).toBeLessThanOrEqual(PROCESSES);
  expectAllWell(await endOutage(members));
});

it.each(KINDS)('nor is one that wants a password, through %s', async (kind) => {
  redis.cli('CONFIG', 'SET', 'requirepass', 'secret');
  members = startFleet(PROCESSES, jobOf(kind));
  const from = await untilKnown();
  await sleep(2000);
  expect(server.mostAtOnce(from)).toBeLessThanOrEqual(PROCESSES);
  const outcome = await endOutage(members);
  expectAllWell(outcome);
  for (const { warnings } of outcome.reports)
    expect(warnings.slice(0, 1)).toEqual([expect.stringMatching(/Redis (refused|failed|did not answer)/)]);
});

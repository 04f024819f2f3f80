import type { Runner } from '../../../lib/redis/client';
import { Link } from '../../../lib/redis/link';
import { unhandledIn } from '../unhandled';

const log = jest.fn();
beforeEach(() => {
  jest.useFakeTimers();
  log.mockReset();
});
afterEach(() => {
  jest.useRealTimers();
});

/** What each run of a script does, in turn; then the last again. */
function linkWith(...outcomes: (() => unknown)[]): { link: Link; runs: () => number } {
  let count = 0;
  const runner: Runner = async () => {
    const outcome = outcomes[Math.min(count++, outcomes.length - 1)];
    return await outcome?.();
  };
  return { link: new Link(runner, { timeout: 250, log }), runs: () => count };
}

const fine = (): string[] => ['fine'];
const never = (): Promise<never> => new Promise(() => undefined);
const fails = (message: string) => (): never => {
  throw new Error(message);
};
const after =
  (time: number, act: () => unknown = fine) =>
  (): Promise<unknown> =>
    new Promise((resolve) => setTimeout(resolve, time)).then(act);

const run = (link: Link): Promise<unknown> => link.run('sync', [], []);
/** The time until Redis may be asked. */
const timeToLook = (link: Link): number => link.timeToLook(performance.now());
const pass = (time: number): Promise<void> => jest.advanceTimersByTimeAsync(time);
const lines = (): unknown[] => log.mock.calls.map(([line]: unknown[]) => line);

const REST = ': until it can be used, each process limits its retries by itself';

const NOT_CONNECTED = 'is not connected (await client.connect())';

it('gives the answer as text', async () => {
  const { link } = linkWith(() => [1, Buffer.from('two'), 'three']);
  expect(await run(link)).toEqual(['1', 'two', 'three']);
  expect(link.isAway).toBe(false);
  expect(jest.getTimerCount()).toBe(0);
});

it.each([
  ['Error: connect ECONNREFUSED', 'failed', fails('connect ECONNREFUSED')],
  ['LOADING', 'failed (LOADING)', fails('LOADING Redis is loading the dataset in memory')],
  [
    'NOPERM',
    'refused a script (NOPERM)',
    fails("NOPERM this user has no permissions to run the 'eval' command"),
  ],
  ['NOAUTH', 'refused a script (NOAUTH)', fails('NOAUTH Authentication required.')],
  [
    'no EVAL',
    'refused a script (ERR)',
    fails("ERR unknown command 'EVAL', with args beginning with: s3cret"),
  ],
  // redis before connect(), and after destroy(); ioredis after disconnect().
  ['The client is closed', NOT_CONNECTED, fails('The client is closed')],
  ['Connection is closed.', NOT_CONNECTED, fails('Connection is closed.')],
  ['no list', 'gave an answer that is no list', () => 'OK'],
  ['nothing', 'gave an answer that is no list', () => undefined],
])('%s: Redis is away at once, and that is said once', async (_name, reason, outcome) => {
  const { link, runs } = linkWith(outcome);
  expect(await run(link)).toBeUndefined();
  expect(link.isAway).toBe(true);
  expect(await run(link)).toBeUndefined();
  expect(runs()).toBe(1);
  await jest.advanceTimersByTimeAsync(100_000);
  expect(await run(link)).toBeUndefined();
  expect(runs()).toBe(2);
  expect(lines()).toEqual([`axios-backoff: Redis ${reason}${REST}`]);
  expect(log.mock.calls[0][1]).toMatchObject({ type: 'warning' });
});

it.each<[string, () => unknown]>([
  ['an answer', () => [Object.create(null)]],
  [
    'an error',
    () => {
      throw Object.assign(new Error(), { message: Object.create(null) as unknown });
    },
  ],
])('%s that is no text is a failure like any other', async (_name, outcome) => {
  jest.useRealTimers();
  const { link } = linkWith(outcome);
  const ended = jest.fn();
  const unhandled = await unhandledIn(() => {
    void run(link).then(ended);
  });
  expect(unhandled).toEqual([]);
  expect(ended.mock.calls).toEqual([[undefined]]);
  expect(lines()).toEqual([`axios-backoff: Redis failed${REST}`]);
});

it('an answer that does not come in time is no answer, and all others are let go with it', async () => {
  const { link } = linkWith(never);
  const first = run(link);
  await jest.advanceTimersByTimeAsync(200);
  const second = run(link);
  await jest.advanceTimersByTimeAsync(50);
  expect(await Promise.all([first, second])).toEqual([undefined, undefined]);
  expect(link.isAway).toBe(true);
  expect(lines()).toEqual([`axios-backoff: Redis did not answer within 250 ms${REST}`]);
});

it('while a command is out, no more are sent for half a minute', async () => {
  const { link, runs } = linkWith(never);
  void run(link);
  await jest.advanceTimersByTimeAsync(29_000);
  await run(link);
  expect(runs()).toBe(1);
  await jest.advanceTimersByTimeAsync(2000);
  void run(link);
  expect(runs()).toBe(2);
});

it('a late answer says that Redis is back', async () => {
  const { link, runs } = linkWith(after(3000), fine);
  void run(link);
  await jest.advanceTimersByTimeAsync(2900);
  expect(await run(link)).toBeUndefined();
  expect(link.isAway).toBe(true);
  await jest.advanceTimersByTimeAsync(200);
  expect(timeToLook(link)).toBe(0);
  // It was late, so it may be old.
  expect(link.isAway).toBe(true);
  expect(await run(link)).toEqual(['fine']);
  expect(link.isAway).toBe(false);
  expect(runs()).toBe(2);
});

it('it looks again after a quarter of a second at most, then less and less often, and says no more', async () => {
  const { link } = linkWith(fails('gone'));
  const pauses: number[] = [];
  for (let times = 0; times < 8; times++) {
    await run(link);
    const pause = link.timeToLook(performance.now());
    pauses.push(pause);
    await jest.advanceTimersByTimeAsync(pause + 1);
  }
  for (const [index, pause] of pauses.entries()) {
    const most = Math.min(5000, 250 * 2 ** index);
    expect(pause).toBeGreaterThanOrEqual(most / 2);
    expect(pause).toBeLessThanOrEqual(most);
  }
  expect(lines()).toHaveLength(1);
});

describe('while Redis is away', () => {
  // The pause is then as long as it gets.
  beforeEach(() => jest.spyOn(Math, 'random').mockReturnValue(1));

  it('it is asked again at the end of the pause, not before', async () => {
    const { link, runs } = linkWith(fails('gone'));
    await run(link);
    expect(timeToLook(link)).toBe(250);
    await pass(249);
    await run(link);
    expect(runs()).toBe(1);
    await pass(1);
    await run(link);
    expect(runs()).toBe(2);
    expect(timeToLook(link)).toBe(500);
  });

  it('one command at a time finds out whether it is back', async () => {
    const { link, runs } = linkWith(fails('gone'), after(100), fine);
    await run(link);
    await pass(250);
    const first = run(link);
    expect(timeToLook(link)).toBe(30_000);
    expect(await run(link)).toBeUndefined();
    expect(runs()).toBe(2);
    await pass(100);
    expect(await first).toEqual(['fine']);
    expect([timeToLook(link), link.isAway]).toEqual([0, false]);
    await Promise.all([run(link), run(link)]);
    expect(runs()).toBe(4);
  });

  it('one whose client has not been connected may be by now', async () => {
    const { link } = linkWith(fails('The client is closed'), fine);
    await run(link);
    await pass(250);
    expect(await run(link)).toEqual(['fine']);
  });

  it('another failure is not said', async () => {
    const { link } = linkWith(fails('gone'), fails('BUSY'));
    await run(link);
    await pass(250);
    await run(link);
    expect(lines()).toEqual([`axios-backoff: Redis failed${REST}`]);
  });

  it('a command that fails late is as one that fails: it is asked again after a pause', async () => {
    const { link, runs } = linkWith(after(1000, fails('gone')), fine);
    void run(link);
    await pass(999);
    expect(timeToLook(link)).toBe(29_251);
    await pass(1);
    expect(timeToLook(link)).toBe(250);
    await pass(250);
    expect(await run(link)).toEqual(['fine']);
    expect(runs()).toBe(2);
    expect(lines()).toHaveLength(1);
  });

  it('of several that are late, the last one that fails', async () => {
    const { link } = linkWith(after(1000, fails('gone')), after(2000, fails('gone')), fine);
    void run(link);
    void run(link);
    await pass(1500);
    expect(timeToLook(link)).toBe(28_750);
    await pass(500);
    expect(timeToLook(link)).toBe(250);
  });

  it('if one of them is answered, it is asked again at once, though the other fails', async () => {
    const { link } = linkWith(after(1000), after(2000, fails('gone')), fine);
    void run(link);
    void run(link);
    await pass(1000);
    expect(timeToLook(link)).toBe(0);
    await pass(1000);
    expect(timeToLook(link)).toBe(0);
  });

  it.each([
    ['answered', fine],
    ['failed', fails('gone')],
  ])('once a late one has %s, no other is waited for', async (_name, outcome) => {
    const { link } = linkWith(after(300, outcome), fails('gone'));
    void run(link);
    await pass(550);
    await run(link);
    expect(timeToLook(link)).toBe(500);
  });

  it('a server that refuses scripts is asked again after a minute', async () => {
    const { link } = linkWith(fails('NOPERM no'));
    await run(link);
    expect(timeToLook(link)).toBe(60_000);
  });

  it('a refusal is said, whatever else was said before', async () => {
    const { link } = linkWith(fails('gone'), fails('NOPERM no'));
    await run(link);
    await pass(250);
    await run(link);
    expect(lines()).toEqual([
      `axios-backoff: Redis failed${REST}`,
      `axios-backoff: Redis refused a script (NOPERM)${REST}`,
    ]);
  });
});

describe('the timer of a link', () => {
  it('ends once, after its time', async () => {
    const { link } = linkWith();
    const onEnd = jest.fn();
    link.startTimer(100, onEnd);
    await pass(99);
    expect(onEnd).not.toHaveBeenCalled();
    await pass(1);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('can be stopped, and ends with the link', async () => {
    const { link } = linkWith();
    const onEnd = jest.fn();
    const stop = link.startTimer(100, onEnd);
    link.startTimer(100, onEnd);
    stop();
    expect(jest.getTimerCount()).toBe(1);
    link.close();
    expect(jest.getTimerCount()).toBe(0);
    await pass(1000);
    expect(onEnd).not.toHaveBeenCalled();
  });
});

it('a warning has the error', async () => {
  await run(linkWith(fails('gone')).link);
  expect(log.mock.calls[0][1]).toEqual({ type: 'warning', thrown: new Error('gone') });
});

it('after another loss, the same is not said again', async () => {
  const { link } = linkWith(fails('gone'), fine, fails('gone'), fine, fails('BUSY'));
  for (let times = 0; times < 5; times++) {
    await run(link);
    await jest.advanceTimersByTimeAsync(6000);
  }
  expect(lines()).toEqual([
    `axios-backoff: Redis failed${REST}`,
    `axios-backoff: Redis failed (BUSY)${REST}`,
  ]);
});

it('an event loop that is blocked takes a fifth of the time at most', async () => {
  jest.useRealTimers();
  const { link } = linkWith(after(20));
  for (let times = 0; times < 3; times++) {
    const reply = run(link);
    const until = performance.now() + 400;
    while (performance.now() < until);
    expect(await reply).toEqual(['fine']);
  }
  expect(lines()).toEqual([]);
});

it('once it is closed, nothing is sent, and nobody waits', async () => {
  const { link, runs } = linkWith(never);
  const waiting = run(link);
  link.close();
  expect(await waiting).toBeUndefined();
  expect(await run(link)).toBeUndefined();
  expect(runs()).toBe(1);
  expect(link.isAway).toBe(true);
  await jest.advanceTimersByTimeAsync(1000);
  expect(lines()).toEqual([]);
});

it('a log that throws changes nothing, and `false` is no log', async () => {
  log.mockImplementation(() => {
    throw new Error('broken');
  });
  await expect(run(linkWith(fails('gone')).link)).resolves.toBeUndefined();
  const link = new Link(linkWith(fails('gone')).link.runner, { timeout: 250, log: false });
  await expect(run(link)).resolves.toBeUndefined();
});

it('a log that rejects, in spite of its type, leaves no unhandled rejection', async () => {
  jest.useRealTimers();
  log.mockRejectedValue(new Error('broken'));
  const unhandled = await unhandledIn(async () => {
    await expect(run(linkWith(fails('gone')).link)).resolves.toBeUndefined();
  });
  expect(log).toHaveBeenCalledTimes(1);
  expect(unhandled).toEqual([]);
});

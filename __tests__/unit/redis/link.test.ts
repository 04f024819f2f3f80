import type { Runner } from '../../../lib/redis/client';
import { Link } from '../../../lib/redis/link';

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
const lines = (): unknown[] => log.mock.calls.map(([line]: unknown[]) => line);

const REST = ': until it can be used, each process limits its retries by itself';

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
  expect(link.timeToLook(performance.now())).toBe(0);
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

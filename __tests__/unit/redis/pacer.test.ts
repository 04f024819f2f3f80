import { rulesOf, type RetryGuard } from '../../../lib';
import { redisPacer, type RedisPacerOptions } from '../../../lib/redis';
import { tagOf } from '../../../lib/redis/key';
import { CONFIG, retryOf, tellCalls } from '../../redis/guards';

const ORIGIN = 'https://api.example.com';

/** The keys and arguments of each script. */
const sent: [keys: string[], args: string[]][] = [];
const pacers: RetryGuard[] = [];
beforeEach(() => {
  jest.useFakeTimers();
  sent.length = 0;
});
afterEach(() => {
  for (const pacer of pacers.splice(0)) pacer.close();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const pass = (time: number): Promise<void> => jest.advanceTimersByTimeAsync(time);

function make(options: RedisPacerOptions = {}): RetryGuard {
  const pacer = redisPacer(
    {
      eval: (_script, keys, args) => {
        sent.push([keys, args]);
        return Promise.resolve([]);
      },
    },
    options,
  );
  pacers.push(pacer);
  return pacer;
}

const keysOf = (tag: string): string[] => [`${tag}:state`, `${tag}:fleet`, `${tag}:reports`];

it('has keys of its own for each origin and each set of options', async () => {
  tellCalls(make(), 1, false);
  tellCalls(make(), 1, false, { url: 'https://www.example.com' });
  const options = { failures: 3, probeDelay: 200, maxProbeDelay: 900 };
  tellCalls(make({ ...options, prefix: 'app', key: () => 'all' }), 1, false);
  await pass(0);
  expect(sent.map(([keys]) => keys)).toEqual([
    keysOf(tagOf('axios-backoff', ['pacer', 7, 5, 1000, 5000], ORIGIN)),
    keysOf(tagOf('axios-backoff', ['pacer', 7, 5, 1000, 5000], 'https://www.example.com')),
    keysOf(tagOf('app', ['pacer', 7, 3, 200, 900], 'all')),
  ]);
});

it('a process has one id, of letters and digits, and no two have the same', async () => {
  const [one, two] = [make(), make()];
  tellCalls(one, 1, false);
  tellCalls(one, 1, false, { url: 'https://www.example.com' });
  tellCalls(two, 1, false);
  await pass(0);
  const ids = sent.map(([, [id]]) => id);
  expect(ids[0]).toMatch(/^[\da-z]{12,}$/);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).toMatch(/^[\da-z]{12,}$/);
  expect(ids[2]).not.toBe(ids[0]);
});

it('an id is random from its first character to its last', async () => {
  jest
    .spyOn(Math, 'random')
    .mockReturnValueOnce(1 / 36)
    .mockReturnValueOnce(2 / 36);
  const pacer = make();
  jest.restoreAllMocks();
  tellCalls(pacer, 1, false);
  await pass(0);
  // Without the "0." at the start of each half.
  expect(sent[0]![1][0]).toBe('12');
});

it('sends nothing while all is well, and nothing once it is closed', async () => {
  const pacer = make();
  const { attemptEnded, wait } = rulesOf(pacer);
  tellCalls(pacer, 10, true);
  await pass(5000);
  expect(sent).toEqual([]);
  pacer.close();
  attemptEnded!({ config: CONFIG, duration: 20, isFirst: true, isUp: false });
  const stop = wait!(retryOf(), () => undefined);
  await pass(5000);
  expect(sent).toEqual([]);
  stop();
});

it.each([
  [false, 1],
  [true, 3],
])(
  'only a pacer that holds new calls (%p) asks for the key of a request more than once',
  (holdNewCalls, times) => {
    const key = jest.fn(() => 'all');
    tellCalls(make({ holdNewCalls, key }), 1, true);
    expect(key).toHaveBeenCalledTimes(times);
  },
);

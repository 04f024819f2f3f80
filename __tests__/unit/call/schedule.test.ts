import { AxiosError, type AxiosResponse } from 'axios';
import { retryGuard, type RetryOptions } from '../../../lib';
import type { AttemptConfig } from '../../../lib/axios/types';
import { guardLink } from '../../../lib/call/guard-link';
import { Stop } from '../../../lib/call/next';
import { chooseDelay, dropRetry, lacksTime, scheduleRetry } from '../../../lib/call/schedule';
import { passageWith } from '../passages';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const error = new AxiosError('busy', 'ERR_BAD_RESPONSE');
const nothing = (): undefined => undefined;

/** A passage whose lines are kept. */
function passage(options: RetryOptions = {}, config: AttemptConfig = {}) {
  const lines: string[] = [];
  return { ...{ lines }, passage: passageWith({ log: (line) => lines.push(line), ...options }, config) };
}

describe('a delay', () => {
  it.each([
    [999, undefined],
    [1000, 'maxElapsedTime'],
    [1001, 'maxElapsedTime'],
  ])('of %i ms, where a second is left, lacks time: %p', async (retryDelay, reason) => {
    const call = passageWith({ maxElapsedTime: 3000, retryDelay });
    jest.advanceTimersByTime(2000);
    expect(lacksTime(call, { delay: retryDelay })).toBe(reason);
    expect(await chooseDelay(call, error)).toEqual(reason ?? expect.objectContaining({ delay: retryDelay }));
  });

  it.each([
    [5000, false],
    [5001, true],
  ])('that the server asks for may be as long as maxRetryAfter: %i ms', async (retryAfter, isTooLong) => {
    const chosen = await chooseDelay(passageWith({ maxRetryAfter: 5000, retryDelay: 0 }), error, retryAfter);
    expect(chosen === 'maxRetryAfter').toBe(isTooLong);
  });

  it('without end ends a call even where any length may be asked for', async () => {
    expect(await chooseDelay(passageWith({ maxRetryAfter: Infinity }), error, Infinity)).toBe(
      'maxRetryAfter',
    );
  });

  it('may be that of a function, which gets the number of the retry, the error, and the delay before if it wants it', async () => {
    const asked: unknown[][] = [];
    const two = (retryCount: number, ...rest: unknown[]): number => {
      asked.push([retryCount, ...rest]);
      return 5;
    };
    const three = (retryCount: number, ofError: unknown, before: unknown): number =>
      two(retryCount, ofError, before);
    for (const retryDelay of [two, three]) {
      const call = passageWith({ retryDelay });
      call.call.retryCount = 3;
      call.retrying.delay = 70;
      expect(await chooseDelay(call, error)).toMatchObject({ delay: 5 });
    }
    expect(asked).toEqual([
      [4, error],
      [4, error, 70],
    ]);
  });

  it('is not needed any more where the call ends while a function works it out', async () => {
    const call = passageWith({ retryDelay: () => new Promise<number>(() => undefined) as never });
    const chosen = chooseDelay(call, error);
    await jest.advanceTimersByTimeAsync(10);
    call.installation.close();
    expect(await chosen).toBe('closed');
  });

  it.each<[unknown, string]>([
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['12', 'string'],
    [undefined, 'undefined'],
  ])('that cannot be waited for is reported once: %p', async (value, shown) => {
    const { passage: call, lines } = passage({ retryDelay: () => value as number });
    for (let n = 0; n < 2; n++) {
      expect(await chooseDelay(call, error)).toMatchObject({ delay: expect.any(Number) as number });
    }
    expect(lines).toEqual([
      `axios-backoff: retryDelay returned ${shown}, not a finite number; the default backoff is used`,
    ]);
  });

  it('is not reported where it can, or where the function has thrown, which is reported already', async () => {
    const good = passage({ retryDelay: () => 5 });
    await chooseDelay(good.passage, error);
    expect(good.lines).toEqual([]);
    const bad = passage({
      retryDelay: () => {
        throw new RangeError('x');
      },
    });
    await chooseDelay(bad.passage, error);
    expect(bad.lines).toEqual(['axios-backoff: retryDelay threw RangeError']);
  });
});

describe('a retry that is scheduled', () => {
  it('counts, and is announced', async () => {
    const { passage: call, lines } = passage({}, { url: '/x' });
    const wait = { delay: 1500 };
    expect(await scheduleRetry(call, wait, error, nothing)).toBe(wait);
    expect([call.call.retryCount, call.retrying.lastMessage]).toEqual([1, 'busy']);
    expect(lines).toEqual([expect.stringContaining('Retry 1 of 10 in 1.5 s')]);
  });

  it('is not announced after one that was held back: nothing has failed since', async () => {
    const { passage: call, lines } = passage({}, { url: '/x' });
    await scheduleRetry(call, { delay: 1 }, error, nothing, undefined, true);
    expect([call.call.retryCount, lines]).toEqual([1, []]);
  });

  it.each([[{ message: 5 }], [null], ['text']])('keeps no message that is no text: %p', async (thrown) => {
    const call = passageWith({ log: false });
    await scheduleRetry(call, { delay: 1 }, thrown, nothing);
    expect(call.retrying.lastMessage).toBe('');
  });

  it.each<[string, RetryOptions, boolean]>([
    ['nothing', {}, false],
    ['renewData', { renewData: () => 'body' }, true],
    ['a limit', { maxElapsedTime: 60_000 }, true],
    ['a timeout for the whole call', { shouldResetTimeout: false }, true],
    ['a budget', { budget: retryGuard({}) }, true],
    ['a pacer', { pacer: retryGuard({}) }, true],
  ])('keeps the error only if an option may still need it: %s', async (_name, options, isKept) => {
    const call = passageWith({ log: false, ...options });
    await scheduleRetry(call, { delay: 1 }, error, nothing);
    expect(call.retrying.lastError).toBe(isKept ? error : undefined);
  });

  it('frees the connection of the failure, until the retry is due', async () => {
    const destroy = jest.fn();
    const call = passageWith({ log: false });
    const failed = { response: { data: { pipe: () => undefined, on: () => undefined, destroy } } };
    await scheduleRetry(call, { delay: 1 }, failed, nothing);
    expect(destroy).not.toHaveBeenCalled();
    call.retrying.stopDraining?.();
    expect(destroy).toHaveBeenCalledTimes(1);
  });

  it('counts no more when it is dropped, and the guards are told', () => {
    const retryDropped = jest.fn();
    const call = passageWith({ budget: retryGuard({ retryDropped }) });
    guardLink.planRetry(call, { delay: 1 });
    call.call.retryCount = 3;
    const stop = new Stop('cancelled');
    expect(dropRetry(call, stop)).toBe(stop);
    expect(call.call.retryCount).toBe(2);
    expect(retryDropped).toHaveBeenCalledTimes(1);
  });
});

describe('onRetry', () => {
  it('changes what is sent, and what the guards are told of the retry', async () => {
    const call = passageWith(
      { log: false, budget: retryGuard({}), onRetry: (_count, _error, config) => void (config.url = '/b') },
      { url: '/a' },
    );
    guardLink.planRetry(call, { delay: 1 });
    await scheduleRetry(call, { delay: 1 }, error, nothing);
    expect(call.original.config.url).toBe('/b');
    expect(call.retrying.retry?.config.url).toBe('/b');
  });

  it('sees the number of the retry, and when the attempt was sent that has failed', async () => {
    const seen: unknown[] = [];
    const call = passageWith({
      log: false,
      onRetry: (retryCount, ofError, config) => void seen.push(retryCount, ofError, config['axios-retry']),
    });
    const sent = { 'axios-retry': { lastRequestTime: 77 } } as AttemptConfig;
    await scheduleRetry(call, { delay: 1 }, error, nothing, sent);
    expect(seen).toEqual([1, error, expect.objectContaining({ retryCount: 1, lastRequestTime: 77 })]);
    const other = passageWith({
      log: false,
      onRetry: (_count, _error, config) => void seen.push(config['axios-retry']),
    });
    await scheduleRetry(other, { delay: 1 }, error, nothing);
    expect(seen[3]).toMatchObject({ lastRequestTime: expect.any(Number) as number });
  });

  it('that throws ends the call with that, and the retry does not count', async () => {
    const thrown = new Error('mine');
    const { passage: call, lines } = passage({ onRetry: () => Promise.reject(thrown) });
    const stop = await scheduleRetry(call, { delay: 1 }, error, nothing);
    expect(stop).toEqual(new Stop('onRetry', error, [thrown]));
    expect([call.call.retryCount, lines]).toEqual([0, []]);
  });

  it.each([true, false])(
    'that ends the call has no line and no retry (there is one: %p)',
    async (hasHook) => {
      const controller = new AbortController();
      const { passage: call, lines } = passage(
        hasHook
          ? {
              onRetry: () => {
                controller.abort();
              },
            }
          : {},
        { signal: controller.signal },
      );
      if (!hasHook) controller.abort();
      expect(await scheduleRetry(call, { delay: 1 }, error, nothing)).toEqual(new Stop('cancelled', error));
      expect([call.call.retryCount, lines]).toEqual([0, []]);
    },
  );

  it('that takes its time while the call ends is waited for no longer', async () => {
    const { passage: call, lines } = passage({ onRetry: () => new Promise(() => undefined) });
    const scheduled = scheduleRetry(call, { delay: 1 }, error, nothing);
    await jest.advanceTimersByTimeAsync(10);
    call.installation.close();
    expect(await scheduled).toEqual(new Stop('closed', error));
    expect([call.call.retryCount, lines]).toEqual([0, []]);
  });

  it('need not be there for what is set on error.config to be sent', async () => {
    const call = passageWith({ log: false }, { url: '/a' });
    const put = jest.fn((config: AttemptConfig) => void (config.url = '/b'));
    let taken = 0;
    await scheduleRetry(call, { delay: 1 }, error, () => (taken++ ? undefined : put));
    expect(call.original.config.url).toBe('/b');
    expect(put).toHaveBeenCalledTimes(1);
  });

  it('that sets something on error.config: it is put on the config, except what the hook has set there', async () => {
    const call = passageWith({ log: false, onRetry: () => undefined }, { url: '/a', timeout: 5 });
    const given: unknown[] = [];
    let taken = 0;
    await scheduleRetry(call, { delay: 1 }, error, () =>
      taken++ ? (_config, before) => void given.push(before) : undefined,
    );
    expect(given).toEqual([expect.objectContaining({ url: '/a', timeout: 5 })]);
  });

  it('leaves the config alone where there is neither', async () => {
    const call = passageWith({ log: false }, { url: '/a' });
    const replace = jest.spyOn(call.original, 'replace');
    await scheduleRetry(call, { delay: 1 }, { response: {} as AxiosResponse }, nothing);
    expect(replace).not.toHaveBeenCalled();
  });
});

import type { AxiosRequestConfig } from 'axios';
import { OriginPacer } from '../../../../lib/guards/pacer/origin-pacer';
import { originRules, PACER_DEFAULTS } from '../../../../lib/guards/pacer/origins';
import type { PendingRetry } from '../../../../lib';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** A retry that its origin has released, and whose body has changed since, as by `renewData`. */
function endedElsewhere(key: (config: AxiosRequestConfig) => string) {
  const made: OriginPacer[] = [];
  const rules = originRules({ ...PACER_DEFAULTS, key }, undefined, (newLaw) => {
    const origin = new OriginPacer(newLaw());
    made.push(origin);
    return origin;
  });
  const config = { data: 'one' };
  const retry: PendingRetry = {
    config,
    retryCount: 1,
    retries: 5,
    isLast: false,
    delay: 10,
    elapsed: 0,
    retryAfter: undefined,
    skipped: 0,
    maxRetryAfter: 1000,
  };
  rules.wait?.(retry, () => undefined);
  jest.advanceTimersByTime(10);
  expect(made.map(({ isBusy }) => isBusy)).toEqual([true]);
  config.data = 'two';
  const end = (): void =>
    rules.attemptEnded?.({
      config,
      duration: 5,
      isFirst: false,
      retry,
      isUp: true,
      status: 200,
      retryAfter: undefined,
    });
  return { end, isBusy: () => made.map((origin) => origin.isBusy) };
}

it('an origin hears of the end of each retry that it released, whatever key that has by then', () => {
  const { end, isBusy } = endedElsewhere(({ data }) => String(data));
  end();
  expect(isBusy()).toEqual([false, false]);
});

it('also if it has none any more: the key throws', () => {
  const { end, isBusy } = endedElsewhere(({ data }) => {
    if (data === 'two') throw new TypeError('no key');
    return 'one';
  });
  expect(end).toThrow('no key');
  expect(isBusy()).toEqual([false]);
});

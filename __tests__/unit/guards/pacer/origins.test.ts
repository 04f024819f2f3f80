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

it('an origin hears of the end of each retry that it released, whatever key that has by then', () => {
  const made: OriginPacer[] = [];
  const rules = originRules({ ...PACER_DEFAULTS, key: ({ data }) => String(data) }, undefined, (newLaw) => {
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
  // As renewData may do.
  config.data = 'two';
  const ended = {
    config,
    duration: 5,
    isFirst: false,
    retry,
    isUp: true,
    status: 200,
    retryAfter: undefined,
  };
  rules.attemptEnded?.(ended);
  expect(made.map(({ isBusy }) => isBusy)).toEqual([false, false]);
});

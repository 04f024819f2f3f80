import axios, { type AxiosInstance } from 'axios';
import { Onion } from '../../../lib/axios/onion';
import type { AttemptConfig } from '../../../lib/axios/types';
import { enter } from '../../../lib/call/enter';
import { Installation } from '../../../lib/call/installation';
import type { Attempt, Passage } from '../../../lib/call/passage';
import { progressOf } from '../../../lib/call/progress';
import type { RetryOptions } from '../../../lib/types';

function installationWith(
  options: RetryOptions = {},
  client: AxiosInstance = axios.create(),
): { installation: Installation; log: jest.Mock; client: AxiosInstance } {
  const log = jest.fn();
  return { installation: new Installation(new Onion(client), { log, ...options }), log, client };
}

const linesOf = (log: jest.Mock): unknown[] => log.mock.calls.map(([line]: unknown[]) => line);

/** The config of an attempt, as an interceptor or the caller gets it. */
const sentBy = (attempt: Attempt, config: AttemptConfig = {}): AttemptConfig => ({
  ...config,
  'axios-retry': progressOf(attempt),
});

/** Opens a passage, which must be there. */
function opened(installation: Installation, config: AttemptConfig): Passage {
  const passage = enter(installation, config);
  expect(passage).toBeDefined();
  return passage!;
}

const AXIOS_RETRY_STATE = {
  retryCount: 1,
  lastRequestTime: 1,
  retryCondition: () => true,
  retryDelay: () => 0,
  shouldResetTimeout: false,
};

describe('a request of its own', () => {
  it('is a new call with the options of the request over those of the installation', () => {
    const { installation } = installationWith({ retries: 5, maxRetryAfter: 1 });
    const first = opened(installation, {
      'axios-retry': { retries: 2 },
      'axios-backoff': { maxRetryAfter: 2 },
    });
    expect(first.options).toMatchObject({ retries: 2, maxRetryAfter: 2 });
    expect([first.parent, first.call.retryCount, first.overrides]).toEqual([undefined, 0, { retries: 2 }]);
    const second = opened(installation, {});
    expect(second.options).toBe(installation.options);
    expect(second.call).not.toBe(first.call);
  });

  it('takes what axios-retry has left in the place of its options for none', () => {
    const { installation, log } = installationWith({ retries: 5 });
    const { options, overrides, call } = opened(installation, { 'axios-retry': AXIOS_RETRY_STATE });
    expect([options, overrides, call.retryCount]).toEqual([installation.options, undefined, 0]);
    expect(linesOf(log)).toEqual([
      'axios-backoff: axios-retry retries the same requests. Remove it: axios-backoff replaces it.',
    ]);
  });

  it.each<[string, RetryOptions, boolean]>([
    ['with no limit is that of the caller', {}, true],
    ['with maxElapsedTime is a copy', { maxElapsedTime: 1000 }, false],
    ['with a timeout for the whole call is a copy', { shouldResetTimeout: false }, false],
  ])('keeps its config as it came: what it reads %s', (_name, options, isSame) => {
    const { installation } = installationWith(options);
    const config: AttemptConfig = { timeout: 1000 };
    expect(opened(installation, config).original.config === config).toBe(isSame);
  });
});

describe('a config of a call that has ended', () => {
  it('starts afresh, with the options of its request and without the state', () => {
    const { installation } = installationWith({ retries: 5 });
    const first = opened(installation, { 'axios-retry': { retries: 2 } });
    first.call.retryCount = 2;
    const config = sentBy(first.attempt);
    first.call.settle('retries');
    const again = opened(installation, config);
    expect([again.options.retries, again.call.retryCount, again.parent]).toEqual([2, 0, undefined]);
    expect(again.call).not.toBe(first.call);
  });

  it('gets back what the attempt had put on it', () => {
    const { installation } = installationWith();
    const { attempt, call } = opened(installation, {});
    attempt.undos = [(config) => Reflect.set(config, 'timeout', 7)];
    call.settle();
    const config = sentBy(attempt, { timeout: 1 });
    enter(installation, config);
    expect(config.timeout).toBe(7);
  });
});

describe('a request that is sent again from inside a live call', () => {
  it('belongs to it, and uses one retry, if there is one', () => {
    const { installation } = installationWith({ retries: 2 });
    const outer = opened(installation, { 'axios-retry': { maxRetryAfter: 2 } });
    const counts = [1, 2, 3].map(() => {
      const config = sentBy(outer.attempt);
      const inner = opened(installation, config);
      // A copy: the interceptor that sends it may still change it.
      expect(inner.original.config).not.toBe(config);
      expect([inner.call === outer.call, inner.parent === outer.attempt]).toEqual([true, true]);
      expect(inner.options).toBe(outer.options);
      return inner.call.retryCount;
    });
    expect(counts).toEqual([1, 2, 2]);
  });

  it('may bring options of its own, over those of the call', () => {
    const { installation } = installationWith({ retries: 5, maxRetryAfter: 1 });
    const outer = opened(installation, { 'axios-retry': { maxRetryAfter: 2 } });
    const named = { ...sentBy(outer.attempt), 'axios-backoff': { retries: 1 } };
    expect(opened(installation, named).options).toMatchObject({ retries: 1, maxRetryAfter: 2 });
    const { attempt } = progressOf(outer.attempt);
    const state = { retries: 5, retryCount: 0, lastRequestTime: 1, attempt };
    const spread = (more: object): Passage => opened(installation, { 'axios-retry': { ...state, ...more } });
    expect(spread({ maxElapsedTime: 9 }).options).toMatchObject({
      retries: 5,
      maxRetryAfter: 2,
      maxElapsedTime: 9,
    });
    expect(spread({ retries: 3 }).options.retries).toBe(3);
    expect(spread({}).overrides).not.toHaveProperty('retries');
    expect(spread({ retries: 3 }).overrides).toMatchObject({ retries: 3, maxRetryAfter: 2 });
  });

  it('has the options of the installation that it goes out through', () => {
    const { installation } = installationWith({ retries: 5 });
    const other = installationWith({ retries: 3 }).installation;
    const outer = opened(installation, {});
    expect(opened(other, sentBy(outer.attempt)).options.retries).toBe(3);
  });
});

describe('a second installation on one instance', () => {
  const two = (first: RetryOptions, second: RetryOptions) => {
    const { installation, log, client } = installationWith(first);
    const other = new Installation(new Onion(client), { log: installation.options.log, ...second });
    return { installation, other, log };
  };

  it('leaves a call to the first, and warns once if their options differ', () => {
    const { installation, other, log } = two({ retries: 5 }, { retries: 3 });
    for (let n = 0; n < 2; n++)
      expect(enter(other, sentBy(opened(installation, {}).attempt))).toBeUndefined();
    expect(linesOf(log)).toEqual([expect.stringContaining('axiosRetry() was called twice')]);
  });

  it('leaves it without a word if they are the same', () => {
    const { installation, other, log } = two({ retries: 5 }, { retries: 5 });
    expect(enter(other, sentBy(opened(installation, {}).attempt))).toBeUndefined();
    expect(linesOf(log)).toEqual([]);
  });

  it('takes a config for its own that the first has done with', () => {
    const { installation, other } = two({ retries: 5 }, { retries: 3 });
    const first = opened(installation, {});
    const config = sentBy(first.attempt);
    first.call.settle();
    first.settle();
    expect(opened(other, config).options.retries).toBe(3);
  });
});

describe('another retry plugin on the instance', () => {
  const rax = (more: object = {}): object => ({ raxConfig: { currentRetryAttempt: 1, ...more } });

  it('adds its retries to those of the call that has ended inside it', () => {
    const { installation, log } = installationWith({ retries: 5 });
    const first = opened(installation, {});
    first.call.retryCount = 2;
    const config = { ...sentBy(first.attempt), ...rax() };
    first.call.settle();
    expect(opened(installation, config).call.retryCount).toBe(3);
    expect(linesOf(log)).toEqual([
      'axios-backoff: retry-axios retries the same requests. Remove it: axios-backoff replaces it.',
    ]);
  });

  it('is refused with its latest error when no retry is left', () => {
    const { installation } = installationWith({ retries: 2 });
    const first = opened(installation, {});
    first.call.retryCount = 2;
    const error = new Error('503');
    const config = { ...sentBy(first.attempt), ...rax({ errors: [error] }) };
    first.call.settle();
    expect(() => enter(installation, config)).toThrow(error);
  });

  it('goes on, untouched, while retries are left', () => {
    const { installation } = installationWith({ retries: 3 });
    const first = opened(installation, {});
    first.call.retryCount = 2;
    const error = Object.assign(new Error('503'), { config: { raxConfig: { retry: 3 } } });
    const config = { ...sentBy(first.attempt), ...rax({ errors: [error] }) };
    first.call.settle();
    expect(opened(installation, config).call.retryCount).toBe(3);
    expect(error.config.raxConfig.retry).toBe(3);
  });

  it('that tells no error gets no retry more than there are', () => {
    const { installation } = installationWith({ retries: 2 });
    const first = opened(installation, {});
    first.call.retryCount = 2;
    const config = { ...sentBy(first.attempt), ...rax() };
    first.call.settle();
    expect(opened(installation, config).call.retryCount).toBe(2);
  });
});

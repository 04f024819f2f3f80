import { inspect } from 'node:util';
import axios, { AxiosError } from 'axios';
import { begin as beginAttempt } from '../../../lib/attempt';
import { Call, callOf, configOf, getRetryState, Progress } from '../../../lib/call';
import { DEFAULTS, resolveOptions } from '../../../lib/options/options';
import { NAMESPACE } from '../../../lib/axios/namespace';
import { Plugin } from '../../../lib/plugin';
import type { AttemptConfig } from '../../../lib/axios/types';
import type { RetryOptions, RetryState } from '../../../lib/types';

const START = Date.UTC(2026, 0, 1);

function begin(options: RetryOptions = {}, parent?: Call): Call {
  const resolved = resolveOptions(DEFAULTS, options, () => undefined);
  const base: AttemptConfig = { url: '/orders', data: { secret: 's3cr3t' } };
  return new Call(new Plugin(axios.create()), resolved, options, base, undefined, parent);
}

const configOfCall = (call: Call): AttemptConfig => ({ url: '/orders', [NAMESPACE]: new Progress(call) });

const stateOf = (call: Call): RetryState => {
  const state = getRetryState({ config: configOfCall(call) });
  expect(state).toBeDefined();
  return state!;
};

beforeEach(() => {
  jest.useFakeTimers({ now: START });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('getRetryState', () => {
  it('tells of a call under way', () => {
    const call = begin({ retries: 4 });
    jest.advanceTimersByTime(30);
    call.record({ status: 503 });
    call.retryCount++;
    jest.advanceTimersByTime(70);
    const state = stateOf(call);
    expect(state).toEqual({
      retries: 4,
      retryCount: 1,
      skipped: 0,
      elapsed: 100,
      attempts: [{ status: 503, delay: 0, duration: 30 }],
    });
    expect(state.stopReason).toBeUndefined();
  });

  it('tells of a call that has ended, with a clock that stands still', () => {
    const call = begin();
    jest.advanceTimersByTime(50);
    call.settle('retries');
    jest.advanceTimersByTime(5000);
    expect(stateOf(call)).toMatchObject({ elapsed: 50, stopReason: 'retries' });
  });

  it('gives no reason for a success', () => {
    const call = begin();
    call.settle();
    expect(stateOf(call).stopReason).toBeUndefined();
  });

  it('reads a response as well as an error', () => {
    const call = begin();
    const error = new AxiosError('x', 'ECONNRESET', configOfCall(call) as never);
    expect(getRetryState(error)).toEqual(stateOf(call));
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'error'],
    ['an error of another kind', new Error('x')],
    ['a response without a config', {}],
    ['a config that is none', { config: 'x' }],
    ['a call without the plugin', { config: { url: '/orders' } }],
    ['options that have not been used', { config: { [NAMESPACE]: { retries: 3 } } }],
    [
      'what only looks like progress',
      { config: { [NAMESPACE]: { retries: 3, retryCount: 1, lastRequestTime: 2 } } },
    ],
    ['progress that is no object', { config: { [NAMESPACE]: 5 } }],
  ])('knows nothing of %s', (_name, value) => {
    expect(getRetryState(value)).toBeUndefined();
  });

  it('is a picture of the moment', () => {
    const call = begin();
    const state = stateOf(call);
    call.retryCount++;
    call.record({ status: 500 });
    expect(state).toMatchObject({ retryCount: 0, attempts: [] });
  });

  it('tells of the whole call, from a passage inside it too', () => {
    const root = begin({ retries: 7 });
    const inner = begin({ retries: 3 }, root);
    jest.advanceTimersByTime(10);
    inner.record({ code: 'ECONNRESET' });
    root.retryCount = 2;
    expect(stateOf(inner)).toEqual(stateOf(root));
    expect(stateOf(inner)).toMatchObject({
      retries: 7,
      retryCount: 2,
      attempts: [{ code: 'ECONNRESET', delay: 0, duration: 10 }],
    });
  });
});

describe('the records of a call', () => {
  it('have the wait before an attempt, and how long it took without that', () => {
    const call = begin();
    jest.advanceTimersByTime(20);
    call.record({ status: 503 });
    call.delay = 1000;
    jest.advanceTimersByTime(1000);
    call.attemptStartedAt = performance.now();
    jest.advanceTimersByTime(40);
    call.record({ status: 200 });
    expect(stateOf(call).attempts).toEqual([
      { status: 503, delay: 0, duration: 20 },
      { status: 200, delay: 1000, duration: 40 },
    ]);
  });

  it('have only what there is', () => {
    const call = begin();
    call.record({});
    expect(stateOf(call).attempts).toEqual([{ delay: 0, duration: 0 }]);
  });

  it('take nothing else from what they are made of', () => {
    const call = begin();
    call.record({ status: 503, reason: 'x', response: {} } as { status: number });
    expect(stateOf(call).attempts).toEqual([{ status: 503, delay: 0, duration: 0 }]);
  });

  it('are the latest hundred of a call with thousands', () => {
    const call = begin();
    for (let n = 0; n < 3000; n++) {
      call.delay = n;
      call.record({ status: 503 });
    }
    const { attempts } = stateOf(call);
    expect(attempts).toHaveLength(100);
    expect([attempts[0]?.delay, attempts.at(-1)?.delay]).toEqual([2900, 2999]);
  });
});

describe('the end of a call', () => {
  it('lets go of its config and its error', () => {
    const call = begin();
    call.lastError = new Error('large');
    call.settle('retries');
    expect(call.base).toEqual({});
    expect(call.lastError).toBeUndefined();
    expect(call.settled).toBe(true);
    expect(call.endedAt).toBeDefined();
  });

  it('comes with its root: a passage inside it ends without ending it', () => {
    const root = begin();
    const inner = begin({}, root);
    inner.settle('notRetryable');
    expect([inner.settled, root.settled, root.endedAt]).toEqual([true, false, undefined]);
    expect(stateOf(inner).stopReason).toBeUndefined();
    root.settle('retries');
    expect(root.endedAt).toBeDefined();
    expect(stateOf(inner).stopReason).toBe('retries');
  });
});

describe('what stands on the config', () => {
  const sentWith = (call: Call): AttemptConfig => {
    const config = { ...call.base };
    beginAttempt(call, config);
    return config;
  };
  const progressOf = (call: Call): Progress => sentWith(call)[NAMESPACE] as Progress;

  it('is put there when an attempt begins, and leads back to the call', () => {
    const call = begin();
    expect(callOf(sentWith(call))).toBe(call);
  });

  it('is read as in axios-retry', () => {
    const call = begin({ retries: 6 });
    jest.advanceTimersByTime(500);
    call.retryCount = 1;
    const { retries, retryCount, lastRequestTime } = progressOf(call);
    expect({ retries, retryCount, lastRequestTime }).toEqual({
      retries: 6,
      retryCount: 1,
      lastRequestTime: START + 500,
    });
  });

  it("has a passage's own retries, and the count of the whole call", () => {
    const root = begin({ retries: 6 });
    const inner = begin({ retries: 2 }, root);
    root.retryCount = 3;
    expect(progressOf(inner)).toMatchObject({ retries: 2, retryCount: 3 });
  });

  it('is no place to change a call from', () => {
    const call = begin();
    Object.assign(progressOf(call), { retries: 99, retryCount: 99 });
    expect(stateOf(call)).toMatchObject({ retries: 10, retryCount: 0 });
  });

  it('is three numbers in JSON, alone and in an error', () => {
    const call = begin({ retries: 6 });
    const numbers = { retries: 6, retryCount: 0, lastRequestTime: START };
    expect(JSON.parse(JSON.stringify(progressOf(call)))).toEqual(numbers);
    const error = new AxiosError('x', 'ECONNRESET', configOfCall(call) as never);
    const json = JSON.parse(JSON.stringify(error)) as { config: object };
    expect(Reflect.get(json.config, NAMESPACE)).toEqual(numbers);
  });

  it('gives nothing of the call away to a log that prints objects whole', () => {
    const call = begin();
    expect(inspect(progressOf(call), { depth: null, showHidden: true, getters: true })).not.toContain(
      's3cr3t',
    );
  });

  it('is the same object after axios has merged the config', async () => {
    const call = begin();
    let seen: AttemptConfig | undefined;
    await axios.request({
      [NAMESPACE]: progressOf(call),
      adapter: (config) => {
        seen = config as unknown as AttemptConfig;
        return Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config });
      },
    });
    expect(callOf(seen)).toBe(call);
  });
});

describe('configOf', () => {
  it('is the config of a response or of an error, where there is one', () => {
    const config = { url: '/orders' };
    expect(configOf({ config })).toBe(config);
    expect([{}, null, undefined, 'text', 5].map(configOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

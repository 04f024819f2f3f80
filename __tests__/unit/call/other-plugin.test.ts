import axios, { AxiosError, type AxiosInstance } from 'axios';
import axiosRetry4 from 'axios-retry';
import * as rax from 'retry-axios';
import { axiosRetry, getRetryState, type RetryOptions } from '../../../lib';
import { isAxiosRetryState, otherPluginOf, stopRetryAxios } from '../../../lib/call/other-plugin';
import { outcomeOf, rejectionOf } from '../clients';

interface Beside {
  readonly name: 'axios-retry' | 'retry-axios';
  readonly install: (client: AxiosInstance) => void;
}

const OTHERS: readonly Beside[] = [
  {
    name: 'axios-retry',
    install: (client) => {
      axiosRetry4(client, { retries: 3 });
    },
  },
  {
    name: 'retry-axios',
    install: (client) => {
      client.defaults.raxConfig = { retry: 3, retryDelay: 1, backoffType: 'static' };
      rax.attach(client);
    },
  },
];

const CASES = OTHERS.flatMap((other) =>
  (['inner', 'outer'] as const).map((side) => [other.name, side, other] as const),
);

const STOP = 500;

/** Both plugins before a server that always fails so, and what is sent and said. */
function both(other: Beside, side: 'inner' | 'outer', status: number | string, options: RetryOptions = {}) {
  const seen = { sent: 0 };
  const warnings: string[] = [];
  const client = axios.create({
    adapter: async (config) => {
      if (config.signal?.aborted) throw new axios.CanceledError('canceled', undefined, config);
      if (++seen.sent > STOP) return outcomeOf(config, 200);
      // As a server does it: an adapter without I/O is nothing that a user has.
      await new Promise(setImmediate);
      return outcomeOf(config, status);
    },
  });
  if (side === 'inner') other.install(client);
  axiosRetry(client, {
    retryDelay: 1,
    log: (message, event) => {
      if (event.type === 'warning') warnings.push(message);
    },
    ...options,
  });
  if (side === 'outer') other.install(client);
  return { client, seen, warnings };
}

// No call takes as long; a hang does.
jest.setTimeout(60_000);

describe.each(CASES)('%s on the same instance, %s', (name, side, other) => {
  it.each([
    [0, 503],
    [3, 503],
    [10, 503],
    [0, 'ECONNRESET'],
    [3, 'ECONNRESET'],
  ])('sends no more than %i retries after %p', async (retries, status) => {
    const { client, seen, warnings } = both(other, side, status, { retries });
    const error = await rejectionOf(client.get('https://h.example/x'));
    expect(error).toBeInstanceOf(AxiosError);
    expect(seen.sent).toBe(1 + retries);
    expect(error).toMatchObject(typeof status === 'number' ? { response: { status } } : { code: status });
    const named = warnings.filter((line) => line.includes(`${name} retries the same requests`));
    // It shows itself by what it leaves in the config: retry-axios only once it has sent something again.
    expect(named.length).toBeLessThanOrEqual(1);
    if (name === 'axios-retry' || retries > 0) expect(warnings).toEqual(named);
  });

  it('ends a call without end when it is aborted', async () => {
    const { client, seen } = both(other, side, 503, { retries: Infinity });
    const controller = new AbortController();
    // Runs at each sending. A loop without I/O would starve the event loop, and with it this test.
    const isStarved = new Promise((resolve) => {
      let passes = 0;
      client.interceptors.request.use((config) => {
        if (controller.signal.aborted && ++passes > 100) {
          resolve('an endless loop');
          return new Promise<never>(() => undefined);
        }
        return config;
      });
    });
    const call = rejectionOf(client.get('https://h.example/x', { signal: controller.signal }));
    while (seen.sent < 20) await new Promise(setImmediate);
    controller.abort();
    expect(axios.isCancel(await Promise.race([call, isStarved]))).toBe(true);
    const { sent } = seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.sent).toBe(sent);
  });

  it('warns once, however many calls there are', async () => {
    const { client, warnings } = both(other, side, 503, { retries: 2 });
    for (let n = 0; n < 3; n++) await rejectionOf(client.get('https://h.example/x'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(new RegExp(`${name} retries the same requests. Remove it`));
  });

  it('leaves a call alone that succeeds', async () => {
    const { client, seen } = both(other, side, 200);
    expect((await client.get('https://h.example/x')).status).toBe(200);
    expect(seen.sent).toBe(1);
  });

  it("leaves the plugin's own options in force", async () => {
    const retryCondition = jest.fn(() => false);
    const onGiveUp = jest.fn();
    const { client, seen } = both(other, side, 404, { retries: 5, retryCondition, onGiveUp });
    const error = await rejectionOf(client.get('https://h.example/x'));
    expect(retryCondition).toHaveBeenCalled();
    expect(getRetryState(error)).toMatchObject({ retries: 5, stopReason: 'retryCondition' });
    expect(seen.sent).toBe(1);
  });
});

const AXIOS_RETRY_STATE = {
  retryCount: 0,
  lastRequestTime: 1,
  retryCondition: () => true,
  retryDelay: () => 0,
  shouldResetTimeout: false,
};

describe('what another plugin leaves in a config', () => {
  it('is its whole state, and not options that a caller gives in the same place', () => {
    expect(isAxiosRetryState(AXIOS_RETRY_STATE)).toBe(true);
    for (const name of Object.keys(AXIOS_RETRY_STATE)) {
      expect(isAxiosRetryState({ ...AXIOS_RETRY_STATE, [name]: undefined })).toBe(false);
    }
    expect(isAxiosRetryState(undefined)).toBe(false);
  });

  it.each<[string, unknown, unknown]>([
    ['nothing', {}, undefined],
    ['options of a request', { 'axios-retry': { retries: 3 } }, undefined],
    ['a first sending by axios-retry', { 'axios-retry': AXIOS_RETRY_STATE }, ['axios-retry', false]],
    [
      'a retry of axios-retry',
      { 'axios-retry': { ...AXIOS_RETRY_STATE, retryCount: 1 } },
      ['axios-retry', true],
    ],
    ['options of retry-axios', { raxConfig: { retry: 3 } }, undefined],
    ['a first sending by retry-axios', { raxConfig: { currentRetryAttempt: 0 } }, undefined],
    ['a count that is not a number', { raxConfig: { currentRetryAttempt: '1' } }, undefined],
    ['a retry of retry-axios', { raxConfig: { currentRetryAttempt: 1 } }, ['retry-axios', true]],
    [
      'a retry of retry-axios with options of a request',
      { 'axios-retry': { retries: 3 }, raxConfig: { currentRetryAttempt: 1 } },
      ['retry-axios', true],
    ],
  ])('tells it: %s', (_name, config, expected) => {
    const other = otherPluginOf(config as never);
    expect(other && [other.name, other.isResend]).toEqual(expected);
  });
});

describe('retry-axios, when it has to stop,', () => {
  it('gets no more retries, and gives its latest error', () => {
    const errors = [1, 2].map((n) =>
      Object.assign(new Error(`${n}`), { config: { raxConfig: { retry: 3 } } }),
    );
    expect(stopRetryAxios({ raxConfig: { errors } })).toBe(errors[1]);
    expect(errors.map(({ config }) => config.raxConfig.retry)).toEqual([3, 0]);
  });

  it.each<[string, object]>([
    ['no state', {}],
    ['no errors', { raxConfig: {} }],
    ['an empty list of errors', { raxConfig: { errors: [] } }],
  ])('has no error with %s', (_name, config) => {
    expect(stopRetryAxios({ ...config })).toBeUndefined();
  });

  it.each<[string, object]>([
    ['without a state', {}],
    ['whose state is frozen', { config: { raxConfig: Object.freeze({ retry: 3 }) } }],
  ])('gives an error %s all the same', (_name, error) => {
    expect(stopRetryAxios({ raxConfig: { errors: [error] } })).toBe(error);
  });
});

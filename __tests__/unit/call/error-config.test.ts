import {
  AxiosHeaders,
  type AxiosError,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
} from 'axios';
import { axiosRetryV4, retryGuard, type RetryOptions } from '../../../lib';
import axiosRetryEntry from '../../../lib/axios-retry';
import { clientWith as plainClientWith, run, type TestClient } from '../clients';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

type Config = InternalAxiosRequestConfig;
type Change = (config: Config) => void;

/** A client that keeps the configs as they were sent, whatever is done to them afterwards. */
function clientWith(...args: Parameters<typeof plainClientWith>): TestClient {
  const test = plainClientWith(...args);
  const configs: Config[] = [];
  const adapter = test.client.defaults.adapter as (config: Config) => Promise<never>;
  test.client.defaults.adapter = (config) => {
    const params: unknown = structuredClone(config.params);
    configs.push({ ...config, params, headers: new AxiosHeaders(config.headers) });
    return adapter(config);
  };
  return { ...test, configs };
}

const REQUEST = { url: '/x', params: { q: 1 }, data: { a: 1 }, timeout: 5000, headers: { 'X-Old': 'old' } };

/** Each way to get at `error.config`, with a change made there. */
const HOOKS: Readonly<Record<string, (change: Change) => RetryOptions>> = {
  retryCondition: (change) => ({
    retryCondition: ({ config }) => {
      change(config!);
      return true;
    },
  }),
  'an async retryCondition': (change) => ({
    retryCondition: async ({ config }) => {
      await Promise.resolve();
      change(config!);
      return true;
    },
  }),
  retryDelay: (change) => ({
    retryDelay: (_retryCount, { config }) => {
      change(config!);
      return 1;
    },
  }),
  onRetry: (change) => ({
    onRetry: async (_retryCount, { config }) => {
      await Promise.resolve();
      change(config!);
    },
  }),
};

/** What is set, and what the retry should then send of it. */
const CHANGES: Readonly<Record<string, readonly [Change, (sent: Config) => unknown, unknown]>> = {
  'a new header': [
    (config) => config.headers.set('X-Token', 'new'),
    ({ headers }) => headers['X-Token'],
    'new',
  ],
  'a header that was there': [
    (config) => config.headers.set('X-Old', 'new'),
    ({ headers }) => Object.entries(headers).filter(([name]) => /x-old/i.test(name)),
    [['X-Old', 'new']],
  ],
  'a header by assignment, in another case': [
    (config) => Object.assign(config.headers, { 'x-old': 'new' }),
    ({ headers }) => Object.entries(headers).filter(([name]) => /x-old/i.test(name)),
    [['X-Old', 'new']],
  ],
  'headers as a whole': [
    (config) => (config.headers = new AxiosHeaders({ 'X-Token': 'new' })),
    ({ headers }) => [headers['X-Token'], headers['X-Old']],
    ['new', 'old'],
  ],
  'the url': [(config) => (config.url = '/y'), ({ url }) => url, '/y'],
  'the baseURL': [
    (config) => (config.baseURL = 'https://b.example'),
    ({ baseURL }) => baseURL,
    'https://b.example',
  ],
  params: [(config) => (config.params = { q: 2 }), ({ params }) => params as unknown, { q: 2 }],
  'params in place': [
    (config) => ((config.params as { q: number }).q = 2),
    ({ params }) => params as unknown,
    { q: 2 },
  ],
  'a text as data': [
    (config) => (config.data = '{"b":2}'),
    ({ data, headers }) => [data, headers['Content-Type']],
    ['{"b":2}', 'application/json'],
  ],
  'an object as data': [(config) => (config.data = { b: 2 }), ({ data }) => data as unknown, '{"b":2}'],
  'a timeout': [(config) => (config.timeout = 60_000), ({ timeout }) => timeout, 60_000],
};

const DELETIONS: Readonly<Record<string, Change>> = {
  'a deleted header': (config) => config.headers.delete('X-Old'),
  'headers without it': (config) => (config.headers = new AxiosHeaders()),
  'a header of undefined': (config) => (config.headers['X-Old'] = undefined),
  'a header of false': (config) => (config.headers['X-Old'] = false),
  'deleted members': (config) => {
    for (const name of ['url', 'baseURL', 'params', 'data'] as const) Reflect.deleteProperty(config, name);
  },
  'members of undefined': (config) => {
    for (const name of ['url', 'baseURL', 'params', 'data'] as const) config[name] = undefined;
  },
};

const send = ({ client }: TestClient, request: AxiosRequestConfig = {}): ReturnType<typeof run> =>
  run(client.request({ ...REQUEST, method: 'put', ...request }));

const only = (nth: number, change: Change): Change => {
  let count = 0;
  return (config) => {
    if (++count === nth) change(config);
  };
};

const shown = ({ url, baseURL, params, data, timeout, headers }: Config): object => ({
  ...{ url, baseURL, params: params as unknown, data: data as unknown, timeout },
  headers: headers.toJSON(),
});

describe('with the preset', () => {
  describe.each(Object.entries(HOOKS))('what %s sets on error.config', (_name, hook) => {
    it.each(Object.entries(CHANGES))('is sent from then on: %s', async (_what, [change, look, expected]) => {
      const options = { ...axiosRetryV4, ...hook(only(1, change)), shouldResetTimeout: true };
      const test = clientWith([503, 503, 200], options);
      await send(test);
      expect(test.configs.map(look)).toEqual([look(test.configs[0]!), expected, expected]);
      expect(look(test.configs[0]!)).not.toEqual(expected);
    });

    it.each(Object.entries(DELETIONS))('leaves what was deleted: %s', async (_what, change) => {
      const test = clientWith([503, 503, 200], {
        ...axiosRetryV4,
        ...hook(change),
        shouldResetTimeout: true,
      });
      await send(test);
      const plain = clientWith([503, 503, 200], {
        ...axiosRetryV4,
        retryCondition: () => true,
        retryDelay: () => 1,
        shouldResetTimeout: true,
      });
      await send(plain);
      expect(test.configs.slice(1).map(shown)).toEqual(plain.configs.slice(1).map(shown));
    });
  });

  it('shows what was set before onRetry in its config, which wins', async () => {
    const seen: unknown[] = [];
    const test = clientWith([503, 200], {
      ...axiosRetryV4,
      retryCondition: ({ config }) => {
        Object.assign(config!, { url: '/condition', timeout: 1 });
        config!.headers.set({ 'X-A': 'condition', 'X-B': 'condition' });
        return true;
      },
      onRetry: (_retryCount, { config: failed }, config) => {
        const headers = config.headers as AxiosHeaders;
        seen.push(config.url, config.timeout, headers.get('X-A'));
        config.timeout = 2;
        headers.set('x-a', 'config');
        failed!.headers.set({ 'X-A': 'error', 'X-C': 'error' });
        Object.assign(failed!, { url: '/error', timeout: 3 });
      },
    });
    await send(test);
    expect(seen).toEqual(['/condition', 1, 'condition']);
    const { url, timeout, headers } = test.configs[1]!;
    expect([url, timeout, headers.get('X-A'), headers.get('X-B'), headers.get('X-C')]).toEqual([
      ...['/error', 2],
      ...['config', 'condition', 'error'],
    ]);
  });

  it('takes nothing from the error of another request', async () => {
    const foreign = { isAxiosError: true, config: { url: '/audit', headers: new AxiosHeaders() } };
    const test = clientWith(
      [503, 200],
      {
        ...axiosRetryV4,
        retryCondition: ({ config }) => {
          config!.headers.set('X-Token', 'of the other');
          return true;
        },
      },
      (client) => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- stands for an axios error
        client.interceptors.response.use(null, () => Promise.reject(foreign));
      },
    );
    await send(test);
    expect(test.configs.length).toBe(1);
  });

  it('takes it from an error that wraps that of the attempt', async () => {
    const test = clientWith(
      [503, 200],
      {
        ...axiosRetryV4,
        retryCondition: ({ cause }) => {
          (cause as AxiosError).config!.headers.set('X-Token', 'new');
          return true;
        },
      },
      (client) => {
        client.interceptors.response.use(null, (cause: unknown) =>
          Promise.reject(new Error('no', { cause })),
        );
      },
    );
    await send(test);
    expect(test.configs.map(({ headers }) => headers.get('X-Token'))).toEqual([undefined, 'new']);
  });

  it('starts an inner interceptor from it', async () => {
    const test = clientWith(
      [503, 503, 200],
      { ...axiosRetryV4, ...HOOKS.onRetry!(only(1, (config) => (config.url = '/y'))) },
      (client) => {
        client.interceptors.request.use((config) => ({ ...config, url: `/v1${config.url ?? ''}` }));
      },
    );
    await send(test);
    expect(test.configs.map(({ url }) => url)).toEqual(['/v1/x', '/v1/y', '/v1/y']);
  });

  it.each(['spread', 'assigned', 'taken apart'])('counts where the preset was %s', async (way) => {
    const own = {
      retryCondition: HOOKS.retryCondition!((config) => config.headers.set('X-Token', 'new')).retryCondition,
    };
    const options =
      way === 'spread'
        ? { ...axiosRetryV4, ...own }
        : way === 'assigned'
          ? Object.assign({}, axiosRetryV4, own)
          : Object.fromEntries([...Object.entries(axiosRetryV4), ...Object.entries(own)]);
    const test = clientWith([503, 200], options);
    await send(test);
    expect(test.configs[1]!.headers.get('X-Token')).toBe('new');
  });

  it('counts where one request has the preset', async () => {
    const test = clientWith([503, 200], { log: false });
    const { retryCondition } = HOOKS.retryCondition!((config) => config.headers.set('X-Token', 'new'));
    await send(test, { 'axios-retry': { ...axiosRetryV4, retryCondition } });
    expect(test.configs[1]!.headers.get('X-Token')).toBe('new');
  });

  it('sends it after a retry that a pacer held back, too', async () => {
    let isSent = false;
    const pacer = retryGuard({
      wait: (_retry, wake) => {
        wake(isSent);
        isSent = true;
        return () => undefined;
      },
    });
    const seen: unknown[] = [];
    const test = clientWith([503, 200], {
      ...axiosRetryV4,
      pacer,
      onRetry: (retryCount, { config: failed }, config) => {
        seen.push((config.headers as AxiosHeaders).get('X-Try'));
        failed!.headers.set('X-Try', String(retryCount));
      },
    });
    await send(test);
    expect(seen).toEqual([undefined, '1']);
    expect(test.configs[1]!.headers.get('X-Try')).toBe('2');
  });

  it('survives a config that can not be read or changed', async () => {
    const test = clientWith([503, 200], {
      ...axiosRetryV4,
      onRetry: (_retryCount, { config: failed }, config) => {
        failed!.url = '/y';
        Object.freeze(config);
        Object.defineProperty(failed, 'headers', {
          get: () => {
            throw new Error('unreadable');
          },
        });
      },
    });
    const { outcome } = await send(test);
    expect(outcome).toMatchObject({ status: 200 });
  });
});

describe('with the entry', () => {
  it('sends it as well', async () => {
    const test = clientWith([503, 200]);
    test.eject();
    axiosRetryEntry(
      test.client,
      HOOKS.onRetry!((config) => config.headers.set('X-Token', 'new')),
    );
    await send(test);
    expect(test.configs[1]!.headers.get('X-Token')).toBe('new');
  });
});

describe('without the preset', () => {
  describe.each(Object.entries(HOOKS))('what %s sets on error.config', (_name, hook) => {
    it.each(Object.entries(CHANGES))('is not sent, which is said once: %s', async (_what, [change, look]) => {
      const test = clientWith([503, 503, 200, 503, 200], { ...hook(change), idempotent: true });
      await send(test);
      await send(test);
      const [first, ...others] = test.configs.map(look);
      expect(others).toEqual(Array(4).fill(first));
      expect(test.lines.filter((line) => line.includes('error.config'))).toEqual([
        "axios-backoff: error.config is not sent; change onRetry's config",
      ]);
    });

    it.each(Object.entries(DELETIONS))('is not mentioned where it was deleted: %s', async (_what, change) => {
      const test = clientWith([503, 200], { ...hook(change), idempotent: true });
      await send(test);
      expect(test.lines.filter((line) => line.includes('error.config'))).toEqual([]);
    });
  });
});

describe('whether anybody has set something is found out only', () => {
  const reads = async (options: RetryOptions): Promise<number> => {
    const toJSON = jest.fn(() => 'q');
    const { client } = plainClientWith([503, 200], options);
    const { outcome } = await run(client.get('/x', { params: { toJSON } }));
    expect(outcome).toMatchObject({ status: 200 });
    return toJSON.mock.calls.length;
  };

  it.each([{ retryDelay: 5 }, { retryDelay: undefined }])(
    'if a hook gets the error, not with %p',
    async (options) => {
      expect(await reads(options)).toBe(0);
    },
  );

  it.each<[RetryOptions]>([
    [{ retryCondition: () => true }],
    [{ retryDelay: () => 5 }],
    [{ retryDelay: 5, onRetry: () => undefined }],
  ])('if a hook gets the error, as with %p', async (options) => {
    expect(await reads(options)).toBeGreaterThan(0);
  });
});

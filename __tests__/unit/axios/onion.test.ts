import axios, { AxiosError, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { axiosRetry, getRetryState, type RetryOptions } from '../../../lib';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let baseURL: string;
let seen: Seen[];
/** The statuses of the next answers; 200 when there are none left. */
let statuses: number[];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      seen.push({ method: request.method!, path: request.url!, headers: request.headers, body });
      const status = statuses.shift() ?? 200;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ call: seen.length }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  seen = [];
  statuses = [503, 503];
});

const QUIET: RetryOptions = { retryDelay: 0, log: false };

/** An instance with the plugin between what `inner` and what `outer` registers. */
function onion(
  {
    inner,
    outer,
    options,
  }: {
    inner?: (client: AxiosInstance) => void;
    outer?: (client: AxiosInstance) => void;
    options?: RetryOptions;
  },
  config?: AxiosRequestConfig,
): AxiosInstance {
  const client = axios.create({ baseURL, ...config });
  inner?.(client);
  axiosRetry(client, { ...QUIET, ...options });
  outer?.(client);
  return client;
}

const failure = (promise: Promise<unknown>): Promise<AxiosError> =>
  promise.then(
    () => {
      throw new Error('expected a rejection');
    },
    (error: unknown) => error as AxiosError,
  );

const paths = (): string[] => seen.map(({ path }) => path);

const bothSides = (register: (client: AxiosInstance) => void) =>
  [
    ['inner', { inner: register }],
    ['outer', { outer: register }],
  ] as const;

describe('a request interceptor that changes what is sent', () => {
  it.each(
    bothSides((client) =>
      client.interceptors.request.use((config) => {
        config.url = `/v1${config.url}`;
        return config;
      }),
    ),
  )('%s: prefixes the URL of each attempt once', async (_, sides) => {
    await onion(sides).get('/orders');
    expect(paths()).toEqual(['/v1/orders', '/v1/orders', '/v1/orders']);
  });

  it.each(
    bothSides((client) =>
      client.interceptors.request.use((config) => {
        config.data = { wrapped: config.data };
        return config;
      }),
    ),
  )('%s: wraps the body of each attempt once', async (_, sides) => {
    await onion(sides).put('/orders', { item: { tags: ['a'] } });
    expect(seen.map(({ body }) => body)).toEqual(Array(3).fill('{"wrapped":{"item":{"tags":["a"]}}}'));
  });

  it.each(
    bothSides((client) =>
      client.interceptors.request.use((config) => {
        const { items } = config.data as { items: (string | { name: string })[] };
        items.push('added');
        (items[0] as { name: string }).name += '!';
        (config.params as URLSearchParams).append('trace', '1');
        config.headers.set('X-Via', `${String(config.headers.get('X-Via') ?? '')}a`);
        return config;
      }),
    ),
  )('%s: adds to lists, query and headers in place once', async (_, sides) => {
    const given = { items: [{ name: 'x' }] };
    await onion(sides).put('/orders', structuredClone(given), { params: new URLSearchParams('page=2') });
    expect(seen.map(({ body }) => body)).toEqual(Array(3).fill('{"items":[{"name":"x!"},"added"]}'));
    expect(paths()).toEqual(Array(3).fill('/orders?page=2&trace=1'));
    expect(seen.map(({ headers }) => headers['x-via'])).toEqual(['a', 'a', 'a']);
  });

  it.each([
    ['inner', ['token 1', 'token 2', 'token 3']],
    ['outer', ['token 1', 'token 1', 'token 1']],
  ] as const)('%s: signs %j', async (side, tokens) => {
    let issued = 0;
    const sign = (client: AxiosInstance): unknown =>
      client.interceptors.request.use(async (config) => {
        await Promise.resolve();
        config.headers.set('Authorization', `token ${++issued}`);
        return config;
      });
    await onion({ [side]: sign }).get('/orders');
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(tokens);
  });

  it('runs inner ones in axios’ order, last registered first, on every attempt', async () => {
    const append = (letter: string) => (config: AxiosRequestConfig) => {
      config.url = `${config.url}${letter}`;
      return config as never;
    };
    await onion({
      inner: (client) => {
        client.interceptors.request.use(append('b'));
        client.interceptors.request.use(append('a'));
      },
      outer: (client) => client.interceptors.request.use(append('0')),
    }).get('/');
    expect(paths()).toEqual(['/0ab', '/0ab', '/0ab']);
  });

  it('takes what came after the plugin for inner when axios runs request interceptors in order', async () => {
    const ran: string[] = [];
    const note = (name: string) => (config: AxiosRequestConfig) => {
      ran.push(name);
      config.url = `${config.url}${name}`;
      return config as never;
    };
    const client = onion(
      {
        inner: (instance) => instance.interceptors.request.use(note('1')),
        outer: (instance) => instance.interceptors.request.use(note('2')),
      },
      { transitional: { legacyInterceptorReqResOrdering: false } },
    );
    await client.get('/');
    expect(ran).toEqual(['1', '2', '2', '2']);
    expect(paths()).toEqual(['/12', '/12', '/12']);
  });

  it('asks runWhen for each attempt', async () => {
    let asked = 0;
    await onion({
      inner: (client) =>
        client.interceptors.request.use(
          (config) => {
            config.headers.set('X-Odd', 'yes');
            return config;
          },
          null,
          { runWhen: () => ++asked % 2 === 1 },
        ),
    }).get('/orders');
    expect(seen.map(({ headers }) => headers['x-odd'])).toEqual(['yes', undefined, 'yes']);
  });

  it('rejects with what an inner one throws, and does not retry that', async () => {
    let runs = 0;
    const client = onion({
      inner: (instance) =>
        instance.interceptors.request.use(() => {
          runs++;
          throw new Error('no token');
        }),
    });
    expect(await failure(client.get('/orders'))).toMatchObject({ message: 'no token' });
    expect(runs).toBe(1);
    expect(seen).toHaveLength(0);
  });

  it('runs custom transforms of the request once for each attempt, from the untransformed body', async () => {
    const client = onion({}, { transformRequest: [(data) => `<${String(data)}>`] });
    await client.put('/orders', 'body');
    expect(seen.map(({ body }) => body)).toEqual(['<body>', '<body>', '<body>']);
  });
});

describe('a response interceptor', () => {
  const unwrap = (client: AxiosInstance): unknown =>
    client.interceptors.response.use((response) => response.data as AxiosResponse);

  it.each(bothSides(unwrap))('%s: unwraps the answer once', async (_, sides) => {
    expect(await onion(sides).get('/orders')).toEqual({ call: 3 });
  });

  it.each([
    ['inner', 3],
    ['outer', 0],
  ] as const)(
    '%s: shows an error toast %i times for a call that succeeds after two failures',
    async (side, times) => {
      let toasts = 0;
      statuses = [503, 503, 200];
      const toast = (client: AxiosInstance): unknown =>
        client.interceptors.response.use(
          (response) => {
            if (side === 'inner') toasts++;
            return response;
          },
          (error: AxiosError) => {
            toasts++;
            throw error;
          },
        );
      await onion({ [side]: toast }).get('/orders');
      expect(toasts).toBe(times);
    },
  );

  it('outer: shows one error toast for a call that failed after all retries', async () => {
    let toasts = 0;
    statuses = Array(9).fill(503);
    const client = onion({
      options: { retries: 2 },
      outer: (instance) =>
        instance.interceptors.response.use(null, (error: AxiosError) => {
          toasts++;
          throw error;
        }),
    });
    await failure(client.get('/orders'));
    expect(toasts).toBe(1);
    expect(seen).toHaveLength(3);
  });

  it.each([
    ['inner', 1],
    ['outer', 3],
  ] as const)(
    '%s: a recovery that answers from a cache comes after %i attempt(s)',
    async (side, attempts) => {
      statuses = Array(9).fill(503);
      const recover = (client: AxiosInstance): unknown =>
        client.interceptors.response.use(null, () => ({ data: 'cached' }));
      const response = await onion({ options: { retries: 2 }, [side]: recover }).get('/orders');
      expect(response.data).toBe('cached');
      expect(seen).toHaveLength(attempts);
    },
  );

  it('inner: an error that it makes of its own ends the call, and carries nothing on to the next', async () => {
    let ours = true;
    const client = onion({
      inner: (instance) =>
        instance.interceptors.response.use(null, (error: unknown) =>
          Promise.reject(ours ? new Error('mapped') : (error as Error)),
        ),
    });
    expect(await failure(client.get('/orders'))).toMatchObject({ message: 'mapped' });
    expect(seen).toHaveLength(1);
    ours = false;
    await client.get('/orders');
    expect(seen).toHaveLength(3);
  });

  it('inner: a mapped error in the middle of a call ends it', async () => {
    statuses = [503, 500];
    const client = onion({
      inner: (instance) =>
        instance.interceptors.response.use(null, (error: AxiosError) =>
          Promise.reject(error.response?.status === 500 ? new Error('mapped') : error),
        ),
    });
    expect(await failure(client.get('/orders'))).toMatchObject({ message: 'mapped' });
    expect(seen).toHaveLength(2);
  });

  it('inner: a request of another address that it answers with is not taken for the call’s', async () => {
    statuses = [503, 200];
    const client = onion({
      inner: (instance) => instance.interceptors.response.use(null, () => instance.get('/fallback')),
    });
    const response = await client.get('/orders');
    expect(paths()).toEqual(['/orders', '/fallback']);
    expect(getRetryState(response)).toMatchObject({ retryCount: 0 });
  });
});

describe('a request that is sent again from inside a live call', () => {
  /** A handler as it stands in countless code bases: on 401 get a new token, and send the request again. */
  function refreshing(client: AxiosInstance): { refreshes: number } {
    const counts = { refreshes: 0 };
    client.interceptors.response.use(null, async (error: AxiosError) => {
      const config = error.config as AxiosRequestConfig & { _again?: boolean };
      if (error.response?.status !== 401 || config._again) throw error;
      config._again = true;
      counts.refreshes++;
      config.headers = Object.assign({}, config.headers, { Authorization: `new ${counts.refreshes}` });
      return client(config);
    });
    return counts;
  }

  it('belongs to the call: the 503s that follow are retried with the new token, after one refresh', async () => {
    statuses = [401, 503, 503];
    let counts = { refreshes: 0 };
    const client = onion({ inner: (instance) => (counts = refreshing(instance)) });
    const response = await client.get('/orders');
    expect(response.data).toEqual({ call: 4 });
    expect(counts.refreshes).toBe(1);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined, 'new 1', 'new 1', 'new 1']);
    expect(getRetryState(response)).toMatchObject({ retryCount: 3, retries: 10 });
  });

  it('uses up the retries of the call and never multiplies them', async () => {
    statuses = [401, ...Array<number>(50).fill(503)];
    const onMaxRetryTimesExceeded = jest.fn();
    const onGiveUp = jest.fn();
    const client = onion({
      inner: refreshing,
      options: { retries: 3, onMaxRetryTimesExceeded, onGiveUp },
    });
    const error = await failure(client.get('/orders'));
    expect(seen).toHaveLength(4);
    expect(error.response?.status).toBe(503);
    expect(getRetryState(error)).toMatchObject({ retryCount: 3, stopReason: 'retries' });
    expect(onMaxRetryTimesExceeded).toHaveBeenCalledTimes(1);
    expect(onGiveUp).toHaveBeenCalledTimes(1);
  });

  it('is let through when no retry is left', async () => {
    statuses = [401];
    const client = onion({ inner: refreshing, options: { retries: 0 } });
    expect((await client.get('/orders')).data).toEqual({ call: 2 });
  });

  it('starts afresh when an outer interceptor sends it: the call has ended by then', async () => {
    statuses = [401, 503, 503, 503];
    const client = onion({ outer: refreshing, options: { retries: 3 } });
    const response = await client.get('/orders');
    expect(response.data).toEqual({ call: 5 });
    expect(getRetryState(response)).toMatchObject({ retryCount: 3 });
  });

  it('is bounded too when it goes out through another instance with the plugin', async () => {
    statuses = [401, ...Array<number>(50).fill(503)];
    const other = onion({ options: { retries: 5 } });
    const client = onion({
      options: { retries: 3 },
      inner: (instance) =>
        instance.interceptors.response.use(null, (error: AxiosError) => {
          if (error.response?.status !== 401) throw error;
          return other.request(error.config!);
        }),
    });
    await failure(client.get('/orders'));
    // The other instance may have two more than the first, but does not begin to count anew.
    expect(seen).toHaveLength(6);
  });
});

describe('two installations on one instance', () => {
  it.each([
    [1, 4],
    [4, 1],
  ])('%i retries, then %i: the later one leads, and they are not multiplied', async (first, second) => {
    statuses = Array(50).fill(503);
    const lines = jest.fn();
    const client = axios.create({ baseURL });
    axiosRetry(client, { ...QUIET, retries: first });
    axiosRetry(client, { ...QUIET, retries: second, log: lines });
    const error = await failure(client.get('/orders'));
    expect(seen).toHaveLength(1 + second);
    expect(getRetryState(error)).toMatchObject({ retryCount: second, stopReason: 'retries' });
    expect(lines).toHaveBeenCalledTimes(second + 1);
  });

  it('leave one when the other is ejected', async () => {
    statuses = Array(50).fill(503);
    const client = axios.create({ baseURL });
    axiosRetry(client, { ...QUIET, retries: 2 });
    const later = axiosRetry(client, { ...QUIET, retries: 5 });
    later.eject();
    await failure(client.get('/orders'));
    expect(seen).toHaveLength(3);
  });
});

describe('the place in the stack', () => {
  it('is kept when other interceptors are ejected', async () => {
    const client = axios.create({ baseURL });
    const prefix = client.interceptors.request.use(
      (config) => ({ ...config, url: `/gone${config.url}` }) as never,
    );
    client.interceptors.request.use((config) => ({ ...config, url: `/v1${config.url}` }) as never);
    axiosRetry(client, QUIET);
    client.interceptors.request.use((config) => ({ ...config, url: `/outer${config.url}` }) as never);
    client.interceptors.request.eject(prefix);
    await client.get('/orders');
    expect(paths()).toEqual(Array(3).fill('/v1/outer/orders'));
  });

  it('is given up by eject(), and calls under way keep their retries and their inner interceptors', async () => {
    let ejected = false;
    const client = axios.create({ baseURL });
    client.interceptors.request.use((config) => ({ ...config, url: `/v1${config.url}` }) as never);
    const { eject } = axiosRetry(client, {
      ...QUIET,
      onRetry: () => {
        ejected = true;
        eject();
      },
    });
    await client.get('/orders');
    expect(ejected).toBe(true);
    expect(paths()).toEqual(Array(3).fill('/v1/orders'));

    statuses = [503];
    await failure(client.get('/orders'));
    expect(seen).toHaveLength(4);
  });

  it('is found on the static axios and on an axios.Axios object', async () => {
    const instance = new axios.Axios({ baseURL, ...pickPipeline() });
    axiosRetry(instance, QUIET);
    expect(await instance.get('/orders')).toMatchObject({ status: 200 });
    expect(seen).toHaveLength(3);

    statuses = [503];
    const { eject } = axiosRetry(axios, QUIET);
    await axios.get(`${baseURL}/static`);
    eject();
    expect(paths().slice(3)).toEqual(['/static', '/static']);
  });

  /** What `axios.create()` has of its own accord, and an `axios.Axios` object has not. */
  function pickPipeline(): AxiosRequestConfig {
    const { adapter, transformRequest, transformResponse, validateStatus } = axios.defaults;
    return { adapter, transformRequest, transformResponse, validateStatus };
  }
});

describe('the state of a call', () => {
  it('is not shared by two calls made with one config object, and leaves that object alone', async () => {
    const client = onion({ options: { retries: 2 } });
    const shared = Object.freeze({ url: '/orders', 'axios-retry': Object.freeze({ retries: 1 }) });
    statuses = Array(50).fill(503);
    const errors = await Promise.all([failure(client(shared)), failure(client(shared))]);
    expect(seen).toHaveLength(4);
    expect(errors.map((error) => getRetryState(error)?.retryCount)).toEqual([1, 1]);
    expect(client.defaults).not.toHaveProperty('axios-retry');
  });

  it('ends with the call: a failed config sent again by hand starts afresh, with its own options', async () => {
    const client = onion({ options: { retries: 5 } });
    statuses = Array(50).fill(503);
    const error = await failure(client.get('/orders', { 'axios-retry': { retries: 2 } }));
    expect(seen).toHaveLength(3);
    const again = await failure(client(error.config!));
    expect(seen).toHaveLength(6);
    expect(getRetryState(again)).toMatchObject({ retries: 2, retryCount: 2 });
  });

  it('ends with the call: a good config sent again by hand starts afresh', async () => {
    const client = onion({});
    const response = await client.get('/orders');
    statuses = [503, 503];
    const again = await client(response.config);
    expect(getRetryState(response)).toMatchObject({ retryCount: 2 });
    expect(getRetryState(again)).toMatchObject({ retryCount: 2 });
    expect(seen).toHaveLength(6);
  });

  it('can be read on the config as in axios-retry, by an inner interceptor too', async () => {
    const counts: unknown[] = [];
    const before = Date.now();
    const client = onion({
      inner: (instance) =>
        instance.interceptors.request.use((config) => {
          counts.push(config['axios-retry']?.retryCount);
          return config;
        }),
    });
    const response = await client.get('/orders');
    expect(counts).toEqual([0, 1, 2]);
    expect(response.config['axios-retry']).toMatchObject({ retries: 10, retryCount: 2 });
    expect(response.config['axios-retry']?.lastRequestTime).toBeGreaterThanOrEqual(before);
  });

  it('lets the final error be written as JSON, without the plugin’s insides', async () => {
    statuses = Array(50).fill(503);
    const error = await failure(onion({ options: { retries: 1 } }).put('/orders', { a: 1 }));
    const json = JSON.parse(JSON.stringify(error)) as { config: Record<string, unknown> };
    expect(json.config['axios-retry']).toEqual({
      retries: 1,
      retryCount: 1,
      lastRequestTime: expect.any(Number),
    });
  });

  it('takes options for one request from the instance’s defaults as well', async () => {
    statuses = Array(50).fill(503);
    const client = onion({});
    client.defaults['axios-retry'] = { retries: 1 };
    await failure(client.get('/orders'));
    expect(seen).toHaveLength(2);
    await failure(client.get('/orders', { 'axios-retry': { retries: 2 } }));
    expect(seen).toHaveLength(5);
  });
});

describe('wrong options', () => {
  it('of a request reject that request alone, and send nothing', async () => {
    const client = onion({});
    const error = await failure(client.get('/orders', { 'axios-retry': { retries: -1 } }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/"retries".*-1/);
    expect(seen).toHaveLength(0);
    await client.get('/orders');
    expect(seen).toHaveLength(3);
  });

  it('of an installation throw at once, and leave the instance as it was', async () => {
    const client = axios.create({ baseURL });
    expect(() => axiosRetry(client, { retries: NaN })).toThrow(TypeError);
    await failure(client.get('/orders'));
    expect(seen).toHaveLength(1);
  });

  it.each([undefined, null, {}, 42, 'axios', () => undefined])('need an axios instance, not %p', (value) => {
    expect(() => axiosRetry(value as never)).toThrow(/axios-backoff: axiosRetry\(\) needs an axios instance/);
  });

  it('with an unknown name are warned of once, with the nearest known name', async () => {
    const log = jest.fn();
    const client = onion({ options: { retrys: 3, log } as RetryOptions });
    const request = { 'axios-retry': { maxElapsed: 5 } as RetryOptions };
    await client.get('/orders', request);
    await client.get('/orders', request);
    const warnings = log.mock.calls
      .filter(([, event]) => event.type === 'warning')
      .map(([message]) => message);
    expect(warnings).toEqual([
      'axios-backoff: unknown option "retrys"; did you mean "retries"?',
      'axios-backoff: unknown option "maxElapsed"; did you mean "maxElapsedTime"?',
    ]);
  });
});

describe('functions of the caller that throw', () => {
  const thrown = new Error('bug in a hook');
  const boom = (): never => {
    throw thrown;
  };
  const warnings = (log: jest.Mock): unknown[] =>
    log.mock.calls.filter(([, event]) => event.type === 'warning').map(([message]) => message);

  it.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(thrown)],
  ])(
    'retryCondition %s: the call stops with the HTTP error, and the throw is logged',
    async (_, retryCondition) => {
      const log = jest.fn();
      const error = await failure(onion({ options: { retryCondition, log } }).get('/orders'));
      expect(error.response?.status).toBe(503);
      expect(getRetryState(error)?.stopReason).toBe('retryCondition');
      expect(seen).toHaveLength(1);
      expect(warnings(log)).toEqual(['axios-backoff: retryCondition threw Error']);
    },
  );

  it.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(thrown)],
  ])('onRetry %s: the call ends with that throw', async (_, onRetry) => {
    const onGiveUp = jest.fn();
    expect(await failure(onion({ options: { onRetry, onGiveUp } }).get('/orders'))).toBe(thrown);
    expect(seen).toHaveLength(1);
    expect(onGiveUp).toHaveBeenCalledWith(
      expect.objectContaining({ reason: 'onRetry', status: 503, retryCount: 0 }),
    );
  });

  it('onMaxRetryTimesExceeded: what it throws is the call’s error, as in axios-retry', async () => {
    const options = { retries: 1, onMaxRetryTimesExceeded: boom };
    expect(await failure(onion({ options }).get('/orders'))).toBe(thrown);
    expect(seen).toHaveLength(2);
  });

  it.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(thrown)],
  ])('onGiveUp %s: the throw is logged and changes nothing', async (_, onGiveUp) => {
    const log = jest.fn();
    const error = await failure(onion({ options: { retries: 1, onGiveUp, log } }).get('/orders'));
    expect(error.response?.status).toBe(503);
    expect(warnings(log)).toEqual(['axios-backoff: onGiveUp threw Error']);
  });

  it.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(thrown)],
  ])('log %s: nothing changes', async (_, log) => {
    const response = await onion({ options: { log: log as () => never } }).get('/orders');
    expect(response.data).toEqual({ call: 3 });
  });

  it('retryDelay: the throw is logged, and the default backoff stands in', async () => {
    const log = jest.fn();
    jest.spyOn(Math, 'random').mockReturnValue(0.001);
    await onion({ options: { retryDelay: boom, log } }).get('/orders');
    expect(warnings(log)).toEqual(Array(2).fill('axios-backoff: retryDelay threw Error'));
    expect(
      log.mock.calls.filter(([, event]) => event.type === 'retry').map(([, event]) => event.delay),
    ).toEqual([1, 2]);
  });

  it('validateResponse: the throw is logged, and validateStatus decides', async () => {
    const log = jest.fn();
    const response = await onion({ options: { validateResponse: boom, log } }).get('/orders');
    expect(response.data).toEqual({ call: 3 });
    expect(warnings(log)).toHaveLength(3);
  });
});

describe('hooks', () => {
  it('onRetry changes what is sent, by this retry and those after it, and not the caller’s config', async () => {
    const config = { headers: { 'X-Try': 'first' } };
    const onRetry = jest.fn((retryCount: number, _error: AxiosError, next: AxiosRequestConfig) => {
      (next as never as { headers: { set(name: string, value: string): void } }).headers.set(
        'X-Try',
        `${retryCount}`,
      );
      if (retryCount === 1) next.url = '/elsewhere';
    });
    await onion({ options: { onRetry } }).get('/orders', config);
    expect(seen.map(({ path, headers }) => [path, headers['x-try']])).toEqual([
      ['/orders', 'first'],
      ['/elsewhere', '1'],
      ['/elsewhere', '2'],
    ]);
    expect(config).toEqual({ headers: { 'X-Try': 'first' } });
    expect(onRetry.mock.calls.map(([count, error]) => [count, error.response?.status])).toEqual([
      [1, 503],
      [2, 503],
    ]);
  });

  it('are awaited in order: onRetry, then the line, then the attempt', async () => {
    const order: string[] = [];
    statuses = [503];
    const client = onion({
      inner: (instance) =>
        instance.interceptors.request.use((config) => {
          order.push('attempt');
          return config;
        }),
      options: {
        onRetry: async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          order.push('onRetry');
        },
        log: () => order.push('line'),
      },
    });
    await client.get('/orders');
    expect(order).toEqual(['attempt', 'onRetry', 'line', 'attempt']);
  });

  it('onMaxRetryTimesExceeded is called with the last error only when retries are used up', async () => {
    const onMaxRetryTimesExceeded = jest.fn();
    const client = onion({ options: { retries: 1, onMaxRetryTimesExceeded } });
    statuses = [503, 503, 404];
    const error = await failure(client.get('/orders'));
    await failure(client.get('/orders'));
    expect(onMaxRetryTimesExceeded.mock.calls).toEqual([[error, 1]]);
  });

  it('onGiveUp is told the reason of every call that fails', async () => {
    const onGiveUp = jest.fn();
    const client = onion({ options: { retries: 1, onGiveUp } });
    statuses = [404, 503, 503];
    await failure(client.get('/a?secret=1'));
    await failure(client.get('/b'));
    expect(onGiveUp.mock.calls.map(([event]) => event)).toEqual([
      expect.objectContaining({
        type: 'giveUp',
        reason: 'notRetryable',
        url: `${baseURL}/a`,
        retryCount: 0,
        status: 404,
      }),
      expect.objectContaining({
        type: 'giveUp',
        reason: 'retries',
        url: `${baseURL}/b`,
        retryCount: 1,
        status: 503,
      }),
    ]);
  });

  it('validateResponse decides in place of validateStatus, both ways', async () => {
    statuses = [200, 200, 503];
    const validateResponse = ({ data }: AxiosResponse<{ call: number }>): boolean => data.call >= 3;
    const client = onion({ options: { validateResponse, retryCondition: () => true } });
    const response = await client.get('/orders');
    expect(response).toMatchObject({ status: 503, data: { call: 3 } });
  });

  it('validateResponse makes a good status an AxiosError, which the built-in policy does not retry', async () => {
    statuses = [];
    const error = await failure(onion({ options: { validateResponse: () => false } }).get('/orders'));
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toMatchObject({
      message: 'Request failed with status code 200',
      response: { status: 200 },
    });
    expect(error.request).toBeDefined();
    expect(getRetryState(error)).toMatchObject({ stopReason: 'notRetryable' });
    expect(seen).toHaveLength(1);
  });

  it('onRetry reads when the attempt that failed began, and the number of the retry to come', async () => {
    const read: unknown[] = [];
    const onRetry = (_count: number, error: AxiosError, next: AxiosRequestConfig): void => {
      const [failed, coming] = [error.config?.['axios-retry'], next['axios-retry']];
      read.push([coming?.retryCount, coming?.lastRequestTime === failed?.lastRequestTime]);
    };
    // Later than the attempt began, so that "now" would be another time.
    const retryCondition = async (): Promise<true> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return true;
    };
    await onion({ options: { onRetry, retryCondition } }).get('/orders');
    expect(read).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  it('retryDelay gets the last wait if it declares a third parameter, and not over one with a default', async () => {
    const waits: number[][] = [[], []];
    const plain = (retryCount: number, _error: AxiosError, last: number): number => {
      waits[0]?.push(last);
      return retryCount * 2;
    };
    const withDefault = (retryCount: number, _error: AxiosError, factor = 3): number => {
      waits[1]?.push(factor);
      return retryCount;
    };
    await onion({ options: { retryDelay: plain } }).get('/orders');
    statuses = [503, 503];
    await onion({ options: { retryDelay: withDefault } }).get('/orders');
    expect(waits).toEqual([
      [0, 2],
      [3, 3],
    ]);
  });
});

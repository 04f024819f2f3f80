import axios, {
  type AxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
} from 'axios';
import { axiosRetry, getRetryState } from '../../../lib';
import { rejectionOf } from '../clients';
import { api, onion, paths, QUIET } from '../served-client';

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
    expect(api.seen.map(({ body }) => body)).toEqual(Array(3).fill('{"wrapped":{"item":{"tags":["a"]}}}'));
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
    expect(api.seen.map(({ body }) => body)).toEqual(Array(3).fill('{"items":[{"name":"x!"},"added"]}'));
    expect(paths()).toEqual(Array(3).fill('/orders?page=2&trace=1'));
    expect(api.seen.map(({ headers }) => headers['x-via'])).toEqual(['a', 'a', 'a']);
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
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(tokens);
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
    expect(api.seen.map(({ headers }) => headers['x-odd'])).toEqual(['yes', undefined, 'yes']);
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
    expect(await rejectionOf(client.get('/orders'))).toMatchObject({ message: 'no token' });
    expect(runs).toBe(1);
    expect(api.seen).toHaveLength(0);
  });

  it('runs custom transforms of the request once for each attempt, from the untransformed body', async () => {
    const client = onion({}, { transformRequest: [(data) => `<${String(data)}>`] });
    await client.put('/orders', 'body');
    expect(api.seen.map(({ body }) => body)).toEqual(['<body>', '<body>', '<body>']);
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
      api.statuses = [503, 503, 200];
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
    api.statuses = Array(9).fill(503);
    const client = onion({
      options: { retries: 2 },
      outer: (instance) =>
        instance.interceptors.response.use(null, (error: AxiosError) => {
          toasts++;
          throw error;
        }),
    });
    await rejectionOf(client.get('/orders'));
    expect(toasts).toBe(1);
    expect(api.seen).toHaveLength(3);
  });

  it.each([
    ['inner', 1],
    ['outer', 3],
  ] as const)(
    '%s: a recovery that answers from a cache comes after %i attempt(s)',
    async (side, attempts) => {
      api.statuses = Array(9).fill(503);
      const recover = (client: AxiosInstance): unknown =>
        client.interceptors.response.use(null, () => ({ data: 'cached' }));
      const response = await onion({ options: { retries: 2 }, [side]: recover }).get('/orders');
      expect(response.data).toBe('cached');
      expect(api.seen).toHaveLength(attempts);
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
    expect(await rejectionOf(client.get('/orders'))).toMatchObject({ message: 'mapped' });
    expect(api.seen).toHaveLength(1);
    ours = false;
    await client.get('/orders');
    expect(api.seen).toHaveLength(3);
  });

  it('inner: a mapped error in the middle of a call ends it', async () => {
    api.statuses = [503, 500];
    const client = onion({
      inner: (instance) =>
        instance.interceptors.response.use(null, (error: AxiosError) =>
          Promise.reject(error.response?.status === 500 ? new Error('mapped') : error),
        ),
    });
    expect(await rejectionOf(client.get('/orders'))).toMatchObject({ message: 'mapped' });
    expect(api.seen).toHaveLength(2);
  });

  it('inner: a request of another address that it answers with is not taken for the call’s', async () => {
    api.statuses = [503, 200];
    const client = onion({
      inner: (instance) => instance.interceptors.response.use(null, () => instance.get('/fallback')),
    });
    const response = await client.get('/orders');
    expect(paths()).toEqual(['/orders', '/fallback']);
    expect(getRetryState(response)).toMatchObject({ retryCount: 0 });
  });
});

describe('two installations on one instance', () => {
  it.each([
    [1, 4],
    [4, 1],
  ])('%i retries, then %i: the later one leads, and they are not multiplied', async (first, second) => {
    api.statuses = Array(50).fill(503);
    const lines = jest.fn();
    const client = axios.create({ baseURL: api.baseURL });
    axiosRetry(client, { ...QUIET, retries: first });
    axiosRetry(client, { ...QUIET, retries: second, log: lines });
    const error = await rejectionOf(client.get('/orders'));
    expect(api.seen).toHaveLength(1 + second);
    expect(getRetryState(error)).toMatchObject({ retryCount: second, stopReason: 'retries' });
    const types = lines.mock.calls.map(([, { type }]) => String(type));
    expect(types.filter((type) => type !== 'warning')).toHaveLength(second + 1);
    expect(types.filter((type) => type === 'warning')).toHaveLength(1);
  });

  it('leave one when the other is ejected', async () => {
    api.statuses = Array(50).fill(503);
    const client = axios.create({ baseURL: api.baseURL });
    axiosRetry(client, { ...QUIET, retries: 2 });
    const later = axiosRetry(client, { ...QUIET, retries: 5 });
    later.eject();
    await rejectionOf(client.get('/orders'));
    expect(api.seen).toHaveLength(3);
  });
});

describe('the place in the stack', () => {
  it('is kept when other interceptors are ejected', async () => {
    const client = axios.create({ baseURL: api.baseURL });
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
    const client = axios.create({ baseURL: api.baseURL });
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

    api.statuses = [503];
    await rejectionOf(client.get('/orders'));
    expect(api.seen).toHaveLength(4);
  });

  it('is found on the static axios and on an axios.Axios object', async () => {
    const instance = new axios.Axios({ baseURL: api.baseURL, ...pickPipeline() });
    axiosRetry(instance, QUIET);
    expect(await instance.get('/orders')).toMatchObject({ status: 200 });
    expect(api.seen).toHaveLength(3);

    api.statuses = [503];
    const { eject } = axiosRetry(axios, QUIET);
    await axios.get(`${api.baseURL}/static`);
    eject();
    expect(paths().slice(3)).toEqual(['/static', '/static']);
  });

  /** What `axios.create()` has of its own accord, and an `axios.Axios` object has not. */
  function pickPipeline(): AxiosRequestConfig {
    const { adapter, transformRequest, transformResponse, validateStatus } = axios.defaults;
    return { adapter, transformRequest, transformResponse, validateStatus };
  }
});

import type { AxiosError, AxiosInstance, AxiosRequestConfig } from 'axios';
import { getRetryState } from '../../../lib';
import { rejectionOf } from '../clients';
import { api, onion } from '../served-client';

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
    api.statuses = [401, 503, 503];
    let counts = { refreshes: 0 };
    const client = onion({ inner: (instance) => (counts = refreshing(instance)) });
    const response = await client.get('/orders');
    expect(response.data).toEqual({ call: 4 });
    expect(counts.refreshes).toBe(1);
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'new 1',
      'new 1',
      'new 1',
    ]);
    expect(getRetryState(response)).toMatchObject({ retryCount: 3, retries: 10 });
  });

  it('uses up the retries of the call and never multiplies them', async () => {
    api.statuses = [401, ...Array<number>(50).fill(503)];
    const onMaxRetryTimesExceeded = jest.fn();
    const onGiveUp = jest.fn();
    const client = onion({
      inner: refreshing,
      options: { retries: 3, onMaxRetryTimesExceeded, onGiveUp },
    });
    const error = await rejectionOf(client.get('/orders'));
    expect(api.seen).toHaveLength(4);
    expect(error.response?.status).toBe(503);
    expect(getRetryState(error)).toMatchObject({ retryCount: 3, stopReason: 'retries' });
    expect(onMaxRetryTimesExceeded).toHaveBeenCalledTimes(1);
    expect(onGiveUp).toHaveBeenCalledTimes(1);
  });

  it('is let through when no retry is left', async () => {
    api.statuses = [401];
    const client = onion({ inner: refreshing, options: { retries: 0 } });
    expect((await client.get('/orders')).data).toEqual({ call: 2 });
  });

  it('starts afresh when an outer interceptor sends it: the call has ended by then', async () => {
    api.statuses = [401, 503, 503, 503];
    const client = onion({ outer: refreshing, options: { retries: 3 } });
    const response = await client.get('/orders');
    expect(response.data).toEqual({ call: 5 });
    expect(getRetryState(response)).toMatchObject({ retryCount: 3 });
  });

  it('is bounded too when it goes out through another instance with the plugin', async () => {
    api.statuses = [401, ...Array<number>(50).fill(503)];
    const other = onion({ options: { retries: 5 } });
    const client = onion({
      options: { retries: 3 },
      inner: (instance) =>
        instance.interceptors.response.use(null, (error: AxiosError) => {
          if (error.response?.status !== 401) throw error;
          return other.request(error.config!);
        }),
    });
    await rejectionOf(client.get('/orders'));
    // The other instance may have two more than the first, but does not begin to count anew.
    expect(api.seen).toHaveLength(6);
  });
});

describe('the state of a call', () => {
  it('is not shared by two calls made with one config object, and leaves that object alone', async () => {
    const client = onion({ options: { retries: 2 } });
    const shared = Object.freeze({ url: '/orders', 'axios-retry': Object.freeze({ retries: 1 }) });
    api.statuses = Array(50).fill(503);
    const errors = await Promise.all([rejectionOf(client(shared)), rejectionOf(client(shared))]);
    expect(api.seen).toHaveLength(4);
    expect(errors.map((error) => getRetryState(error)?.retryCount)).toEqual([1, 1]);
    expect(client.defaults).not.toHaveProperty('axios-retry');
  });

  it('ends with the call: a failed config sent again by hand starts afresh, with its own options', async () => {
    const client = onion({ options: { retries: 5 } });
    api.statuses = Array(50).fill(503);
    const error = await rejectionOf(client.get('/orders', { 'axios-retry': { retries: 2 } }));
    expect(api.seen).toHaveLength(3);
    const again = await rejectionOf(client(error.config!));
    expect(api.seen).toHaveLength(6);
    expect(getRetryState(again)).toMatchObject({ retries: 2, retryCount: 2 });
  });

  it('ends with the call: a good config sent again by hand starts afresh', async () => {
    const client = onion({});
    const response = await client.get('/orders');
    api.statuses = [503, 503];
    const again = await client(response.config);
    expect(getRetryState(response)).toMatchObject({ retryCount: 2 });
    expect(getRetryState(again)).toMatchObject({ retryCount: 2 });
    expect(api.seen).toHaveLength(6);
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
    api.statuses = Array(50).fill(503);
    const error = await rejectionOf(onion({ options: { retries: 1 } }).put('/orders', { a: 1 }));
    const json = JSON.parse(JSON.stringify(error)) as { config: Record<string, unknown> };
    expect(json.config['axios-retry']).toEqual({
      retries: 1,
      retryCount: 1,
      lastRequestTime: expect.any(Number),
    });
  });

  it('takes options for one request from the instance’s defaults as well', async () => {
    api.statuses = Array(50).fill(503);
    const client = onion({});
    client.defaults['axios-retry'] = { retries: 1 };
    await rejectionOf(client.get('/orders'));
    expect(api.seen).toHaveLength(2);
    await rejectionOf(client.get('/orders', { 'axios-retry': { retries: 2 } }));
    expect(api.seen).toHaveLength(5);
  });
});

import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { axiosRetry, getRetryState, type RetryOptions } from '../../../lib';
import { rejectionOf } from '../clients';

/** A client whose server always fails, and how many attempts a request with this config makes. */
async function attemptsOf(
  config: object,
  options: RetryOptions = {},
  defaults: object = {},
): Promise<number> {
  const client = axios.create(defaults);
  const mock = new MockAdapter(client).onAny().reply(503);
  axiosRetry(client, { retryDelay: 0, retries: 2, log: false, ...options });
  await rejectionOf(client.get('/', config));
  return mock.history.length;
}

describe("overrides under 'axios-backoff'", () => {
  it.each([
    ['apply', { 'axios-backoff': { retries: 4 } }, 5],
    [
      "go over those under 'axios-retry'",
      { 'axios-retry': { retries: 1 }, 'axios-backoff': { retries: 4 } },
      5,
    ],
    [
      'leave those that they do not name',
      { 'axios-retry': { retries: 4 }, 'axios-backoff': { idempotent: true } },
      5,
    ],
    [
      'leave those that are undefined',
      { 'axios-retry': { retries: 4 }, 'axios-backoff': { retries: undefined } },
      5,
    ],
    ['turn retries off with false', { 'axios-backoff': false }, 1],
    ["turn them off under 'axios-retry' as well", { 'axios-retry': false }, 1],
    ['may be null', { 'axios-backoff': null }, 3],
  ])('%s', async (_name, config, attempts) => {
    expect(await attemptsOf(config)).toBe(attempts);
  });

  it('are found among the defaults of the instance', async () => {
    expect(await attemptsOf({}, {}, { 'axios-backoff': { retries: 1 } })).toBe(2);
    expect(await attemptsOf({ 'axios-backoff': { retries: 3 } }, {}, { 'axios-backoff': false })).toBe(4);
  });

  it('hold for a request that is sent again by hand', async () => {
    const client = axios.create();
    const mock = new MockAdapter(client).onAny().reply(503);
    axiosRetry(client, { retryDelay: 0, log: false });
    const error = await rejectionOf(client.get('/', { 'axios-backoff': { retries: 1 } }));
    expect(getRetryState(error)).toMatchObject({ retries: 1, retryCount: 1 });
    await rejectionOf(client.request((error as unknown as { config: object }).config));
    expect(mock.history).toHaveLength(4);
  });

  it('hold for a request that an inner interceptor sends again', async () => {
    const client = axios.create();
    const mock = new MockAdapter(client).onAny().reply(503);
    let isFirst = true;
    client.interceptors.response.use(undefined, (error: Error & { config: object }) => {
      if (!isFirst) throw error;
      isFirst = false;
      return client.request(error.config);
    });
    axiosRetry(client, { retryDelay: 0, log: false });
    await rejectionOf(client.get('/', { 'axios-backoff': { retries: 2 } }));
    expect(mock.history).toHaveLength(3);
  });

  it('leave the state where it was', async () => {
    const client = axios.create();
    new MockAdapter(client).onAny().reply(503);
    axiosRetry(client, { retryDelay: 0, log: false });
    const error = await rejectionOf(client.get('/', { 'axios-backoff': { retries: 1 } }));
    expect(error).toMatchObject({
      config: { 'axios-retry': { retryCount: 1 }, 'axios-backoff': { retries: 1 } },
    });
  });
});

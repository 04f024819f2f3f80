import axios from 'axios';
import { axiosRetry, type RetryOptions } from '../../../lib';
import { rejectionOf } from '../clients';
import { api, onion } from '../served-client';

describe('wrong options', () => {
  it('of a request reject that request alone, and send nothing', async () => {
    const client = onion({});
    const error = await rejectionOf(client.get('/orders', { 'axios-retry': { retries: -1 } }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/"retries".*-1/);
    expect(api.seen).toHaveLength(0);
    await client.get('/orders');
    expect(api.seen).toHaveLength(3);
  });

  it('of an installation throw at once, and leave the instance as it was', async () => {
    const client = axios.create({ baseURL: api.baseURL });
    expect(() => axiosRetry(client, { retries: NaN })).toThrow(TypeError);
    await rejectionOf(client.get('/orders'));
    expect(api.seen).toHaveLength(1);
  });

  it.each([undefined, null, {}, 42, 'axios', () => undefined])('need an axios instance, not %p', (value) => {
    expect(() => axiosRetry(value as never)).toThrow(
      /axios-backoff: the first argument of axiosRetry\(\) must be an axios instance/,
    );
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
      'axios-backoff: unknown option "maxElapsed" of a request; did you mean "maxElapsedTime"?',
    ]);
  });
});

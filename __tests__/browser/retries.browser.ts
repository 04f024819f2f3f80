import { hang, resetAfterBody, status } from '../http/scripted-server';
import { breakOff, startApi } from './api';
import { SETTINGS } from './client';
import { openClient } from './pages';

const busy = status(503);
const ORDER = { name: 'Żółć 🚲', count: 2 };

describe.each(SETTINGS)('the $build build with the $adapter adapter', (setting) => {
  it('retries what the server is too busy for', async () => {
    const api = await startApi([busy, busy]);
    const client = await openClient(setting);
    const outcome = await client.call(api);
    expect(outcome).toMatchObject({ status: 200, data: { attempt: 3 }, state: { retryCount: 2 } });
    expect(api.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /orders?attempt=1',
      'GET /orders?attempt=2',
      'GET /orders?attempt=3',
    ]);
  });

  it('waits no less than it says', async () => {
    const api = await startApi([busy, busy]);
    const client = await openClient(setting);
    const { state } = await client.call(api, { retryDelay: 300 });
    const [first, second, third] = api.received.map(({ at }) => at);
    expect(state?.attempts.map(({ delay }) => delay)).toEqual([0, 300, 300]);
    expect(second! - first!).toBeGreaterThanOrEqual(300);
    expect(third! - second!).toBeGreaterThanOrEqual(300);
  });

  it('retries after a connection that was lost before the answer', async () => {
    const api = await startApi([resetAfterBody, resetAfterBody]);
    const client = await openClient(setting);
    const outcome = await client.call(api);
    expect(outcome).toMatchObject({ status: 200, data: { attempt: 3 }, state: { retryCount: 2 } });
    expect(api.received).toHaveLength(3);
  });

  it('retries after answers that broke off', async () => {
    const api = await startApi([breakOff({}), breakOff({ 'content-length': '1000' })]);
    const client = await openClient(setting);
    const outcome = await client.call(api);
    expect(outcome).toMatchObject({ status: 200, data: { attempt: 3 }, state: { retryCount: 2 } });
    expect(api.received).toHaveLength(3);
  });

  it('retries after a timeout', async () => {
    const api = await startApi([hang]);
    const client = await openClient(setting);
    const outcome = await client.call(api, {}, { config: { timeout: 1000 } });
    expect(outcome).toMatchObject({ status: 200, data: { attempt: 2 }, state: { retryCount: 1 } });
    expect(outcome.state?.attempts[0]?.code).toBe(setting.adapter === 'xhr' ? 'ECONNABORTED' : 'ETIMEDOUT');
    expect(api.received).toHaveLength(2);
    expect(api.received[0]?.isAborted).toBe(true);
  });

  it('sends a POST once when the connection was lost: it may have been done', async () => {
    const api = await startApi([resetAfterBody]);
    const client = await openClient(setting);
    const outcome = await client.call(api, {}, { config: { method: 'post', data: ORDER } });
    expect(outcome).toMatchObject({
      code: 'ERR_NETWORK',
      state: { retryCount: 0, stopReason: 'notIdempotent' },
    });
    expect(api.received.map(({ body }) => body.toString())).toEqual([JSON.stringify(ORDER)]);
  });

  it('sends a POST that has an Idempotency-Key again', async () => {
    const api = await startApi([resetAfterBody]);
    const client = await openClient(setting);
    const headers = { 'Idempotency-Key': 'order-7' };
    const outcome = await client.call(api, {}, { config: { method: 'post', data: ORDER, headers } });
    expect(outcome).toMatchObject({ status: 200, data: { attempt: 2 }, state: { retryCount: 1 } });
    expect(api.received.map(({ body }) => body.toString())).toEqual(Array(2).fill(JSON.stringify(ORDER)));
    for (const { rawHeaders } of api.received) expect(rawHeaders).toContain('order-7');
  });

  it('says each retry by console.warn', async () => {
    const api = await startApi([busy, resetAfterBody]);
    const client = await openClient(setting);
    await client.call(api);
    const failed = `GET ${api.origin}/orders failed:`;
    const { lines } = await client.heard();
    expect(lines).toEqual([
      expect.stringMatching(`^${failed} 503 Service Unavailable. Retry 1 of 10 in 20 ms, .+ elapsed.$`),
      expect.stringMatching(
        `^${failed} connection lost \\(ERR_NETWORK\\), or blocked by CORS. Retry 2 of 10 in 20 ms, .+ elapsed.$`,
      ),
    ]);
  });
});

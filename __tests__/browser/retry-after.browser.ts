import { status } from '../http/scripted-server';
import { startApi } from './api';
import { SETTINGS } from './client';
import { openClient } from './pages';

describe.each(SETTINGS)('the $build build with the $adapter adapter', (setting) => {
  it('goes by its own backoff where CORS hides Retry-After', async () => {
    const api = await startApi([status(503, { 'retry-after': '60' })]);
    const client = await openClient(setting);
    const { state } = await client.call(api, { retryDelay: 20 });
    expect(state).toMatchObject({ retryCount: 1, attempts: [{ status: 503 }, { delay: 20 }] });
    expect(api.received).toHaveLength(2);
  });

  it('waits as long as a Retry-After asks that Access-Control-Expose-Headers lets it read', async () => {
    const headers = { 'retry-after': '1', 'access-control-expose-headers': 'retry-after' };
    const api = await startApi([status(503, headers)]);
    const client = await openClient(setting);
    const { state } = await client.call(api, { retryDelay: 20 });
    expect(state?.retryCount).toBe(1);
    const [first, second] = api.received.map(({ at }) => at);
    expect(second! - first!).toBeGreaterThanOrEqual(1000);
    expect(api.received).toHaveLength(2);
  });
});

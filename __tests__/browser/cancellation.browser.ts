import { hang, pause, status, until } from '../http/scripted-server';
import { startApi } from './api';
import { SETTINGS } from './client';
import { openClient } from './pages';

const CANCELLED = { name: 'CanceledError', code: 'ERR_CANCELED', isCancel: true };

describe.each(SETTINGS)('the $build build with the $adapter adapter', (setting) => {
  it('ends a sleep at once when the call is aborted', async () => {
    const api = await startApi([status(503)]);
    const client = await openClient(setting);
    const outcome = await client.call(api, { retryDelay: 600_000 }, { abortsInSleep: true });
    expect(outcome).toMatchObject({ ...CANCELLED, state: { retryCount: 0, stopReason: 'cancelled' } });
    expect(api.received).toHaveLength(1);
  });

  it('sends nothing after an abort in a sleep', async () => {
    const api = await startApi([status(503)]);
    const client = await openClient(setting);
    const outcome = await client.call(api, { retryDelay: 200 }, { abortsInSleep: true });
    expect(outcome).toMatchObject(CANCELLED);
    await pause(500);
    expect(api.received).toHaveLength(1);
  });

  it('does not retry an attempt that is aborted in flight', async () => {
    const api = await startApi([hang]);
    const client = await openClient(setting);
    const call = client.call(api);
    await until(() => api.received.length === 1);
    await client.abort();
    expect(await call).toMatchObject({ ...CANCELLED, state: { retryCount: 0, stopReason: 'cancelled' } });
    await until(() => api.received[0]?.isAborted === true);
    expect(api.received).toHaveLength(1);
  });
});

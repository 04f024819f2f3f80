import { pause, resetAfterBody } from '../http/scripted-server';
import { startApi, type Api } from './api';
import { SETTINGS, type Client } from './client';
import { openClient, runningBrowser } from './pages';

/** Takes the network away from a page, and returns when the page has lost it. */
async function goOffline(client: Client, api: Api): Promise<void> {
  api.isAway = !runningBrowser().cutsNetwork;
  await client.page.setOffline(true);
}

async function goOnline(client: Client, api: Api): Promise<void> {
  api.isAway = false;
  await client.page.setOffline(false);
}

/** A wait that would be over many times while the network is away. */
const SHORT = { retryDelay: 10, retries: 3 };

describe.each(SETTINGS)('the $build build with the $adapter adapter', (setting) => {
  it('waits for the network without burning retries, and says so', async () => {
    const api = await startApi([]);
    const client = await openClient(setting);
    await goOffline(client, api);
    const call = client.call(api, SHORT);
    await client.said(1);
    await pause(500);
    expect(api.received).toEqual([]);
    expect((await client.heard()).lines).toEqual([
      expect.stringMatching(
        `^GET ${api.origin}/orders failed: connection lost \\(ERR_NETWORK\\). ` +
          'Retry 1 of 3 in .+ after the network is back, .+ elapsed.$',
      ),
    ]);
    await goOnline(client, api);
    // On a busy machine a network that is said to be back may not carry the first retry yet.
    expect(await call).toMatchObject({ status: 200 });
    expect(api.received).toHaveLength(1);
  });

  it('waits for a network that went away in the sleep', async () => {
    const api = await startApi([resetAfterBody]);
    const client = await openClient(setting);
    // Long enough for the network to be taken away meanwhile.
    const call = client.call(api, { retryDelay: 2500 });
    await client.said(1);
    await goOffline(client, api);
    const lines = await client.said(2);
    expect(api.received).toHaveLength(1);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/Retry 1 of .+ after the network is back/);
    await goOnline(client, api);
    expect(await call).toMatchObject({ status: 200, data: { attempt: 2 } });
    expect(api.received).toHaveLength(2);
  });

  it('can be aborted while it waits for the network', async () => {
    const api = await startApi([]);
    const client = await openClient(setting);
    await goOffline(client, api);
    const call = client.call(api, SHORT);
    await client.said(1);
    await client.abort();
    expect(await call).toMatchObject({
      name: 'CanceledError',
      isCancel: true,
      state: { retryCount: 0, stopReason: 'cancelled' },
    });
    await goOnline(client, api);
    // Longer than the wait after the network is back.
    await pause(1100);
    expect(api.received).toEqual([]);
  });

  it('waits for the network no longer than maxElapsedTime', async () => {
    const api = await startApi([]);
    const client = await openClient(setting);
    await goOffline(client, api);
    // With room for the wait after the network is back: the call would otherwise end at once.
    const outcome = await client.call(api, { ...SHORT, maxElapsedTime: 2000 });
    expect(outcome).toMatchObject({
      code: 'ERR_NETWORK',
      isCancel: false,
      state: { retryCount: 0, stopReason: 'maxElapsedTime' },
    });
    expect(outcome.state?.elapsed).toBeGreaterThanOrEqual(2000);
    expect(api.received).toEqual([]);
  });

  it('burns its retries where pauseWhileOffline is off', async () => {
    const api = await startApi([]);
    const client = await openClient(setting);
    await goOffline(client, api);
    const outcome = await client.call(api, { ...SHORT, pauseWhileOffline: false });
    expect(outcome).toMatchObject({
      code: 'ERR_NETWORK',
      state: { retryCount: 3, stopReason: 'retries', attempts: [{}, {}, {}, {}] },
    });
    expect((await client.heard()).lines.join()).not.toContain('after the network is back');
    expect(api.received).toEqual([]);
  });
});

import type { Page as Tab } from 'playwright-core';
import { pause, status, until } from '../../http/scripted-server';
import { startApi } from '../api';
import { SETTINGS } from '../client';
import { openHiddenClient } from './hidden';

const busy = status(503);

const isHidden = (tab: Tab): Promise<boolean> => tab.evaluate(() => document.hidden);

/** Freezes a page, as browsers do with some that have not been looked at for long. Returns what thaws it again. */
async function freeze(tab: Tab): Promise<() => Promise<void>> {
  const session = await tab.context().newCDPSession(tab);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => {
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await session.detach();
  };
}

/** Lets the page note when it is frozen and thawed, and returns what tells. */
async function watchLifecycle(tab: Tab): Promise<() => Promise<unknown>> {
  const notes = await tab.evaluateHandle(() => {
    const types: string[] = [];
    for (const type of ['freeze', 'resume']) document.addEventListener(type, () => types.push(type));
    return types;
  });
  return () => notes.jsonValue();
}

describe.each(SETTINGS)('the $build build with the $adapter adapter', (setting) => {
  it('succeeds in a hidden page, where waits are longer but no attempt is sent twice', async () => {
    const api = await startApi([busy, busy]);
    const { client, tab } = await openHiddenClient(setting);
    const outcome = await client.call(api, { retryDelay: 50 });
    expect(outcome).toMatchObject({ status: 200, data: { attempt: 3 }, state: { retryCount: 2 } });
    expect(await isHidden(tab)).toBe(true);
    expect(api.received).toHaveLength(3);
    // Chromium looks at the timers of a hidden page once a second: the two waits end at two different looks.
    const [first, , last] = api.received.map(({ at }) => at);
    expect(last! - first!).toBeGreaterThanOrEqual(950);
  });

  it('sends the retry once, after a page that was frozen in the sleep has been thawed', async () => {
    const api = await startApi([busy]);
    const { client, tab } = await openHiddenClient(setting);
    const lifecycle = await watchLifecycle(tab);
    const call = client.call(api, { retryDelay: 1500 });
    await client.said(1);
    const thaw = await freeze(tab);
    await pause(1700);
    expect(api.received).toHaveLength(1);
    await thaw();
    expect(await call).toMatchObject({ status: 200, data: { attempt: 2 }, state: { retryCount: 1 } });
    expect(await lifecycle()).toEqual(['freeze', 'resume']);
    expect(api.received).toHaveLength(2);
  });

  it('ends the call instead of sending the retry when maxElapsedTime passed while the page was frozen', async () => {
    const api = await startApi([busy]);
    const { client, tab } = await openHiddenClient(setting);
    const lifecycle = await watchLifecycle(tab);
    const call = client.call(api, { retryDelay: 1500, maxElapsedTime: 2500 });
    await client.said(1);
    const thaw = await freeze(tab);
    await pause(2500);
    await thaw();
    expect(await call).toMatchObject({
      status: 503,
      state: { retryCount: 0, stopReason: 'maxElapsedTime' },
    });
    expect(await lifecycle()).toEqual(['freeze', 'resume']);
    expect(api.received).toHaveLength(1);
  });

  it('takes an answer that came while the page was frozen, and goes on from there', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const api = await startApi([
      {
        readsBody: true,
        answer: (response, request) => {
          void released.then(() => {
            busy.answer(response, request);
          });
        },
      },
    ]);
    const { client, tab } = await openHiddenClient(setting);
    const lifecycle = await watchLifecycle(tab);
    const call = client.call(api);
    await until(() => api.received.length === 1);
    const thaw = await freeze(tab);
    release();
    await pause(300);
    expect(api.received).toHaveLength(1);
    await thaw();
    expect(await call).toMatchObject({ status: 200, data: { attempt: 2 }, state: { retryCount: 1 } });
    expect(await lifecycle()).toEqual(['freeze', 'resume']);
    expect(api.received).toHaveLength(2);
  });
});

import { cutChunked, cutShort, resetAfterBody, status, type Behaviour } from '../http/scripted-server';
import { keptAlive, startApi } from './api';
import { browserName } from './browsers/start';
import { ADAPTER_SETTINGS } from './client';
import { openClient, openClientOf } from './pages';

/** What browsers do by themselves, and no plugin can see. If one of them changes, the README should. */
const HABITS = {
  chromium: {
    // On a connection that had been kept alive.
    resends: { get: 1, put: 1, post: 1 },
    resendsOnFreshConnection: { get: 0, put: 0, post: 0 },
    takesHalfForWhole: { cutShort: false, cutChunked: false },
    asksForUserAgent: false,
  },
  firefox: {
    // Ten times in all: its setting network.http.request.max-attempts.
    resends: { get: 9, put: 1, post: 1 },
    resendsOnFreshConnection: { get: 9, put: 0, post: 0 },
    takesHalfForWhole: { cutShort: false, cutChunked: false },
    asksForUserAgent: true,
  },
  webkit: {
    resends: { get: 1, put: 1, post: 0 },
    resendsOnFreshConnection: { get: 0, put: 0, post: 0 },
    // Where the server has said that it will close the connection.
    takesHalfForWhole: { cutShort: true, cutChunked: true },
    asksForUserAgent: true,
  },
}[browserName];

const METHODS = ['get', 'put', 'post'] as const;

const headers = { 'Idempotency-Key': 'order-7' };

/** Closes the connection without a word, as a server does that stops. */
const closeAfterBody: Behaviour = {
  readsBody: true,
  answer: (_response, request) => request.socket.destroy(),
};

describe.each(ADAPTER_SETTINGS)('the $adapter adapter', (setting) => {
  describe.each(METHODS)('a %s', (method) => {
    const CONNECTIONS = [
      ['new', [resetAfterBody], HABITS.resendsOnFreshConnection],
      ['kept alive', [keptAlive(status(503)), resetAfterBody], HABITS.resends],
    ] as const;

    it.each(CONNECTIONS)(
      'is one attempt, however often the browser sends it on a connection that is %s and breaks',
      async (_name, script, resends) => {
        const api = await startApi(script);
        // Without preflights, which need connections too.
        const client = await openClientOf(api, setting);
        const outcome = await client.call(api, {}, { config: { method, headers } });
        expect(outcome).toMatchObject({ status: 200, state: { retryCount: script.length } });
        expect(api.received).toHaveLength(script.length + 1);
        expect(api.resent).toHaveLength(resends[method]);
      },
    );
  });

  it.each(Object.entries({ cutShort, cutChunked }))(
    'retries after an answer that was closed too soon, where the browser notices: %s',
    async (name, behaviour) => {
      const api = await startApi([behaviour]);
      const client = await openClient(setting);
      const outcome = await client.call(api);
      expect(outcome).toMatchObject(
        HABITS.takesHalfForWhole[name as keyof typeof HABITS.takesHalfForWhole]
          ? { status: 200, data: '{"half":', state: { retryCount: 0 } }
          : { status: 200, data: { attempt: 2 }, state: { retryCount: 1 } },
      );
    },
  );

  it('retries a PUT to its own server whose connection was closed without an answer', async () => {
    // Firefox calls that an answer over XHR, with the status 0.
    const api = await startApi([closeAfterBody]);
    const client = await openClientOf(api, setting);
    const outcome = await client.call(api, {}, { config: { method: 'put', data: 'order' } });
    expect(outcome).toMatchObject({ status: 200, data: { attempt: 2 }, state: { retryCount: 1 } });
  });

  it('asks before a simple GET only where axios names itself in a header that the browser lets it set', async () => {
    const api = await startApi([]);
    const client = await openClient(setting);
    expect(await client.call(api)).toMatchObject({ status: 200 });
    const asks = HABITS.asksForUserAgent && setting.adapter === 'fetch';
    expect(api.preflights).toHaveLength(asks ? 1 : 0);
    expect(api.preflights[0]?.rawHeaders.includes('user-agent') ?? false).toBe(asks);
  });
});

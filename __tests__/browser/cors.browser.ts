import { json, resetAfterBody, status, type Behaviour } from '../http/scripted-server';
import { hidden, startApi } from './api';
import { ADAPTER_SETTINGS } from './client';
import { openClient } from './pages';
import type { PageCall } from './page-call';

const ORDER = { name: 'Żółć 🚲' };

/** What the browser says of whatever CORS keeps from a page: that there was no answer. */
const NO_ANSWER = { name: 'AxiosError', code: 'ERR_NETWORK', isCancel: false };

const allowing = (header: 'origin' | 'methods' | 'headers', value: string): Behaviour =>
  status(204, { [`access-control-allow-${header}`]: value });

const REFUSALS: readonly (readonly [why: string, preflight: Behaviour])[] = [
  ['has no CORS headers', hidden(status(204))],
  ['is for another origin', allowing('origin', 'http://other.example')],
  ['does not allow the method', allowing('methods', 'GET')],
  ['does not allow the header', allowing('headers', 'x-other, user-agent')],
  ['is a status of its own', status(503)],
  ['never comes', resetAfterBody],
];

const POSTS: readonly (readonly [name: string, call: Partial<PageCall>])[] = [
  ['that needs no preflight', { body: 'params', config: { method: 'post' } }],
  ['that had one', { config: { method: 'post', data: ORDER } }],
];

describe.each(ADAPTER_SETTINGS)('the $adapter adapter', (setting) => {
  it('retries a GET whose answer it may not read, as it may be a gateway that says that it is busy', async () => {
    const api = await startApi([hidden(status(503))]);
    const client = await openClient(setting);
    const outcome = await client.call(api);
    expect(outcome).toMatchObject({ status: 200, data: { attempt: 2 }, state: { retryCount: 1 } });
    const [first] = outcome.state?.attempts ?? [];
    expect([first?.status, first?.code]).toEqual([undefined, 'ERR_NETWORK']);
    expect(api.received).toHaveLength(2);
  });

  it('gives up a GET whose answer it may never read', async () => {
    const api = await startApi(Array<Behaviour>(3).fill(hidden(json({}))));
    const client = await openClient(setting);
    const outcome = await client.call(api, { retries: 2 });
    expect(outcome).toMatchObject({ ...NO_ANSWER, state: { retryCount: 2, stopReason: 'retries' } });
    expect(api.received).toHaveLength(3);
  });

  it.each(POSTS)('sends a POST %s once if it may not read the answer: it was done', async (_name, call) => {
    const api = await startApi([hidden(json({}))]);
    const client = await openClient(setting);
    const outcome = await client.call(api, {}, call);
    expect(outcome).toMatchObject({ ...NO_ANSWER, state: { retryCount: 0, stopReason: 'notIdempotent' } });
    expect(api.received).toHaveLength(1);
    expect(api.resent).toEqual([]);
  });

  describe.each(REFUSALS)('if the answer to the preflight %s', (_why, preflight) => {
    it('sends nothing of a PUT, and asks again before each retry', async () => {
      const api = await startApi([], preflight);
      const client = await openClient(setting);
      const outcome = await client.call(api, { retries: 2 }, { config: { method: 'put', data: ORDER } });
      expect(outcome).toMatchObject({ ...NO_ANSWER, state: { retryCount: 2, stopReason: 'retries' } });
      expect(api.received).toEqual([]);
      expect(api.preflights.length).toBeGreaterThanOrEqual(3);
    });

    it('gives up a PATCH: a page is not told that nothing of it was sent', async () => {
      const api = await startApi([], preflight);
      const client = await openClient(setting);
      const outcome = await client.call(api, {}, { config: { method: 'patch', data: ORDER } });
      expect(outcome).toMatchObject({ ...NO_ANSWER, state: { retryCount: 0, stopReason: 'notIdempotent' } });
      expect(api.received).toEqual([]);
    });
  });

  it('goes on where a preflight is answered again, as after an outage', async () => {
    let preflights = 0;
    const api = await startApi([], () => status(preflights++ < 2 ? 503 : 204));
    const client = await openClient(setting);
    const outcome = await client.call(api, {}, { config: { method: 'put', data: ORDER } });
    expect(outcome).toMatchObject({ status: 200, state: { retryCount: 2 } });
    // The first two were never sent.
    expect(api.received.map(({ url }) => url)).toEqual(['/orders?attempt=3']);
  });

  it('says that CORS may be why, as where an Idempotency-Key is not among Access-Control-Allow-Headers', async () => {
    const api = await startApi([], allowing('headers', 'content-type, user-agent'));
    const client = await openClient(setting);
    const headers = { 'Idempotency-Key': 'order-7' };
    const config = { method: 'post', data: ORDER, headers };
    const outcome = await client.call(api, { retries: 1 }, { config });
    expect(outcome).toMatchObject({ ...NO_ANSWER, state: { retryCount: 1, stopReason: 'retries' } });
    expect(api.received).toEqual([]);
    const { lines } = await client.heard();
    const why = `^POST ${api.origin}/orders failed: connection lost \\(ERR_NETWORK\\), or blocked by CORS. `;
    expect(lines).toEqual([
      expect.stringMatching(`${why}Retry 1 of 1 in 20 ms, .+ elapsed.$`),
      expect.stringMatching(`${why}Gave up after 1 retry and .+ \\(retries\\).$`),
    ]);
  });
});

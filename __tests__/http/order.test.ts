import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { axiosRetry, getRetryState } from '../../lib';
import { ADAPTERS, startServer, status, type Adapter } from './server';

const busy = status(503, {}, 'busy');

/** What each interceptor, named for when it was registered, adds to the path, the body and the answer. */
function tracedClient(adapter: Adapter, legacyInterceptorReqResOrdering: boolean): AxiosInstance {
  const client = axios.create({ adapter, proxy: false, transitional: { legacyInterceptorReqResOrdering } });
  const trace = (name: string): void => {
    let runs = 0;
    client.interceptors.request.use((config) => {
      runs++;
      config.url = `${config.url}/${name}`;
      config.headers.set(`X-${name}`, String(runs));
      config.data = { [name]: config.data as unknown };
      return config;
    });
    client.interceptors.response.use((response: AxiosResponse<unknown>) => {
      response.data = { [name]: response.data };
      return response;
    });
  };
  trace('before');
  axiosRetry(client, { retries: 3, retryDelay: 1, log: false });
  trace('after');
  return client;
}

/** How often an interceptor had run when an attempt was sent. */
const runsOf = (
  name: string,
  { rawHeaders }: { readonly rawHeaders: readonly string[] },
): string | undefined => rawHeaders[rawHeaders.findIndex((text) => text.toLowerCase() === `x-${name}`) + 1];

describe.each(ADAPTERS)('the order of interceptors, through the %s adapter', (adapter) => {
  it.each([
    ["axios' own: what came before the plugin runs for each attempt", true, 'before', 'after'],
    ['that of the registration: what came after the plugin runs for each attempt', false, 'after', 'before'],
  ])('%s', async (_which, legacy, inner, outer) => {
    const server = await startServer([busy, busy, busy]);
    const response = await tracedClient(adapter, legacy).put<unknown>(`${server.origin}/v1`, 'an order');

    // Outer first, then inner, and each just once on what is sent.
    const body = JSON.stringify({ [inner]: { [outer]: 'an order' } });
    expect(server.received.map((call) => ({ url: call.url, body: call.body.toString() }))).toEqual(
      Array.from({ length: 4 }, () => ({ url: `/v1/${outer}/${inner}`, body })),
    );
    expect(server.received.map((call) => runsOf(inner, call))).toEqual(['1', '2', '3', '4']);
    expect(server.received.map((call) => runsOf(outer, call))).toEqual(['1', '1', '1', '1']);

    // Response interceptors run in the order of their registration either way.
    expect(response.data).toEqual({ after: { before: { call: 4 } } });
    expect(getRetryState(response)).toMatchObject({ retryCount: 3, attempts: [{}, {}, {}, { status: 200 }] });
  });

  it('can be set for one request alone', async () => {
    const server = await startServer([busy]);
    await tracedClient(adapter, true).put(`${server.origin}/v1`, 'an order', {
      transitional: { legacyInterceptorReqResOrdering: false },
    });
    expect(server.received.map(({ url }) => url)).toEqual(['/v1/before/after', '/v1/before/after']);
    expect(server.received.map((call) => runsOf('after', call))).toEqual(['1', '2']);
  });
});

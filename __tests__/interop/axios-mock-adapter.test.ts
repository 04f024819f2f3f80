import axios, { type AxiosInstance } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { axiosRetry, getRetryState } from '../../lib';
import { errorOf, startServer, status } from '../http/server';
import { describeTool } from './test-tool';

const ORDERS = ['before', 'after'] as const;
type Order = (typeof ORDERS)[number];

/** A client with axios-mock-adapter installed before or after the plugin. */
function mocked(order: Order): { client: AxiosInstance; mock: MockAdapter } {
  const client = axios.create();
  const install = (): unknown => axiosRetry(client, { retries: 2, retryDelay: 0, log: false });
  if (order === 'after') install();
  const mock = new MockAdapter(client);
  if (order === 'before') install();
  return { client, mock };
}

describe.each(ORDERS)('axios-mock-adapter, installed %s the plugin', (order) => {
  it('gives each attempt its next answer, and has it in its history', async () => {
    const { client, mock } = mocked(order);
    mock
      .onGet('/orders')
      .replyOnce(503)
      .onGet('/orders')
      .networkErrorOnce()
      .onGet('/orders')
      .reply(200, 'tea');

    const response = await client.get<string>('/orders');

    expect(response.data).toBe('tea');
    expect(getRetryState(response)).toMatchObject({ retryCount: 2 });
    expect(mock.history.get).toHaveLength(3);
  });

  it('sends the same body to each attempt', async () => {
    const { client, mock } = mocked(order);
    mock.onPut('/orders/7', { tea: 2 }).replyOnce(503).onPut('/orders/7', { tea: 2 }).reply(200);

    await client.put('/orders/7', { tea: 2 });

    expect(mock.history.put.map(({ data }) => data as string)).toEqual(['{"tea":2}', '{"tea":2}']);
  });

  it('rejects with the answer of the last attempt when all fail', async () => {
    const { client, mock } = mocked(order);
    mock.onGet('/orders').reply(503, 'busy');

    const error = await errorOf(client.get('/orders'));

    expect(error.response).toMatchObject({ status: 503, data: 'busy' });
    expect(mock.history.get).toHaveLength(3);
  });

  it('does not retry what the mock has no answer for', async () => {
    const { client, mock } = mocked(order);

    expect((await errorOf(client.get('/unknown'))).response?.status).toBe(404);
    expect(mock.history.get).toHaveLength(1);
  });

  it('leaves a client that retries over the network when the mock is taken away', async () => {
    const server = await startServer([status(503)]);
    const { client, mock } = mocked(order);
    mock.onAny().reply(404);
    mock.restore();

    await client.get(server.origin, { proxy: false });

    expect(server.received).toHaveLength(2);
    expect(mock.history.get).toHaveLength(0);
  });
});

describeTool({
  name: 'axios-mock-adapter',
  lost: ['networkErrorOnce', 'timeoutOnce', 'abortRequestOnce'],
  play: (client, method, endings) => {
    const mock = new MockAdapter(client);
    for (const ending of endings) {
      const handler = method === 'get' ? mock.onGet('/orders') : mock.onPost('/orders');
      if (typeof ending === 'number') handler.replyOnce(ending);
      else handler[ending as 'networkErrorOnce']();
    }
  },
  stop: () => undefined,
});

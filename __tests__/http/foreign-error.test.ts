import axios, { AxiosError, type AxiosResponse } from 'axios';
import { axiosRetry } from '../../lib';
import { json } from './scripted-server';
import { refusedPort, startServer } from './server';

type Wrap = (refusal: AxiosError, response: AxiosResponse) => Error;

/** How an interceptor may pass on the refusal of another request, as if it were that of an answered order. */
const WRAPS: Readonly<Record<string, Wrap>> = {
  'its code, the config and the request of the order': (refusal, { config, request }) =>
    AxiosError.from(refusal, refusal.code, config, request),
  'its code and the config of the order': (refusal, { config }) =>
    AxiosError.from(refusal, refusal.code, config),
  'a code of its own, and the refusal as cause': (refusal, { config, request }) =>
    Object.assign(new AxiosError('audit failed', 'AUDIT', config, request), { cause: refusal }),
  'no code, and the refusal as cause': (refusal, { config, request }) =>
    Object.assign(new AxiosError('audit failed', undefined, config, request), { cause: refusal }),
  'the response of the order too': (refusal, response) =>
    AxiosError.from(refusal, refusal.code, response.config, response.request, response),
  'its code in an error of the order, which is the cause': (refusal, { config, request }) =>
    Object.assign(new Error('audit failed'), { cause: new AxiosError('', refusal.code, config, request) }),
  'its code in an error of the order without a request': (refusal, { config }) =>
    new AxiosError('audit failed', refusal.code, config),
};

describe.each([undefined, 'http', 'fetch'] as const)('an order that was answered, adapter %s', (adapter) => {
  it.each(Object.entries(WRAPS))('is placed once, whatever is thrown later: %s', async (_name, wrap) => {
    const server = await startServer([json({}), json({}), json({})]);
    const audit = `http://127.0.0.1:${await refusedPort()}/audit`;
    const client = axios.create({ baseURL: server.origin, ...(adapter && { adapter }) });
    client.interceptors.response.use(async (response) => {
      await axios.post(audit).catch((refusal: unknown) => {
        throw wrap(refusal as AxiosError, response);
      });
      return response;
    });
    axiosRetry(client, { retries: 2, retryDelay: 0, log: false });
    await expect(client.post('/orders', {})).rejects.toBeInstanceOf(Error);
    expect(server.received).toHaveLength(1);
  });
});

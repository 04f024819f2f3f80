import axios, { type AxiosInstance } from 'axios';
import { wrapper } from 'axios-cookiejar-support';
import { CookieJar } from 'tough-cookie';
import { axiosRetry } from '../../lib';
import { json, startServer, status, type ScriptedServer } from '../http/server';

const ORDERS = ['before', 'after'] as const;
type Order = (typeof ORDERS)[number];

/** A client with a jar of its own, wrapped before or after the plugin was installed. */
function withJar(order: Order, { origin }: ScriptedServer): { client: AxiosInstance; jar: CookieJar } {
  const jar = new CookieJar();
  const client = axios.create({ baseURL: origin, proxy: false, jar });
  if (order === 'before') wrapper(client);
  axiosRetry(client, { retries: 3, retryDelay: 1, log: false });
  if (order === 'after') wrapper(client);
  return { client, jar };
}

const cookiesOf = ({ received }: ScriptedServer): (string | undefined)[] =>
  received.map(({ rawHeaders }) => {
    const name = rawHeaders.findIndex((text) => text.toLowerCase() === 'cookie');
    return name < 0 ? undefined : rawHeaders[name + 1];
  });

describe.each(ORDERS)('axios-cookiejar-support, installed %s the plugin', (order) => {
  it('sends the cookies that a 503 has set with the retry', async () => {
    const server = await startServer([
      status(503, { 'set-cookie': 'route=a' }),
      status(503, { 'set-cookie': 'route=b' }),
      status(503),
      json('the orders'),
    ]);
    const { client, jar } = withJar(order, server);

    await client.get('/orders');

    expect(cookiesOf(server)).toEqual([undefined, 'route=a', 'route=b', 'route=b']);
    expect(jar.getCookieStringSync(server.origin)).toBe('route=b');
  });

  it('keeps the cookies of a call for the next one, in the same jar', async () => {
    const server = await startServer([status(503, { 'set-cookie': 'route=a' })]);
    const { client } = withJar(order, server);

    await client.get('/orders');
    await client.get('/orders');

    expect(cookiesOf(server)).toEqual([undefined, 'route=a', 'route=a']);
  });

  it('keeps the jars of two calls apart', async () => {
    const server = await startServer([status(503, { 'set-cookie': 'route=a' })]);
    const { client, jar } = withJar(order, server);
    const other = new CookieJar();

    await client.get('/orders', { jar: other });
    await client.get('/orders');

    expect(cookiesOf(server)).toEqual([undefined, 'route=a', undefined]);
    expect(other.getCookieStringSync(server.origin)).toBe('route=a');
    expect(jar.getCookieStringSync(server.origin)).toBe('');
  });
});

import axios, { type AxiosRequestConfig } from 'axios';
import { axiosRetry, type RetryOptions } from '../../lib';
import {
  ADAPTERS,
  QUICK,
  clientFor,
  cutShort,
  errorOf,
  resetAfterBody,
  startServer,
  status,
  type Received,
} from './server';

const ORDER = {
  id: 7,
  name: 'Żółć 日本 🚲',
  lines: [{ sku: 'a', count: 2 }, null],
  note: undefined,
  due: new Date(0),
};
const BYTES = Uint8Array.from({ length: 300 }, (_, n) => n % 256);

function nativeForm(): FormData {
  const form = new FormData();
  form.append('name', 'Żółć 🚲');
  form.append('twice', '1');
  form.append('twice', '2');
  form.append('blob', new Blob([BYTES], { type: 'image/png' }));
  form.append('file', new File(['line 1\r\nline 2'], 'prüfung "1".txt', { type: 'text/plain' }));
  return form;
}

class Order {
  total = 1;
}

/** What only its class can read. */
class Money {
  #cents = 100;

  add(cents: number): void {
    this.#cents += cents;
  }

  toJSON(): object {
    return { cents: this.#cents };
  }
}

interface Changing {
  readonly data: unknown;
  readonly change: () => unknown;
  readonly text: string;
  readonly headers?: Record<string, string>;
}

/** Bodies that axios makes text of, and how their caller changes them after the call. */
const CHANGING: Readonly<Record<string, () => Changing>> = {
  'a plain object': () => {
    const data = { list: [1] };
    return { data, change: () => data.list.push(2), text: '{"list":[1]}' };
  },
  'an instance of a class': () => {
    const data = new Order();
    return { data, change: () => data.total++, text: '{"total":1}' };
  },
  'an instance of a class, sent as urlencoded': () => ({
    ...CHANGING['an instance of a class']!(),
    text: 'total=1',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  }),
  'an instance that says what its JSON is': () => {
    const data = new Money();
    return {
      data,
      change: () => {
        data.add(1);
      },
      text: '{"cents":100}',
    };
  },
  'an instance inside a plain object': () => {
    const data = new Order();
    return { data: { orders: [data] }, change: () => data.total++, text: '{"orders":[{"total":1}]}' };
  },
  'a date': () => {
    const data = new Date(0);
    return { data, change: () => data.setTime(1), text: '"1970-01-01T00:00:00.000Z"' };
  },
};

interface Case {
  readonly config: AxiosRequestConfig;
  /** A part of the body that tells that it went out as meant. */
  readonly sends?: string | Uint8Array;
  /** A part of the path and query that tells the same. */
  readonly asks?: string;
  /** axios 1.21's fetch adapter garbles this in Node, with or without the plugin: compare attempts alone. */
  readonly garbledByFetch?: true;
}

const CASES: Readonly<Record<string, () => Case>> = {
  'a JSON object': () => ({ config: { data: ORDER }, sends: '"name":"Żółć 日本 🚲"' }),
  'a JSON list': () => ({ config: { data: [1, [2], { three: 3 }] }, sends: '[1,[2],{"three":3}]' }),
  'a JSON number': () => ({
    config: { data: 0, headers: { 'Content-Type': 'application/json' } },
    sends: '0',
  }),
  'a string': () => ({ config: { data: 'naïve 🚲' }, sends: 'naïve 🚲' }),
  'a string sent as JSON': () => ({
    config: { data: 'quoted', headers: { 'Content-Type': 'application/json' } },
    sends: '"quoted"',
  }),
  'JSON text': () => ({
    config: { data: '{"a": 1}', headers: { 'Content-Type': 'application/json' } },
    sends: '{"a": 1}',
  }),
  'an empty string': () => ({ config: { data: '' } }),
  null: () => ({ config: { data: null } }),
  'a Buffer': () => ({ config: { data: Buffer.from(BYTES) }, sends: BYTES }),
  'a Buffer with a type': () => ({
    config: { data: Buffer.from(BYTES), headers: { 'Content-Type': 'image/png' } },
    sends: BYTES,
  }),
  'a Uint8Array': () => ({ config: { data: BYTES.slice() }, sends: BYTES }),
  'a Uint16Array': () => ({ config: { data: Uint16Array.of(1, 2, 65535) } }),
  'a Float64Array': () => ({ config: { data: Float64Array.of(Math.PI, -0) } }),
  'a DataView': () => ({ config: { data: new DataView(BYTES.slice().buffer) } }),
  'an ArrayBuffer': () => ({ config: { data: BYTES.slice().buffer }, sends: BYTES }),
  'a URLSearchParams': () => ({
    config: { data: new URLSearchParams({ a: '1 + 1', ż: 'é' }) },
    sends: 'a=1+%2B+1&%C5%BC=%C3%A9',
  }),
  'an object sent as urlencoded': () => ({
    config: {
      data: { a: [1, 2], b: { c: 'd e' } },
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    },
    sends: 'd+e',
  }),
  'an object sent as multipart': () => ({
    config: {
      data: { a: [1, 2], b: { c: 'ż' }, file: Buffer.from('file') },
      headers: { 'Content-Type': 'multipart/form-data' },
    },
    garbledByFetch: true,
    sends: 'name="b[c]"',
  }),
  'an object sent as multipart, with a serializer': () => ({
    config: {
      data: { a: [1, 2] },
      headers: { 'Content-Type': 'multipart/form-data' },
      formSerializer: { indexes: null },
    },
    garbledByFetch: true,
    sends: 'name="a"',
  }),
  'a native form': () => ({ config: { data: nativeForm() }, sends: 'Żółć 🚲' }),
  'a native form, its type named': () => ({
    config: { data: nativeForm(), headers: { 'Content-Type': 'multipart/form-data' } },
    sends: 'Żółć 🚲',
  }),
  'a native form sent as JSON': () => ({
    config: { data: nativeForm(), headers: { 'Content-Type': 'application/json' } },
    sends: '"name":"Żółć 🚲"',
  }),
  'a Blob': () => ({ config: { data: new Blob([BYTES], { type: 'image/png' }) }, sends: BYTES }),
  'a Blob without a type': () => ({ config: { data: new Blob(['a', 'b']) }, sends: 'ab' }),
  'query parameters': () => ({
    config: { method: 'get', params: { q: 'ż & 🚲', list: [1, 2], nested: { a: null, b: 'c' } } },
    asks: 'list[]=1&list[]=2&nested[b]=c',
  }),
  'query parameters as URLSearchParams': () => ({
    config: { method: 'get', params: new URLSearchParams('a=1&a=2') },
    asks: '?a=1&a=2',
  }),
  'a paramsSerializer': () => ({
    config: {
      method: 'get',
      params: { b: 1, a: 2 },
      paramsSerializer: { serialize: (params) => Object.keys(params).sort().join('~') },
    },
    asks: '?a~b',
  }),
  'query parameters beside those of the URL': () => ({
    config: { method: 'get', url: '/orders?x=1#part', params: { y: 2 } },
    asks: '/v1/orders?x=1&y=2',
  }),
  'a user and a password': () => ({ config: { auth: { username: 'user', password: 'p:@ss==' } } }),
  'a custom transformRequest': () => ({
    config: {
      data: { a: 1 },
      transformRequest: [
        (data: object) => JSON.stringify({ wrapped: data }),
        (data: string, headers) => {
          headers.set('X-Length', String(data.length));
          return `${data}\n`;
        },
      ],
    },
    sends: '{"wrapped":{"a":1}}\n',
  }),
  'a transformRequest that changes what it is given': () => ({
    config: {
      data: { list: ['a'] },
      transformRequest: (data: { list: string[] }) => {
        data.list.push('b');
        return JSON.stringify(data);
      },
    },
    sends: '{"list":["a","b"]}',
  }),
  'headers of every kind': () => ({
    config: {
      data: 'x',
      headers: {
        'X-Mixed-CASE': '1',
        'x-number': 2,
        'X-List': ['a', 'b'],
        'X-Gone': null,
        Accept: 'text/plain',
        'User-Agent': 'orders/1',
        Cookie: 'a=1; b=2',
      },
    },
  }),
  'a PUT': () => ({ config: { method: 'put', data: ORDER } }),
  'a PATCH with parameters': () => ({
    config: { method: 'patch', data: ORDER, params: { dry: true } },
    asks: '?dry=true',
  }),
  'a DELETE with a body': () => ({ config: { method: 'delete', data: ORDER } }),
  'a HEAD': () => ({ config: { method: 'head' } }),
  'a lower-case method of its own': () => ({ config: { method: 'purge' } }),
};

/** All that came over the wire; `anyBoundary` for a form whose boundary was drawn for this attempt alone. */
function wire({ method, url, rawHeaders, body }: Received, anyBoundary = false): object {
  const bytes = body.toString('latin1');
  // Fetch may draw one without naming it in the type that axios has set.
  const drawn = /boundary=([^;,]+)/.exec(rawHeaders.join()) ?? /^--(.+)\r\n/.exec(bytes);
  const boundary = anyBoundary ? drawn?.[1] : undefined;
  const text = (value: string): string => (boundary ? value.replaceAll(boundary, 'boundary') : value);
  return { method, url, headers: rawHeaders.map(text), body: text(bytes) };
}

describe.each(ADAPTERS)('through the %s adapter, the last attempt is byte for byte the first', (adapter) => {
  const failures = [status(503, {}, 'busy'), resetAfterBody, cutShort, status(429)];

  it.each(Object.entries(CASES))('with %s', async (_name, make) => {
    const { config, sends, asks = '/v1/orders', garbledByFetch = false } = make();
    const server = await startServer(failures);
    const client = clientFor(adapter, { retries: 4, idempotent: true }, { baseURL: `${server.origin}/v1` });
    await client.request({ method: 'post', url: '/orders', ...config });

    expect(server.received).toHaveLength(5);
    const isDrawnByFetch = adapter === 'fetch' && config.data instanceof FormData;
    const [first, ...later] = server.received.map((call) => wire(call, isDrawnByFetch));
    for (const attempt of later) expect(attempt).toEqual(first);

    expect(server.received[0]?.isWhole).toBe(true);
    expect(decodeURI(server.received[0]?.url ?? '')).toContain(asks);
    if (sends !== undefined && !(garbledByFetch && adapter === 'fetch')) {
      expect(server.received[0]?.body.includes(Buffer.from(sends))).toBe(true);
    }
  });

  it('with postForm', async () => {
    const server = await startServer(failures);
    const client = clientFor(adapter, { retries: 4, idempotent: true }, { baseURL: server.origin });
    await client.postForm('/orders', { a: 'ż', list: [1, 2], file: Buffer.from(BYTES) });
    const [first, ...later] = server.received.map((call) => wire(call));
    expect(later).toHaveLength(4);
    for (const attempt of later) expect(attempt).toEqual(first);
    if (adapter === 'http') expect(server.received[0]?.body.includes(Buffer.from(BYTES))).toBe(true);
  });

  it.each(Object.entries(CASES))(
    'and the first is what axios sends without the plugin: %s',
    async (_name, make) => {
      const server = await startServer();
      const bare = axios.create({ adapter, proxy: false, baseURL: server.origin });
      const client = clientFor(adapter, {}, { baseURL: server.origin });
      for (const instance of [bare, client]) {
        await instance.request({ method: 'post', url: '/orders', ...make().config });
      }
      const [without, withPlugin] = server.received.map((call) => wire(call, true));
      // The plugin's boundary has a length of its own.
      const hasBoundary = JSON.stringify(without).includes('multipart/form-data; boundary=');
      const comparable = (attempt: object | undefined): string =>
        JSON.stringify(attempt).replace(hasBoundary ? /("content-length",)"\d+"/i : '', '$1');
      expect(comparable(withPlugin)).toBe(comparable(without));
    },
  );

  it("and the caller's config and body are left as they were", async () => {
    const server = await startServer(failures);
    const data = { list: [1], nested: { a: 'b' } };
    const headers = { 'X-Own': '1' };
    const config: AxiosRequestConfig = {
      method: 'put',
      url: server.origin,
      data,
      headers,
      params: { a: [1] },
    };
    const before = JSON.stringify(config);
    await clientFor(adapter, { retries: 4 }).request(config);
    expect(server.received).toHaveLength(5);
    expect(JSON.stringify(config)).toBe(before);
    expect(config.data).toBe(data);
    expect(config.headers).toBe(headers);
  });

  describe.each<[string, RetryOptions]>([
    ['without a hook', {}],
    ['past a hook', { onRetry: () => undefined }],
  ])('and what the caller changes in the meantime does not reach a later attempt, %s', (_hook, options) => {
    /** Sends a request, and changes something as soon as its first attempt has come. */
    async function sentAround(change: () => void, config: AxiosRequestConfig): Promise<Received[]> {
      const server = await startServer(() => {
        change();
        return status(503);
      });
      const client = clientFor(adapter, options, { baseURL: server.origin });
      await errorOf(client.request({ method: 'put', ...config }));
      expect(server.received).toHaveLength(3);
      return [...server.received];
    }

    it.each(Object.entries(CHANGING))('in %s', async (_name, make) => {
      const { data, change, text, headers } = make();
      const received = await sentAround(change, { data, headers });
      expect(received.map((call) => call.body.toString())).toEqual([text, text, text]);
    });

    it('in a date among the parameters', async () => {
      const since = new Date(0);
      const change = (): unknown => since.setTime(1);
      const received = await sentAround(change, { method: 'get', params: { since } });
      const urls = received.map(({ url }) => decodeURIComponent(url));
      expect(urls).toEqual(Array(3).fill('/?since=1970-01-01T00:00:00.000Z'));
    });
  });

  it('nor does a change of a date, in a body that an inner interceptor gets', async () => {
    const server = await startServer([status(503)]);
    const client = axios.create({ adapter, proxy: false });
    const data = { due: new Date(0) };
    client.interceptors.request.use((config) => config);
    const onRetry = (): void => {
      data.due.setTime(1);
    };
    axiosRetry(client, { ...QUICK, onRetry: onRetry });
    await client.put(server.origin, data);
    const text = '{"due":"1970-01-01T00:00:00.000Z"}';
    expect(server.received.map((call) => call.body.toString())).toEqual([text, text]);
  });

  it('unless a hook or an inner interceptor changes an instance of a class on purpose', async () => {
    const server = await startServer(() => status(503));
    const onRetry: RetryOptions['onRetry'] = (retryCount, _error, config) => {
      (config.data as Order).total = retryCount + 1;
    };
    const order = new Order();
    await errorOf(clientFor(adapter, { onRetry }).put(server.origin, order));
    const renewData: RetryOptions['renewData'] = ({ data }) =>
      Object.assign(new Order(), { total: (data as Order).total + 10 });
    await errorOf(clientFor(adapter, { renewData }).put(server.origin, order));
    const client = axios.create({ adapter, proxy: false });
    client.interceptors.request.use((config) => {
      const { total } = config.data as Order;
      return { ...config, data: { total: total + 100 } };
    });
    axiosRetry(client, QUICK);
    await errorOf(client.put(server.origin, order));
    const totals = server.received.map((call) => (JSON.parse(call.body.toString()) as Order).total);
    expect(totals).toEqual([1, 2, 3, 1, 11, 21, 101, 101, 101]);
  });
});

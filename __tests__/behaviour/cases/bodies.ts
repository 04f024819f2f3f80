import assert from 'node:assert/strict';
import type { AxiosRequestConfig } from 'axios';
import { resetAfterBody, startServer, status, type Received } from '../../http/scripted-server';
import { busy, clientFor, errorOf, onEachAdapter } from '../client';
import { behaviour, type Limit } from '../harness';
import { BLOB, NATIVE_FORM, URLENCODED_OBJECT } from '../limits';

const BYTES = Uint8Array.from({ length: 300 }, (_, n) => n % 256);

/** All that came over the wire. */
const wire = ({ method, url, rawHeaders, body }: Received): object => ({
  method,
  url,
  rawHeaders,
  body: body.toString('latin1'),
});

/** Sends a request whose first three attempts fail, and sees that what came was the same each time. */
async function sendsTheSame(
  { headers, ...config }: { headers?: Record<string, string> } & Omit<AxiosRequestConfig, 'headers'>,
  contains?: string | Uint8Array,
): Promise<void> {
  const server = await startServer([busy, resetAfterBody, status(429)]);
  await clientFor({ idempotent: true }).request({
    method: 'post',
    url: `${server.origin}/orders`,
    params: { q: 'a & b', list: [1, 2] },
    ...config,
    headers: { 'X-Own': 'own', ...headers },
  });
  const [first, ...later] = server.received;
  assert.ok(first?.isWhole);
  assert.equal(later.length, 3);
  for (const attempt of later) assert.deepEqual(wire(attempt), wire(first));
  if (contains !== undefined) assert.ok(first.body.includes(Buffer.from(contains)), first.body.toString());
}

interface Body {
  readonly data: () => unknown;
  readonly contains?: string | Uint8Array;
  readonly type?: string;
  readonly limits?: readonly Limit[];
}

const BODIES: Readonly<Record<string, Body>> = {
  'a JSON object': {
    data: () => ({ name: 'Żółć 🚲', lines: [{ sku: 1 }, null] }),
    contains: '"name":"Żółć 🚲"',
  },
  'a string': { data: () => 'naïve 🚲', contains: 'naïve 🚲' },
  'a Buffer': { data: () => Buffer.from(BYTES), contains: BYTES },
  'an ArrayBuffer': { data: () => BYTES.slice().buffer, contains: BYTES },
  'a URLSearchParams': { data: () => new URLSearchParams({ a: '1 + 1' }), contains: 'a=1+%2B+1' },
  'an object as urlencoded': {
    data: () => ({ a: [1, 2], b: { c: 'd' } }),
    type: 'application/x-www-form-urlencoded',
    contains: 'b%5Bc%5D=d',
    limits: [URLENCODED_OBJECT],
  },
  'an object as multipart': {
    data: () => ({ name: 'Żółć', lines: [1, 2] }),
    type: 'multipart/form-data',
    contains: 'Żółć',
  },
  'a native form': {
    data: () => {
      const form = new FormData();
      form.append('name', 'Żółć');
      form.append('file', new Blob([BYTES], { type: 'image/png' }), 'a.png');
      return form;
    },
    contains: BYTES,
    limits: [NATIVE_FORM],
  },
  'a Blob': { data: () => new Blob([BYTES], { type: 'image/png' }), contains: BYTES, limits: [BLOB] },
};

for (const [name, { data, contains, type, limits = [] }] of Object.entries(BODIES)) {
  behaviour(
    `the last attempt sends the bytes of the first: ${name}`,
    () => sendsTheSame({ data: data(), ...(type && { headers: { 'Content-Type': type } }) }, contains),
    ...limits,
  );
}

behaviour('the last attempt sends the bytes of the first: a GET', () =>
  sendsTheSame({ method: 'get', headers: { 'X-Mixed-CASE': '1', Accept: 'text/plain', Cookie: 'a=1; b=2' } }),
);

onEachAdapter('the last attempt sends the JSON and the headers of the first', async (config) => {
  const server = await startServer([status(503), status(503)]);
  await clientFor({}, config).put(server.origin, { list: [1, 2] }, { headers: { 'X-Own': 'own' } });
  const [first, ...later] = server.received.map(wire);
  assert.equal(later.length, 2);
  for (const attempt of later) assert.deepEqual(attempt, first);
  assert.equal(server.received[0]?.body.toString(), '{"list":[1,2]}');
});

class Order {
  total = 1;
}

/** Bodies of which axios makes text, how their caller changes them after the call, and what is sent all the same. */
const CHANGED: Readonly<Record<string, () => readonly [data: unknown, change: () => unknown, text: string]>> =
  {
    'an instance of a class': () => {
      const order = new Order();
      return [order, () => order.total++, '{"total":1}'];
    },
    'an object that is a text in JSON': () => {
      let text = 'one';
      return [{ toJSON: () => text }, () => (text = 'two'), '"one"'];
    },
    'a date': () => {
      const date = new Date(0);
      return [date, () => date.setTime(1), '"1970-01-01T00:00:00.000Z"'];
    },
  };

for (const [name, make] of Object.entries(CHANGED)) {
  onEachAdapter(`what is changed after the call does not reach a retry: ${name}`, async (config) => {
    const [data, change, text] = make();
    const server = await startServer(() => {
      change();
      return busy;
    });
    await errorOf(clientFor({}, config).put(server.origin, data));
    assert.deepEqual(
      server.received.map(({ body }) => body.toString()),
      Array(4).fill(text),
    );
    const types = server.received.map(({ rawHeaders }) => rawHeaders.join().includes('application/json'));
    assert.deepEqual(types, Array(4).fill(true));
  });
}

behaviour('a transformRequest runs once on each body', async () => {
  const server = await startServer([status(503), status(503)]);
  const wrap = (data: unknown): string => JSON.stringify({ wrapped: data });
  await clientFor({}, { transformRequest: [wrap] }).put(server.origin, 'order');
  assert.deepEqual(
    server.received.map(({ body }) => body.toString()),
    Array(3).fill('{"wrapped":"order"}'),
  );
});

behaviour("the caller's config is left as it was", async () => {
  const server = await startServer([status(503)]);
  const config = { method: 'put', url: server.origin, data: { list: [1] }, headers: { 'X-Own': '1' } };
  const before = structuredClone(config);
  await clientFor().request(config);
  assert.equal(server.received.length, 2);
  assert.deepEqual(config, before);
});

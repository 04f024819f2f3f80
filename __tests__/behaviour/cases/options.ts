import assert from 'node:assert/strict';
import axios from 'axios';
import axiosRetryByDefault, { axiosRetry, type RetryOptions } from '../../../lib';
import { startServer, status } from '../../http/scripted-server';
import { busy, bareClient, clientFor, errorOf, onEachAdapter, QUICK } from '../client';
import { behaviour } from '../harness';

behaviour("a request's own options go before those of the installation, for that request", async () => {
  const server = await startServer(Array(20).fill(busy));
  const client = clientFor({ retries: 3 });
  const sent = async (options: RetryOptions, method = 'get'): Promise<number> => {
    const before = server.received.length;
    await errorOf(client.request({ method, url: server.origin, 'axios-retry': options }));
    return server.received.length - before;
  };
  assert.equal(await sent({ retries: 1 }), 2);
  assert.equal(await sent({ retries: undefined }), 4);
  assert.equal(await sent({ retries: 0 }), 1);
  assert.equal(await sent({}, 'post'), 1);
  assert.equal(await sent({ idempotent: true }, 'post'), 4);
  assert.equal(await sent({ statuses: [[100, 502]] }), 1);
  assert.equal(await sent({ methods: ['post'] }), 1);
});

behaviour("an instance's defaults may carry options", async () => {
  const server = await startServer(Array(5).fill(busy));
  const client = clientFor({ retries: 3 });
  client.defaults['axios-retry'] = { retries: 1 };
  await errorOf(client.get(server.origin));
  assert.equal(server.received.length, 2);
});

onEachAdapter('a wrong option of a request rejects that call, and sends nothing', async (config) => {
  const server = await startServer();
  const client = clientFor({}, config);
  const wrong = { retries: -1 };
  const error = await errorOf(client.get(server.origin, { 'axios-retry': wrong }));
  assert.ok(error instanceof TypeError);
  assert.match(error.message, /retries.*-1/);
  assert.equal(server.received.length, 0);
  await client.get(server.origin);
  assert.equal(server.received.length, 1);
});

behaviour('a wrong installation throws, and leaves the instance alone', () => {
  const client = bareClient();
  const count = (): number => {
    let handlers = 0;
    const { request, response } = client.interceptors as unknown as Record<
      'request' | 'response',
      { forEach(visit: () => void): void }
    >;
    for (const list of [request, response]) list.forEach(() => handlers++);
    return handlers;
  };
  assert.throws(() => axiosRetry(undefined as never), /must be an axios instance/);
  assert.throws(() => axiosRetry({} as never), /must be an axios instance/);
  assert.throws(() => axiosRetry(client, { retryDelay: NaN }), { name: 'TypeError', message: /retryDelay/ });
  assert.equal(count(), 0);
  return Promise.resolve();
});

behaviour('an unknown option is warned of once, with the one that was meant', async () => {
  const server = await startServer();
  const lines: string[] = [];
  const misspelt: object = { retires: 3 };
  const client = clientFor({ ...misspelt, log: (line) => lines.push(line) });
  await client.get(server.origin, { 'axios-retry': misspelt });
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /"retires".*"retries"/);
});

behaviour('the default export is the same function', () => {
  assert.equal(axiosRetryByDefault, axiosRetry);
  return Promise.resolve();
});

behaviour('the static axios can be given retries, and be rid of them again', async () => {
  const server = await startServer([busy, busy, status(200), busy]);
  const installation = axiosRetry(axios, QUICK);
  try {
    await axios.get(server.origin, { proxy: false });
    assert.equal(server.received.length, 3);
    await axios({ url: server.origin, proxy: false, validateStatus: () => true });
    assert.equal(server.received.length, 4);
  } finally {
    installation.eject();
  }
  server.forget();
  await errorOf(axios.get(server.origin, { proxy: false }));
  assert.equal(server.received.length, 1);
});

behaviour('an axios.Axios object can be given retries', async () => {
  const server = await startServer([busy, busy]);
  const client = new axios.Axios({ ...axios.defaults, proxy: false, headers: {} });
  axiosRetry(client, QUICK);
  await client.get(server.origin);
  assert.equal(server.received.length, 3);
});

behaviour('after eject() new calls have no retries, and calls under way keep theirs', async () => {
  const server = await startServer([busy, busy, status(200), busy]);
  const client = bareClient();
  const { eject } = axiosRetry(client, {
    ...QUICK,
    onRetry: () => {
      eject();
    },
  });
  await client.get(server.origin);
  assert.equal(server.received.length, 3);
  await errorOf(client.get(server.origin));
  assert.equal(server.received.length, 4);
});

behaviour('two installations on one instance do not multiply retries', async () => {
  const server = await startServer(Array(30).fill(busy));
  const client = bareClient();
  axiosRetry(client, { ...QUICK, retries: 5 });
  axiosRetry(client, { ...QUICK, retries: 2 });
  await errorOf(client.get(server.origin));
  assert.equal(server.received.length, 3);
});

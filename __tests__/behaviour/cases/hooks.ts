import assert from 'node:assert/strict';
import { axiosRetry, getRetryState, type GiveUpEvent } from '../../../lib';
import { json, pause, resetAfterBody, startServer, status } from '../../http/scripted-server';
import { busy, bareClient, clientFor, errorOf, onEachAdapter, setHeader } from '../client';
import { behaviour } from '../harness';

onEachAdapter(
  'what onRetry changes in the config is sent, by that retry and those after it',
  async (config) => {
    const first = await startServer([busy]);
    const second = await startServer([busy, busy]);
    const onRetry = (
      retryCount: number,
      _error: unknown,
      next: { baseURL?: string; headers?: unknown },
    ): void => {
      if (retryCount > 1) return;
      next.baseURL = second.origin;
      setHeader(next, 'X-Retry', String(retryCount));
    };
    await clientFor({ onRetry }, { ...config, baseURL: first.origin }).get('/orders');
    assert.equal(first.received.length, 1);
    assert.equal(second.received.length, 3);
    for (const { rawHeaders, url } of second.received) {
      assert.equal(url, '/orders');
      const [value] = rawHeaders.filter((_text, index) => rawHeaders[index - 1]?.toLowerCase() === 'x-retry');
      assert.equal(value, '1');
    }
  },
);

behaviour('what onRetry throws ends the call', async () => {
  const server = await startServer([busy]);
  const onRetry = (): never => {
    throw new Error('enough');
  };
  assert.equal((await errorOf(clientFor({ onRetry }).get(server.origin))).message, 'enough');
  assert.equal(server.received.length, 1);
});

behaviour('onMaxRetryTimesExceeded is awaited, once, when the retries are used up', async () => {
  const server = await startServer([busy, busy, busy, status(404)]);
  const calls: unknown[] = [];
  const client = clientFor({
    retries: 2,
    onMaxRetryTimesExceeded: async ({ response }, retryCount) => {
      await pause(5);
      calls.push([response?.status, retryCount]);
    },
  });
  await errorOf(client.get(server.origin));
  assert.deepEqual(calls, [[503, 2]]);
  await errorOf(client.get(server.origin));
  assert.equal(calls.length, 1);
});

behaviour('onGiveUp is told of every call that fails', async () => {
  const server = await startServer([status(404), busy, busy]);
  const events: GiveUpEvent[] = [];
  const client = clientFor({ retries: 1, onGiveUp: (event) => void events.push(event) });
  await errorOf(client.get(`${server.origin}/a?secret=1`));
  await errorOf(client.get(`${server.origin}/b`));
  assert.deepEqual(
    events.map(({ method, url, status: code, reason, retryCount }) => ({
      method,
      url,
      code,
      reason,
      retryCount,
    })),
    [
      { method: 'GET', url: `${server.origin}/a`, code: 404, reason: 'notRetryable', retryCount: 0 },
      { method: 'GET', url: `${server.origin}/b`, code: 503, reason: 'retries', retryCount: 1 },
    ],
  );
});

onEachAdapter('retryCondition decides, sync or async, for a POST too', async (config) => {
  const conflict = status(409, { connection: 'close' });
  const server = await startServer([conflict, resetAfterBody, busy]);
  const client = clientFor(
    {
      retryCondition: (error) =>
        error.response?.status === 409 ? true : Promise.resolve(error.response ? undefined : true),
    },
    config,
  );
  const error = await errorOf(client.post(server.origin, 'order'));
  assert.equal(error.response?.status, 503);
  assert.equal(server.received.length, 3);
  assert.equal(getRetryState(error)?.stopReason, 'notIdempotent');
});

onEachAdapter('validateResponse makes a response a failure, or a success', async (config) => {
  const server = await startServer([json({ ready: false }), json({ ready: true }), status(404)]);
  const client = clientFor(
    {
      validateResponse: ({ data, status: code }) => code === 404 || (data as { ready: boolean }).ready,
      retryCondition: () => true,
    },
    config,
  );
  assert.deepEqual((await client.get<unknown>(server.origin)).data, { ready: true });
  assert.equal((await client.get(server.origin)).status, 404);
});

behaviour('each line goes to the console, without secrets', async () => {
  const server = await startServer([busy]);
  const client = bareClient();
  axiosRetry(client, { retryDelay: 1 });
  const { warn, info } = console;
  const lines: string[] = [];
  console.warn = (line: string) => lines.push(`warn: ${line}`);
  console.info = (line: string) => lines.push(`info: ${line}`);
  try {
    await client.get(`${server.origin}/orders?token=secret`);
  } finally {
    Object.assign(console, { warn, info });
  }
  assert.equal(lines.length, 2);
  assert.match(
    String(lines[0]),
    /^warn: GET http:\/\/127\.0\.0\.1:\d+\/orders failed: 503 Service Unavailable\. Retry 1 of 10 in 1 ms, [\d.]+ m?s elapsed\.$/,
  );
  assert.match(
    String(lines[1]),
    /^info: GET http:\/\/127\.0\.0\.1:\d+\/orders recovered after 1 retry, [\d.]+ m?s elapsed\.$/,
  );
});

behaviour('every event of a call has its number, which its configs have as well', async () => {
  const server = await startServer([busy, busy]);
  const numbers: unknown[] = [];
  const client = bareClient();
  client.interceptors.request.use((config) => {
    numbers.push(config['axios-retry']?.call);
    return config;
  });
  axiosRetry(client, { retryDelay: 1, log: (_line, event) => numbers.push(event.call) });
  await client.get(server.origin);
  assert.equal(numbers.length, 6);
  assert.equal(typeof numbers[0], 'number');
  assert.equal(new Set(numbers).size, 1);
});

behaviour('a hint says once why a POST is not retried', async () => {
  const server = await startServer([busy, busy]);
  const lines: string[] = [];
  const client = clientFor({ log: (line) => lines.push(line) });
  for (const body of ['a', 'b']) {
    const error = await errorOf(client.post(server.origin, body));
    assert.equal(getRetryState(error)?.stopReason, 'notIdempotent');
  }
  assert.equal(lines.length, 1);
  assert.match(String(lines[0]), /a POST is not retried: .* idempotent: true/);
});

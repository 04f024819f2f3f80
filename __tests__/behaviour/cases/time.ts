import assert from 'node:assert/strict';
import { getRetryState, noJitter, exponentialBackoff, retryPacer, type LogEvent } from '../../../lib';
import { drip, hang, startServer, status, type ScriptedServer } from '../../http/scripted-server';
import { busy, clientFor, errorOf, onEachAdapter } from '../client';
import { behaviour, LONG, withLimit } from '../harness';

/** The time between two calls as the server saw it. */
const gap = ({ received }: ScriptedServer, nth: number): number =>
  Number(received[nth]?.at) - Number(received[nth - 1]?.at);

// A timer of the runtime may fire up to a millisecond early.
const EARLY = 2;

behaviour('the waits are those of the backoff', async () => {
  const server = await startServer([busy, busy]);
  const backoff = exponentialBackoff({ initialDelay: 60, jitter: noJitter });
  await clientFor({ retryDelay: backoff }).get(server.origin);
  assert.ok(gap(server, 1) >= 60 - EARLY, String(gap(server, 1)));
  assert.ok(gap(server, 2) >= 120 - EARLY, String(gap(server, 2)));
});

onEachAdapter('the wait is no shorter than the server asks', async (config) => {
  const server = await startServer([
    status(429, { 'retry-after-ms': '150' }),
    status(503, { 'retry-after': '0' }),
  ]);
  const events: LogEvent[] = [];
  await clientFor({ log: (_line, event) => events.push(event) }, config).get(server.origin);
  assert.ok(gap(server, 1) >= 150 - EARLY, String(gap(server, 1)));
  const [first] = events;
  assert.ok(first?.type === 'retry');
  assert.equal(first.retryAfter, 150);
});

behaviour('a wait longer than maxRetryAfter ends the call at once', async () => {
  const server = await startServer([status(503, { 'retry-after': '10000000' })]);
  const error = await errorOf(clientFor().get(server.origin));
  assert.equal(error.response?.status, 503);
  assert.equal(getRetryState(error)?.stopReason, 'maxRetryAfter');
  assert.equal(server.received.length, 1);
});

onEachAdapter('maxElapsedTime cuts a first attempt that hangs', async (config) => {
  await withLimit(async (limit) => {
    const server = await startServer([hang]);
    const error = await errorOf(clientFor({ maxElapsedTime: limit }, config).get(server.origin));
    assert.equal(error.code, 'ECONNABORTED');
    assert.equal(error.message, `maxElapsedTime of ${limit} ms exceeded`);
    assert.equal(getRetryState(error)?.stopReason, 'maxElapsedTime');
    assert.equal(server.received.length, 1);
    await server.aborted();
  });
});

onEachAdapter('maxElapsedTime cuts a later attempt, and the call ends with the last answer', (config) =>
  withLimit(async (limit) => {
    const server = await startServer([busy, hang]);
    const error = await errorOf(clientFor({ maxElapsedTime: limit }, config).get(server.origin));
    assert.equal(error.response?.status, 503);
    assert.equal(getRetryState(error)?.stopReason, 'maxElapsedTime');
    assert.equal(server.received.length, 2);
    await server.aborted();
  }),
);

onEachAdapter('maxElapsedTime cuts an answer that does not end', async (config) => {
  await withLimit(async (limit) => {
    const server = await startServer([drip]);
    const error = await errorOf(clientFor({ maxElapsedTime: limit }, config).get(server.origin));
    assert.equal(error.code, 'ECONNABORTED');
    assert.equal(server.received.length, 1);
    await server.aborted();
  });
});

behaviour('a wait that would end after maxElapsedTime is not begun', async () => {
  const server = await startServer([busy]);
  const options = { maxElapsedTime: LONG, retryDelay: LONG + 1000 };
  const error = await errorOf(clientFor(options).get(server.origin));
  assert.equal(error.response?.status, 503);
  assert.equal(server.received.length, 1);
});

behaviour('with shouldResetTimeout: false the timeout is for the whole call', async () => {
  await withLimit(async (limit) => {
    const server = await startServer([busy, hang]);
    const options = { shouldResetTimeout: false, retryDelay: limit / 2 };
    const error = await errorOf(clientFor(options, { timeout: limit }).get(server.origin));
    const { attempts = [], stopReason } = getRetryState(error) ?? {};
    assert.equal(stopReason, 'timeout');
    assert.equal(server.received.length, 2);
    // What the wait has left of it, give or take what axios takes to see that it is over.
    const { duration = NaN } = attempts[1] ?? {};
    assert.ok(duration < limit * 0.9, String(duration));
  });
});

onEachAdapter(
  'new calls wait while the server asks for patience, if the pacer holds them',
  async (config) => {
    const server = await startServer([status(429, { 'retry-after-ms': '300' })]);
    const pacer = retryPacer({ holdNewCalls: true });
    const client = clientFor({ pacer, retries: 0 }, config);
    await errorOf(client.get(`${server.origin}/limit`));
    const held = [client.get(`${server.origin}/held`), client.post(`${server.origin}/held`, { n: 1 })];
    // Cancelled before the time is over, on any machine.
    const controller = new AbortController();
    const cancelled = errorOf(client.get(`${server.origin}/cancelled`, { signal: controller.signal }));
    controller.abort();
    assert.equal((await cancelled).code, 'ERR_CANCELED');
    await client.get(`${server.origin}/free`, { 'axios-retry': { pacer: null } });
    await Promise.all(held);
    const urls = server.received.map(({ url }) => url);
    assert.deepEqual([...urls].sort(), ['/free', '/held', '/held', '/limit']);
    assert.equal(urls[0], '/limit');
    const [first, ...others] = server.received.filter(({ url }) => url !== '/free');
    for (const { at } of others)
      assert.ok(at - Number(first?.at) >= 300 - EARLY, String(at - Number(first?.at)));
    assert.ok(server.received.some(({ body }) => body.toString() === '{"n":1}'));
  },
);

behaviour('a held call ends with the timeout error of axios, and wrong options with their own', async () => {
  const server = await startServer([status(503, { 'retry-after': '100' })]);
  const pacer = retryPacer({ holdNewCalls: true });
  const client = clientFor({ pacer, retries: 0, maxElapsedTime: 1 });
  await errorOf(client.get(server.origin, { 'axios-retry': { maxElapsedTime: Infinity } }));
  const error = await errorOf(client.get(server.origin));
  assert.equal(error.code, 'ECONNABORTED');
  assert.equal(error.message, 'maxElapsedTime of 1 ms exceeded');
  const wrong = await errorOf(client.get(server.origin, { 'axios-retry': { pacer } }));
  assert.ok(wrong instanceof TypeError);
  assert.match(wrong.message, /holdNewCalls/);
  assert.equal(server.received.length, 1);
});

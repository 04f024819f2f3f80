import assert from 'node:assert/strict';
import { getRetryState, noJitter, exponentialBackoff, type LogEvent } from '../../../lib';
import { drip, hang, startServer, status, type ScriptedServer } from '../../http/scripted-server';
import { busy, clientFor, errorOf, onEachAdapter } from '../client';
import { behaviour } from '../harness';

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
  const server = await startServer([hang]);
  const error = await errorOf(clientFor({ maxElapsedTime: 150 }, config).get(server.origin));
  assert.equal(error.code, 'ECONNABORTED');
  assert.equal(error.message, 'maxElapsedTime of 150 ms exceeded');
  assert.equal(getRetryState(error)?.stopReason, 'maxElapsedTime');
  await server.aborted();
  assert.equal(server.received.length, 1);
});

onEachAdapter(
  'maxElapsedTime cuts a later attempt, and the call ends with the last answer',
  async (config) => {
    const server = await startServer([busy, hang]);
    const error = await errorOf(clientFor({ maxElapsedTime: 300 }, config).get(server.origin));
    assert.equal(error.response?.status, 503);
    assert.equal(getRetryState(error)?.stopReason, 'maxElapsedTime');
    await server.aborted();
    assert.equal(server.received.length, 2);
  },
);

onEachAdapter('maxElapsedTime cuts an answer that does not end', async (config) => {
  const server = await startServer([drip]);
  const error = await errorOf(clientFor({ maxElapsedTime: 200 }, config).get(server.origin));
  assert.equal(error.code, 'ECONNABORTED');
  await server.aborted();
});

behaviour('a wait that would end after maxElapsedTime is not begun', async () => {
  const server = await startServer([busy]);
  const startedAt = performance.now();
  const error = await errorOf(clientFor({ maxElapsedTime: 5000, retryDelay: 6000 }).get(server.origin));
  assert.ok(performance.now() - startedAt < 4000);
  assert.equal(error.response?.status, 503);
  assert.equal(server.received.length, 1);
});

behaviour('with shouldResetTimeout: false the timeout is for the whole call', async () => {
  const server = await startServer([busy, hang]);
  const startedAt = performance.now();
  const client = clientFor({ shouldResetTimeout: false, retryDelay: 300 }, { timeout: 600 });
  await errorOf(client.get(server.origin));
  assert.ok(performance.now() - startedAt < 800, String(performance.now() - startedAt));
  assert.equal(server.received.length, 2);
});

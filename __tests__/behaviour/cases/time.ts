import assert from 'node:assert/strict';
import { getRetryState, noJitter, exponentialBackoff, type LogEvent } from '../../../lib';
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

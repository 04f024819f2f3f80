import assert from 'node:assert/strict';
import axios from 'axios';
import { axiosRetry, getRetryState } from '../../../lib';
import { hang, refusedPort, resetAfterBody, startServer, status } from '../../http/scripted-server';
import { busy, bareClient, clientFor, errorOf, onEachAdapter, QUICK } from '../client';
import { behaviour, LONG } from '../harness';
import { CANCELLED_CONFIG } from '../limits';

onEachAdapter('getRetryState tells of each attempt', async (config) => {
  const server = await startServer([busy, resetAfterBody]);
  const response = await clientFor({ retryDelay: 5 }, config).get(server.origin);
  const state = getRetryState(response);
  assert.ok(state);
  assert.equal(state.retries, 3);
  assert.equal(state.retryCount, 2);
  assert.equal(state.stopReason, undefined);
  assert.deepEqual(
    state.attempts.map((attempt) => [attempt.status, attempt.delay]),
    [
      [503, 0],
      [undefined, 5],
      [200, 5],
    ],
  );
  assert.ok(state.attempts[1]?.code);
  assert.ok(state.elapsed >= 9);
  assert.equal(getRetryState(await bareClient(config).get(server.origin)), undefined);
});

behaviour("retryCount is on config['axios-retry'] during a call and after it", async () => {
  const server = await startServer(Array(4).fill(busy));
  const client = bareClient();
  const seen: unknown[] = [];
  client.interceptors.request.use((config) => {
    seen.push(config['axios-retry']?.retryCount);
    return config;
  });
  axiosRetry(client, QUICK);
  const startedAt = Date.now();
  const error = await errorOf(client.get(server.origin));
  assert.deepEqual(seen, [0, 1, 2, 3]);
  const progress = error.config?.['axios-retry'];
  assert.equal(progress?.retryCount, 3);
  assert.ok(Number(progress.lastRequestTime) >= startedAt);
});

onEachAdapter('an error can be made JSON of, and looked at', async (config) => {
  const server = await startServer(Array(2).fill(busy));
  const port = await refusedPort();
  for (const url of [server.origin, `http://127.0.0.1:${port}`]) {
    const error = await errorOf(clientFor({ retries: 1 }, config).get(url));
    assert.ok(axios.isAxiosError(error));
    const made = JSON.parse(JSON.stringify(error)) as { config: Record<string, unknown> };
    assert.equal((made.config['axios-retry'] as { retryCount: number }).retryCount, 1);
    assert.ok(error.toJSON());
  }
});

onEachAdapter(
  'a call that was cancelled has its state, and onGiveUp is told',
  async (config) => {
    const server = await startServer([hang, busy]);
    // In the first attempt, and in the first wait.
    for (const attempts of [0, 1]) {
      const controller = new AbortController();
      const reasons: string[] = [];
      const client = clientFor(
        { retryDelay: LONG, onGiveUp: ({ reason }) => void reasons.push(reason) },
        config,
      );
      const call = errorOf(client.get(server.origin, { signal: controller.signal }));
      await server.whole(1 + attempts);
      setTimeout(() => {
        controller.abort();
      }, 100);
      const state = getRetryState(await call);
      assert.equal(state?.stopReason, 'cancelled');
      assert.equal(state.attempts.length, 1);
      assert.deepEqual(reasons, ['cancelled']);
    }
  },
  CANCELLED_CONFIG,
);

behaviour('calls that share one config object do not share their retries', async () => {
  const server = await startServer(({ url }) => (url === '/never' ? busy : status(200)));
  const client = clientFor();
  const config = { url: `${server.origin}/never` };
  const errors = await Promise.all(Array.from({ length: 5 }, () => errorOf(client.request(config))));
  assert.equal(server.received.length, 20);
  for (const error of errors) assert.equal(getRetryState(error)?.retryCount, 3);
});

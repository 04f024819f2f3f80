import assert from 'node:assert/strict';
import axios, { type AxiosRequestConfig } from 'axios';
import { getRetryState } from '../../../lib';
import {
  cutChunked,
  cutShort,
  hang,
  json,
  refusedPort,
  resetAfterBody,
  startServer,
  status,
} from '../../http/scripted-server';
import { busy, clientFor, errorOf, onEachAdapter } from '../client';
import { behaviour, withLimit } from '../harness';
import { FETCH_ADAPTER } from '../limits';

onEachAdapter('a GET is sent until the server works, and no longer', async (config) => {
  const server = await startServer([busy, status(429), status(500), json({ id: 7 })]);
  const response = await clientFor({}, config).get<unknown>(server.origin);
  assert.deepEqual(response.data, { id: 7 });
  assert.equal(server.received.length, 4);
});

onEachAdapter('a call ends with the last HTTP error when its retries are used up', async (config) => {
  const server = await startServer([busy, busy, status(502, {}, 'the last'), json('too late')]);
  const error = await errorOf(clientFor({ retries: 2 }, config).get(server.origin));
  assert.ok(axios.isAxiosError(error));
  assert.equal(error.response?.status, 502);
  assert.equal(error.response.data, 'the last');
  assert.equal(server.received.length, 3);
  assert.equal(getRetryState(error)?.stopReason, 'retries');
});

onEachAdapter('a status that no retry would mend is final', async (config) => {
  for (const code of [400, 404, 501]) {
    const server = await startServer([status(code)]);
    const error = await errorOf(clientFor({}, config).get(server.origin));
    assert.equal(error.response?.status, code);
    assert.equal(server.received.length, 1);
  }
});

onEachAdapter('a POST that may have been done is sent once', async (config) => {
  for (const failure of [busy, resetAfterBody, cutShort, hang]) {
    await withLimit(async (timeout) => {
      const server = await startServer([failure]);
      const error = await errorOf(clientFor({}, { ...config, timeout }).post(server.origin, { id: 7 }));
      assert.equal(server.received.length, 1);
      assert.equal(getRetryState(error)?.stopReason, 'notIdempotent');
    });
  }
});

async function findsNobodyAtFirst(config: AxiosRequestConfig): Promise<void> {
  const port = await refusedPort();
  const started: ReturnType<typeof startServer>[] = [];
  const onRetry = async (retryCount: number): Promise<void> => {
    if (retryCount === 2) started.push(startServer([], port));
    await Promise.all(started);
  };
  const response = await clientFor({ onRetry }, config).post(`http://127.0.0.1:${port}/orders`, { id: 7 });
  const [server] = await Promise.all(started);
  assert.equal(server?.received.length, 1);
  assert.equal(server.received[0]?.body.toString(), '{"id":7}');
  assert.equal(getRetryState(response)?.retryCount, 2);
}

const NOBODY = 'a POST that found nobody listening is sent again';
behaviour(NOBODY, () => findsNobodyAtFirst({}));
// A redirect may have led there, and the first server may have done what was asked.
behaviour(
  'a POST that found nobody listening is sent once, with fetch',
  async () => {
    const url = `http://127.0.0.1:${await refusedPort()}/orders`;
    const error = await errorOf(clientFor({}, { adapter: 'fetch' }).post(url, { id: 7 }));
    assert.equal(getRetryState(error)?.retryCount, 0);
  },
  FETCH_ADAPTER,
);

onEachAdapter(
  'a GET whose connection was lost or whose answer was cut short is sent again',
  async (config) => {
    const server = await startServer([resetAfterBody, cutShort, cutChunked]);
    const response = await clientFor({}, config).get<unknown>(server.origin);
    assert.deepEqual(response.data, { call: 4 });
  },
);

onEachAdapter('a timeout is for each attempt, and a GET is sent again after it', async (config) => {
  await withLimit(async (timeout) => {
    const server = await startServer([hang, hang]);
    const response = await clientFor({}, { ...config, timeout }).get<unknown>(server.origin);
    assert.deepEqual(response.data, { call: 3 });
  });
});

onEachAdapter('a body that is no JSON is final', async (config) => {
  const server = await startServer([status(200, { 'content-type': 'application/json' }, '{"half":')]);
  const client = clientFor(
    {},
    { ...config, responseType: 'json', transitional: { silentJSONParsing: false } },
  );
  await errorOf(client.get(server.origin));
  assert.equal(server.received.length, 1);
});

onEachAdapter('an Idempotency-Key makes a POST safe to send again', async (config) => {
  const server = await startServer([busy, resetAfterBody]);
  await clientFor({}, config).post(server.origin, 'pay', { headers: { 'idempotency-key': 'k' } });
  assert.equal(server.received.length, 3);
});

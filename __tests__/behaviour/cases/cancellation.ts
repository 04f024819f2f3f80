import assert from 'node:assert/strict';
import axios, { type AxiosRequestConfig } from 'axios';
import { hang, pause, startServer } from '../../http/scripted-server';
import { busy, clientFor, errorOf, onEachAdapter } from '../client';
import { LONG } from '../harness';

/** Both ways to cancel a call, each with a function that does it. */
const WAYS: Readonly<Record<string, () => { config: AxiosRequestConfig; cancel: () => void }>> = {
  signal: () => {
    const controller = new AbortController();
    return {
      config: { signal: controller.signal },
      cancel: () => {
        controller.abort();
      },
    };
  },
  cancelToken: () => {
    const { token, cancel } = axios.CancelToken.source();
    return { config: { cancelToken: token }, cancel };
  },
};

for (const [way, make] of Object.entries(WAYS)) {
  onEachAdapter(`${way}: a call that was cancelled before sends nothing`, async (adapter) => {
    const server = await startServer();
    const { config, cancel } = make();
    cancel();
    const error = await errorOf(clientFor({}, adapter).get(server.origin, config));
    assert.ok(axios.isCancel(error));
    assert.equal(server.received.length, 0);
  });

  onEachAdapter(`${way}: an attempt that is cancelled is the last`, async (adapter) => {
    const server = await startServer([busy, hang]);
    const { config, cancel } = make();
    const call = errorOf(clientFor({}, adapter).get(server.origin, config));
    await server.whole(2);
    cancel();
    assert.ok(axios.isCancel(await call));
    await server.aborted();
    assert.equal(server.received.length, 2);
  });

  onEachAdapter(`${way}: a wait ends as soon as it is cancelled`, async (adapter) => {
    const server = await startServer([busy]);
    const { config, cancel } = make();
    const client = clientFor({ retryDelay: LONG, onRetry: () => void setTimeout(cancel, 50) }, adapter);
    const error = await errorOf(client.get(server.origin, config));
    assert.ok(axios.isCancel(error));
    await pause(20);
    assert.equal(server.received.length, 1);
  });
}

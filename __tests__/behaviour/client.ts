import assert from 'node:assert/strict';
import axios, {
  type AxiosError,
  type AxiosHeaders,
  type AxiosInstance,
  type AxiosRequestConfig,
} from 'axios';
import { axiosRetry, type RetryOptions } from '../../lib';
import { status } from '../http/scripted-server';
import { behaviour, type Limit } from './harness';
import { FETCH_ADAPTER } from './limits';

/**
 * Fails with 503, and closes the connection. Deno, and Bun's fetch, send a request by themselves once more when a
 * connection breaks that was used before: https://github.com/denoland/deno/issues/36786.
 */
export const busy = status(503, { connection: 'close' }, 'busy');

/** An axios instance without the plugin. */
// A proxy that the machine's environment names must not come between.
export const bareClient = (config: AxiosRequestConfig = {}): AxiosInstance =>
  axios.create({ proxy: false, ...config });

/** Few retries, hardly any wait, and no log. */
export const QUICK: RetryOptions = { retries: 3, retryDelay: 1, log: false };

/** An axios instance with the plugin. */
export function clientFor(options: RetryOptions = {}, config: AxiosRequestConfig = {}): AxiosInstance {
  const client = bareClient(config);
  axiosRetry(client, { ...QUICK, ...options });
  return client;
}

/**
 * Adds a case once for the adapter that axios chooses by itself, which is http in every runtime with a `process`,
 * and once for fetch.
 *
 * @param run gets the config that chooses the adapter.
 */
export function onEachAdapter(
  name: string,
  run: (config: AxiosRequestConfig) => Promise<void>,
  ...limits: Limit[]
): void {
  behaviour(name, () => run({}), ...limits);
  behaviour(`${name}, with fetch`, () => run({ adapter: 'fetch' }), FETCH_ADAPTER, ...limits);
}

/** The error that a call rejects with. */
export async function errorOf(call: Promise<unknown>): Promise<AxiosError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  assert.ok(outcome, 'The call should have failed');
  return outcome.error as AxiosError;
}

/** Sets a request header on every version of axios: before 1.0 they are a plain object. */
export function setHeader(config: { headers?: unknown }, name: string, value: string): void {
  if (config.headers instanceof Object && 'set' in config.headers) {
    (config.headers as AxiosHeaders).set(name, value);
  } else (config.headers as Record<string, string>)[name] = value;
}

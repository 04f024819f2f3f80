import axios, { AxiosError, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import {
  axiosRetry,
  getRetryState,
  type RetryInstallation,
  type RetryOptions,
  type RetryState,
} from '../../lib';

/** A status, or a code of an error without an answer. */
export type Outcome = number | string;

/** What axios would make of an outcome of a request. */
export function outcomeOf(
  config: InternalAxiosRequestConfig,
  outcome: Outcome,
  headers: Record<string, string> = {},
): Promise<never> {
  if (typeof outcome === 'string') return Promise.reject(new AxiosError('no answer', outcome, config, {}));
  const response = { status: outcome, statusText: '', data: { n: 1 }, headers, config };
  if (outcome < 300) return Promise.resolve(response as never);
  const message = `Request failed with status code ${outcome}`;
  return Promise.reject(new AxiosError(message, 'ERR_BAD_RESPONSE', config, {}, response as never));
}

export interface TestClient extends RetryInstallation {
  readonly client: AxiosInstance;
  /** When each attempt was sent, in milliseconds since the client was made. */
  readonly sent: number[];
  readonly configs: InternalAxiosRequestConfig[];
  readonly lines: string[];
}

/** The plugin, with waits of a second, before a server in memory that answers with each outcome in turn. */
export function clientWith(
  outcomes: readonly Outcome[],
  options: RetryOptions = {},
  inner: (client: AxiosInstance) => void = () => undefined,
): TestClient {
  const [sent, configs, lines]: [number[], InternalAxiosRequestConfig[], string[]] = [[], [], []];
  const begun = performance.now();
  const client = axios.create({
    baseURL: 'https://api.example.com',
    adapter: (config) => {
      const outcome = outcomes[Math.min(sent.length, outcomes.length - 1)] ?? 200;
      sent.push(performance.now() - begun);
      configs.push(config);
      return outcomeOf(config, outcome);
    },
  });
  inner(client);
  const installation = axiosRetry(client, {
    retryDelay: 1000,
    log: (message) => lines.push(message),
    ...options,
  });
  return { client, sent, configs, lines, ...installation };
}

/** What a call rejects with. */
export const rejectionOf = (call: Promise<unknown>): Promise<AxiosError> =>
  call.then(
    () => {
      throw new Error('expected a rejection');
    },
    (error: unknown) => error as AxiosError,
  );

/** Lets a call run to its end in fake time, and says how it ended. */
export async function run(
  call: Promise<unknown>,
): Promise<{ outcome: unknown; state: RetryState | undefined }> {
  const ended = call.catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(1_000_000);
  const outcome = await ended;
  return { outcome, state: getRetryState(outcome) };
}

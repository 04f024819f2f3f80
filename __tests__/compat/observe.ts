import axios, {
  AxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import * as axiosRetry from 'axios-retry';
import * as axiosBackoff from '../../lib';
import * as entry from '../../lib/axios-retry';
import { inFakeTime } from '../http/fake-time';
import { hang, isHanging, resetAfterBody, startServer, status, type Behaviour } from '../http/server';

/** The options that both plugins know. */
export type Options = axiosRetry.IAxiosRetryConfig;

/** One of the two plugins under comparison. */
export interface Subject {
  readonly name: 'theirs' | 'ours';
  readonly install: (client: AxiosInstance, options?: Options) => axiosRetry.IAxiosRetryReturn;
  readonly functions: Pick<
    typeof axiosRetry,
    | 'default'
    | 'namespace'
    | 'isNetworkError'
    | 'isRetryableError'
    | 'isSafeRequestError'
    | 'isIdempotentRequestError'
    | 'isNetworkOrIdempotentRequestError'
    | 'exponentialDelay'
    | 'linearDelay'
    | 'retryAfter'
    | 'DEFAULT_OPTIONS'
  >;
}

export const THEIRS: Subject = { name: 'theirs', install: axiosRetry.default, functions: axiosRetry };
export const OURS: Subject = {
  name: 'ours',
  install: (client, options) => axiosBackoff.axiosRetry(client, { ...axiosBackoff.axiosRetryV4, ...options }),
  functions: axiosBackoff,
};

/** This package's entry that is axios-retry. */
export const ENTRY: Subject = { name: 'ours', install: entry.default, functions: entry };

/** How one attempt ends: with a status, with more of an answer, or on the way. */
export type Step =
  | number
  | 'reset'
  | 'hang'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** An error of the adapter, for what no server on this machine can bring about. */
  | { readonly code: string | undefined };

type Note = (text: string) => void;

export interface Scenario {
  readonly name: string;
  readonly method: string;
  /** The attempts in turn; 200 after them. */
  readonly steps: readonly Step[];
  readonly options?: (functions: Subject['functions'], note: Note) => Options;
  readonly request?: AxiosRequestConfig;
  /** Before the plugin is installed. */
  readonly inner?: (client: AxiosInstance, note: Note) => void;
  /** After it. */
  readonly outer?: (client: AxiosInstance, note: Note) => void;
  /** What is done with the client in place of one call. */
  readonly act?: (
    client: AxiosInstance,
    request: AxiosRequestConfig,
    name: Subject['name'],
  ) => Promise<unknown>;
  /** Whether the options are given as they are: then the hooks are not noted down. */
  readonly isPlain?: boolean;
  /** Whether it is played in fake time, as all with a timeout are. */
  readonly isTimed?: boolean;
}

/** All that can be seen of a call from outside. */
export interface Observation {
  /** The requests as the server received them, or the adapter where there was no server. */
  readonly sends: readonly Send[];
  /** The hooks in the order in which they were called, each with its arguments. */
  readonly hooks: readonly unknown[];
  readonly outcome: Outcome;
  readonly notes: readonly string[];
  /** How many request and response handlers the installation added. */
  readonly handlers: readonly [number, number];
}

interface Send {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The timeout that the attempt was sent with: as given, or what is left of it. */
  readonly timeout: 'none' | 'whole' | 'rest';
}

interface Outcome {
  readonly resolved?: unknown;
  readonly rejected?: unknown;
  readonly status?: number;
  readonly data?: unknown;
  readonly retries?: number;
  readonly retryCount?: number;
  readonly hasTime?: boolean;
}

const isCode = (step: Step): step is { readonly code: string | undefined } =>
  typeof step === 'object' && 'code' in step;

function behaviourOf(step: Step): Behaviour {
  if (step === 'reset') return resetAfterBody;
  if (step === 'hang') return hang;
  if (typeof step === 'number') return status(step, { 'content-type': 'application/json' }, `{"is":${step}}`);
  if (isCode(step)) throw new Error('An error code is none of a server’s answers');
  return status(step.status, { 'content-type': 'application/json', ...step.headers }, step.body);
}

/** Stands for the network where there can be no server. */
function adapterFor(steps: readonly Step[]): (config: InternalAxiosRequestConfig) => Promise<AxiosResponse> {
  const left = [...steps];
  return (config) => {
    const step = left.shift() ?? 200;
    if (isCode(step)) return Promise.reject(new AxiosError('failed', step.code, config, {}));
    const code = Number(step);
    const response = {
      status: code,
      statusText: '',
      headers: {},
      config,
      request: {},
      data: `{"is":${code}}`,
    };
    return config.validateStatus?.(code)
      ? Promise.resolve(response)
      : Promise.reject(
          new AxiosError(`Request failed with status code ${code}`, undefined, config, {}, response),
        );
  };
}

// What is left of a timeout and the server's port differ from run to run.
const steady = (text: string): string => text.replace(/\d+ms/, 'Tms').replace(/127\.0\.0\.1:\d+/, 'server');

/** What can be compared of a value that a hook is given. */
function summary(value: unknown): unknown {
  if (axios.isAxiosError(value)) {
    const { code, response, message } = value;
    return { error: steady(message), code, status: response?.status };
  }
  if (typeof value !== 'object' || !value) return value;
  if ('status' in value) {
    const { status: code, data } = value as AxiosResponse;
    return { status: code, data };
  }
  const { method, url, baseURL, params, headers, timeout } = value as AxiosRequestConfig;
  const { retries, retryCount } = (value as AxiosRequestConfig)['axios-retry'] ?? {};
  const accept = (headers as { Accept?: unknown } | undefined)?.Accept;
  return {
    method,
    url,
    baseURL: steady(String(baseURL)),
    params,
    accept,
    hasTimeout: Boolean(timeout),
    retries,
    retryCount,
  };
}

const HOOKS = [
  'retryCondition',
  'retryDelay',
  'onRetry',
  'onMaxRetryTimesExceeded',
  'validateResponse',
] as const;

/** The options with each hook noted down when it is called; those that are not named there are taken from `base`. */
function watched(options: Options, base: Options, hooks: unknown[]): Options {
  const watching: Record<string, unknown> = { ...options };
  for (const name of HOOKS) {
    const hook = (options[name] ?? base[name]) as ((...args: unknown[]) => unknown) | null | undefined;
    if (!hook) continue;
    watching[name] = (...args: unknown[]): unknown => {
      hooks.push([name, ...args.map(summary)]);
      return hook(...args);
    };
  }
  return watching;
}

function progressOf(config: AxiosRequestConfig | undefined, start: number): Partial<Outcome> {
  const { retries, retryCount, lastRequestTime = NaN } = config?.['axios-retry'] ?? {};
  return { retries, retryCount, hasTime: lastRequestTime >= start };
}

async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  const start = Date.now();
  try {
    const value = await call();
    const { status: code, data, config } = Object(value) as Partial<AxiosResponse>;
    return config
      ? { resolved: true, status: code, data, ...progressOf(config, start) }
      : { resolved: value };
  } catch (error) {
    if (!axios.isAxiosError(error)) return { rejected: error instanceof Error ? String(error) : error };
    const { config, response, message, code, name } = error;
    return {
      rejected: `${name} ${String(code)}: ${steady(message)}`,
      status: response?.status,
      data: response?.data as unknown,
      ...progressOf(config, start),
    };
  }
}

function countHandlers(client: AxiosInstance): [number, number] {
  const lengthOf = (list: unknown): number => {
    let length = 0;
    (list as { forEach(visit: () => void): void }).forEach(() => length++);
    return length;
  };
  return [lengthOf(client.interceptors.request), lengthOf(client.interceptors.response)];
}

const headersOf = (raw: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    raw.flatMap((name, index) =>
      // What Node adds, and the port that differs.
      index % 2 || /^(host|connection)$/i.test(name) ? [] : [[name.toLowerCase(), raw[index + 1] ?? '']],
    ),
  );

/** Plays a scenario with one of the plugins. */
export async function observe(scenario: Scenario, subject: Subject): Promise<Observation> {
  const { method, steps, options, inner, outer, act } = scenario;
  const isTimed = scenario.isTimed ?? scenario.request?.timeout !== undefined;
  const hasServer = !steps.some(isCode);
  const server = hasServer ? await startServer(steps.map(behaviourOf)) : undefined;
  const client = axios.create({ baseURL: server?.origin ?? 'http://memory', proxy: false });
  const send = hasServer ? axios.getAdapter('http') : adapterFor(steps);

  const notes: string[] = [];
  const hooks: unknown[] = [];
  const sent: Send[] = [];
  let inFlight = 0;
  client.defaults.adapter = async (config) => {
    const { timeout = 0, url = '' } = config;
    const given = scenario.request?.timeout ?? 0;
    sent.push({
      method: String(config.method).toUpperCase(),
      url,
      headers: Object.fromEntries(
        Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
      body: String(config.data ?? ''),
      timeout: timeout ? (timeout < given - 2 ? 'rest' : 'whole') : 'none',
    });
    inFlight++;
    try {
      return await send(config);
    } finally {
      inFlight--;
    }
  };
  /** Whether all that was sent has ended, or has come to a server that leaves it hanging. */
  const isStill = (): boolean => inFlight === 0 || (sent.length === server?.received.length && isHanging());
  const note: Note = (text) => {
    notes.push(text);
  };

  inner?.(client, note);
  const before = countHandlers(client);
  const { functions } = subject;
  const given = options?.(functions, note);
  if (scenario.isPlain) subject.install(client, given);
  else subject.install(client, watched(given ?? {}, functions.DEFAULT_OPTIONS, hooks));
  const after = countHandlers(client);
  outer?.(client, note);

  const request: AxiosRequestConfig = { method, url: '/x', ...scenario.request };
  const own = request['axios-retry'] as Options | undefined;
  if (own) request['axios-retry'] = watched(own, {}, hooks);
  if (!('data' in request) && /post|put|patch/.test(method)) request.data = { a: 1 };
  const play = (): Promise<Outcome> =>
    outcomeOf(() => (act ? act(client, request, subject.name) : client.request(request)));
  const outcome = await (isTimed ? inFakeTime(play, isStill) : play());

  const sends = server
    ? server.received.map(({ method: verb, url, rawHeaders, body }, index) => ({
        method: verb,
        url,
        headers: headersOf(rawHeaders),
        body: body.toString(),
        timeout: sent[index]?.timeout ?? 'none',
      }))
    : sent;
  await server?.close();
  return {
    sends,
    hooks,
    outcome,
    notes,
    handlers: [after[0] - before[0], after[1] - before[1]],
  };
}

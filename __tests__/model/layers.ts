import axios, {
  AxiosError,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { Layer, RequestKind, ResponseKind } from './program';
import type { Run } from './run';
import * as say from './trace';

type Config = InternalAxiosRequestConfig;

/** A deep clone as libraries make it: functions by reference, and what would be dead as a copy. */
function deepClone<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof AbortSignal) return value;
  if ('throwIfRequested' in value || value instanceof Set || value instanceof Map) return value;
  if (Array.isArray(value)) return value.map(deepClone) as T;
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as Record<PropertyKey, unknown>;
  for (const key of Reflect.ownKeys(value)) {
    if (Object.getOwnPropertyDescriptor(value, key)?.enumerable)
      copy[key] = deepClone((value as Record<PropertyKey, unknown>)[key]);
  }
  return copy as T;
}

const onRequest: Record<RequestKind, (world: Run, config: Config) => Config | Promise<Config>> = {
  prefix: (_world, config) => {
    config.url = `/v1${config.url ?? ''}`;
    return config;
  },
  tag: (_world, config) => {
    config.headers.set('x-tags', `${(config.headers.get('x-tags') as string | undefined) ?? ''}t`);
    return config;
  },
  key: (_world, config) => {
    config.headers.set('Idempotency-Key', 'fresh');
    return config;
  },
  body: (_world, config) => {
    const data: unknown = config.data;
    if (typeof data === 'object' && data) (data as { n: number }).n++;
    return config;
  },
  method: (_world, config) => {
    config.method = 'post';
    return config;
  },
  spread: (_world, config) => ({ ...config }),
  clone: (_world, config) => deepClone(config),
  throw: (world) => {
    throw world.labels.give(new Error('plain'), say.PLAIN);
  },
  slow: (world, config) =>
    new Promise((resolve) => {
      world.after(say.SLOW, () => {
        resolve(config);
      });
    }),
};

type Answered = (world: Run, client: AxiosInstance, response: AxiosResponse) => unknown;
type Failed = (world: Run, client: AxiosInstance, error: unknown) => unknown;

const pass = (_world: Run, _client: AxiosInstance, response: unknown): unknown => response;
const fail: Failed = (_world, _client, error) => {
  throw error;
};

const throwPlain = (world: Run): never => {
  throw world.labels.give(new Error('plain'), say.PLAIN);
};

const throwForeign = (world: Run): never => {
  const config = { url: '/audit', method: 'get', headers: {} } as unknown as Config;
  const error = new AxiosError('connect ECONNREFUSED', 'ECONNREFUSED', config);
  throw world.labels.give(error, say.FOREIGN);
};

const configIn = (outcome: unknown): Config | undefined =>
  (outcome as { config?: Config } | null | undefined)?.config;

/** Whether an error is one that a careful interceptor wraps: of this request, and no cancellation. */
const isOfRequest = (world: Run, error: unknown): boolean =>
  configIn(error) !== undefined && world.labels.of(error) !== say.FOREIGN && !axios.isCancel(error);

const spreadConfig = <T>(outcome: T): T => {
  const config = configIn(outcome);
  if (config) (outcome as { config: Config }).config = { ...config };
  return outcome;
};

const onResponse: Record<ResponseKind, readonly [Answered, Failed]> = {
  unwrap: [(_world, _client, response) => (configIn(response) ? response.data : response), fail],
  throw: [throwPlain, throwPlain],
  swallow: [pass, () => say.SWALLOWED],
  foreign: [throwForeign, throwForeign],
  spreadConfig: [
    (_world, _client, response) => spreadConfig(response),
    (_world, _client, error) => {
      throw spreadConfig(error);
    },
  ],
  wrap: [
    pass,
    (world, _client, error) => {
      const { labels } = world;
      if (!isOfRequest(world, error)) throw error;
      throw labels.give(Object.assign(new Error('wrapped'), { cause: error }), say.wrapped(labels.of(error)));
    },
  ],
  wrapResponse: [
    pass,
    (world, _client, error) => {
      const { labels } = world;
      const { response } = error as { response?: unknown };
      if (!isOfRequest(world, error) || !response) throw error;
      throw labels.give(Object.assign(new Error('wrapped'), { response }), say.wrapped(labels.of(error)));
    },
  ],
  resend: [
    pass,
    (_world, client, error) => {
      const { response, config } = error as AxiosError;
      if (response?.status !== 401 || !config || config.headers.has('authorization')) throw error;
      config.headers.set('Authorization', 'fresh');
      return client.request(config);
    },
  ],
};

/** Registers an interceptor of a program. */
export function addLayer(
  world: Run,
  client: AxiosInstance,
  layer: Exclude<Layer, { type: 'install' }>,
  index: number,
): void {
  const { on } = layer;
  const acts = (): boolean => {
    const count = world.count(`layer ${index}`);
    return on === undefined || on === count;
  };
  if (layer.type === 'request') {
    const act = onRequest[layer.kind];
    client.interceptors.request.use((config) => (acts() ? act(world, config) : config));
    return;
  }
  const [answered, failed] = onResponse[layer.kind];
  client.interceptors.response.use(
    (response) => (acts() ? answered(world, client, response) : response) as AxiosResponse,
    (error: unknown) => (acts() ? failed : fail)(world, client, error),
  );
}

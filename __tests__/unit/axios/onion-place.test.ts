import axios, { Axios, type AxiosInstance } from 'axios';
import { Onion, type OutcomeMaker } from '../../../lib/axios/onion';

const MAKER: OutcomeMaker<unknown> = { fulfilled: (answer) => answer, rejected: (error) => error };

const attempt = (given: object = {}) => ({
  url: '/x',
  headers: {},
  adapter: (config: unknown) =>
    Promise.resolve({ status: 200, statusText: '', headers: {}, data: '', config }),
  ...given,
});

const REVERSED = { transitional: { legacyInterceptorReqResOrdering: false } };

/** Registers a request interceptor that writes its name down. */
const use = (client: AxiosInstance, name: string, seen: string[]): number =>
  client.interceptors.request.use((config) => {
    seen.push(name);
    return config;
  });

/** The plugin between two interceptors. */
function between(): { onion: Onion; seen: string[] } {
  const seen: string[] = [];
  const client = axios.create();
  use(client, 'before', seen);
  const onion = new Onion(client);
  use(client, 'own', seen);
  onion.installed();
  use(client, 'after', seen);
  return { onion, seen };
}

it('what was registered before the plugin is inner', async () => {
  const { onion, seen } = between();
  await onion.send(attempt(), MAKER);
  expect(seen).toEqual(['before']);
});

it('where axios runs them in the order of their registration, what was registered after it', async () => {
  const { onion, seen } = between();
  await onion.send(attempt(REVERSED), MAKER);
  expect(seen).toEqual(['after']);
});

it('a second installation leaves the place of the first as it is', async () => {
  const seen: string[] = [];
  const client = axios.create();
  use(client, 'before', seen);
  const first = new Onion(client);
  use(client, 'between', seen);
  const second = new Onion(client);
  await first.send(attempt(), MAKER);
  expect(seen).toEqual(['before']);
  await second.send(attempt(), MAKER);
  expect(seen.slice(1).sort()).toEqual(['before', 'between']);
});

it('there is an inner one where something was registered before, or may come after, or is not listed', () => {
  const client = axios.create();
  const onion = new Onion(client);
  use(client, 'own', []);
  onion.installed();
  expect(onion.hasInner({})).toBe(false);
  expect(onion.hasInner(REVERSED)).toBe(true);
  expect(new Onion(client).hasInner({})).toBe(true);

  const answering = axios.create();
  answering.interceptors.response.use((response) => response);
  expect(new Onion(answering).hasInner({})).toBe(true);

  const mock = new Onion({ ...axios.create(), interceptors: { request: {}, response: {} } } as never);
  mock.installed();
  expect(mock.hasInner({})).toBe(true);
});

it('an axios without postForm is outdated, and a mock is not', () => {
  const installed = (instance: unknown): Onion => {
    const onion = new Onion(instance as never);
    onion.installed();
    return onion;
  };
  const client = axios.create();
  use(client, 'own', []);
  const old = Object.assign(axios.create(), { postForm: undefined });
  use(old, 'own', []);
  expect(installed(client).isOutdated).toBe(false);
  expect(installed(old).isOutdated).toBe(true);
  expect(installed({ interceptors: { request: {}, response: {} } }).isOutdated).toBe(false);
});

it('sends all attempts through one sibling, which has no defaults', async () => {
  const client = axios.create({ baseURL: 'https://api.example.com', timeout: 7 });
  const create = jest.spyOn(client, 'create');
  const onion = new Onion(client);
  for (let n = 0; n < 3; n++) {
    const { config } = (await onion.send(attempt(), MAKER)) as { config: Record<string, unknown> };
    expect(config.baseURL).toBeUndefined();
    expect(config.timeout).toBeUndefined();
  }
  expect(create.mock.calls.length).toBeLessThanOrEqual(1);
});

it("never calls a constructor of the caller's own", async () => {
  let made = 0;
  class Strict extends Axios {
    constructor(readonly name: string) {
      super({});
      made++;
      if (typeof name !== 'string') throw new Error('a name is needed');
    }
  }
  const onion = new Onion(new Strict('one'));
  expect(await onion.send(attempt(), MAKER)).toMatchObject({ status: 200 });
  expect(made).toBe(1);
});

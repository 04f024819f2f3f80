import axios, { AxiosError, type AxiosAdapter, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { axiosRetry, getRetryState, type RetryOptions } from '../../../lib';
import { copyConfig } from '../../../lib/axios/copy-config';

class NeedsArgument extends URLSearchParams {
  constructor(source: { readonly entries: Record<string, string> }) {
    super(source.entries);
  }
}
class NeedsArgumentForm extends FormData {
  constructor(source: { readonly name: string }) {
    super();
    this.append(source.name, 'x');
  }
}
class ThrowingConstructor extends URLSearchParams {
  constructor(isFirst = false) {
    super('a=1');
    if (!isFirst) throw new Error('once only');
  }
}
class ThrowingEntries extends URLSearchParams {
  override entries(): never {
    throw new Error('no entries');
  }
}
class Prefilled extends URLSearchParams {
  constructor(text = 'a=1') {
    super(text);
  }
}
class PrefilledForm extends FormData {
  constructor() {
    super();
    this.append('a', '1');
  }
}
class Secretive extends URLSearchParams {
  constructor(private readonly suffix = '') {
    super('a=1');
  }
  override toString(): string {
    return super.toString() + this.suffix;
  }
}
class ListWithArgument extends Array<number> {
  constructor(list: Iterable<number>) {
    super();
    this.push(...list);
  }
}

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const refusing = (): object => {
  const refuse = (): never => {
    throw new Error('hands off');
  };
  return new Proxy({}, { get: refuse, ownKeys: refuse, has: refuse, getPrototypeOf: refuse });
};
const throwingGetter = (): object => ({
  get broken(): never {
    throw new Error('broken getter');
  },
});
const exoticPrototype = (): object =>
  Object.create(
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('no prototype');
        },
      },
    ),
  ) as object;
const odd = (): object =>
  Object.defineProperty(Object.create(URLSearchParams.prototype) as object, 'entries', { value: () => 5 });

/** What cannot be copied, and in two cases would come out as something else. */
const UNCOPYABLE: readonly (readonly [string, () => unknown])[] = [
  ['query whose constructor needs an argument', () => new NeedsArgument({ entries: { a: '1' } })],
  ['form whose constructor needs an argument', () => new NeedsArgumentForm({ name: 'a' })],
  ['query whose constructor throws', () => new ThrowingConstructor(true)],
  ['query whose entries() throws', () => new ThrowingEntries('a=1')],
  ['query that comes into the world with entries', () => new Prefilled('b=2')],
  ['form that comes into the world with entries', () => new PrefilledForm()],
  ['query with a state of its own', () => new Secretive('&b=2')],
  ['list whose constructor needs one', () => new ListWithArgument([1, 2])],
  ['revoked Proxy', revoked],
  ['Proxy that refuses everything', refusing],
  ['getter that throws', throwingGetter],
  ['prototype that throws', exoticPrototype],
  ['object that only looks like a query', odd],
];

const QUIET: RetryOptions = { retryDelay: 1, log: false };

/** A server in memory that fails twice. */
function flakyAdapter(sent: AxiosRequestConfig[] = []): AxiosAdapter {
  return (config) => {
    sent.push(config);
    const response = { status: sent.length < 3 ? 503 : 200, statusText: '', data: '', headers: {}, config };
    return response.status === 200
      ? Promise.resolve(response)
      : Promise.reject(new AxiosError('Request failed', 'ERR_BAD_RESPONSE', config, null, response));
  };
}

/** A client of that server, and the configs that the adapter has got. */
function flakyClient(): { client: AxiosInstance; sent: AxiosRequestConfig[] } {
  const sent: AxiosRequestConfig[] = [];
  const client = axios.create({ adapter: flakyAdapter(sent) });
  axiosRetry(client, QUIET);
  return { client, sent };
}

let unhandled: unknown[];
const collect = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => {
  unhandled = [];
  process.on('unhandledRejection', collect);
});
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', collect);
  expect(unhandled).toEqual([]);
});

describe.each(UNCOPYABLE)('a %s', (_name, make) => {
  it('is passed on as it is, as a member of the config', async () => {
    const value = make();
    // An instance goes through axios by reference; the same object, then, for each attempt.
    class Box {
      readonly value = value;
    }
    const box = new Box();
    const { client, sent } = flakyClient();
    const response = await client.get('/a', { box } as object);
    expect(getRetryState(response)).toMatchObject({ retryCount: 2 });
    expect(sent.map((config) => (config as { box?: Box }).box)).toEqual([box, box, box]);
  });

  it.each(['params', 'data', 'meta', 'env'])(
    'ends no process, as %s that an interceptor puts there, inner or outer',
    async (name) => {
      for (const options of [{}, { maxElapsedTime: 10_000 }, { onRetry: () => undefined }]) {
        for (const isInner of [false, true]) {
          const value = make();
          const client = axios.create({ adapter: flakyAdapter() });
          const put = (config: object): never => Object.assign(config, { [name]: value }) as never;
          if (isInner) client.interceptors.request.use(put);
          axiosRetry(client, { ...QUIET, ...options });
          if (!isInner) client.interceptors.request.use(put);
          // axios itself can do nothing with some of them.
          await client.put('/a').catch(() => undefined);
        }
      }
    },
  );
});

describe('a query or a form of a class of its own', () => {
  it.each([
    ['needs an argument', (): unknown => new NeedsArgument({ entries: { a: '1' } }), 'a=1'],
    ['throws', () => new ThrowingConstructor(true), 'a=1'],
    ['has entries from the beginning', () => new Prefilled('b=2'), 'b=2'],
    ['has a state of its own', () => new Secretive('&b=2'), 'a=1&b=2'],
  ])('whose constructor %s is sent the same by each attempt', async (_name, make, text) => {
    const { client, sent } = flakyClient();
    const response = await client.put('/a', make());
    expect(response.status).toBe(200);
    expect(sent.map(({ data }) => String(data))).toEqual([text, text, text]);
  });
});

it('takes headers that are frozen, of a native form too', async () => {
  const { client, sent } = flakyClient();
  client.interceptors.request.use((config) =>
    Object.assign(config, { headers: Object.freeze({ 'X-A': '1' }), adapter: config.adapter }),
  );
  const form = new FormData();
  form.append('a', '1');
  expect((await client.put('/a', form)).status).toBe(200);
  expect(sent).toHaveLength(3);
});

it('leaves out of a copy what cannot be read', () => {
  expect(copyConfig(Object.assign(throwingGetter(), { url: '/a' }))).toEqual({ url: '/a' });
});

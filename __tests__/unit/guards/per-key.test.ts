import { originOf } from '../../../lib/axios/origin';
import { PerKey } from '../../../lib/guards/per-key';
import { unhandledIn } from '../unhandled';

describe('originOf', () => {
  it.each([
    [{ baseURL: 'https://api.example.com/v1', url: '/orders' }, 'https://api.example.com'],
    [{ baseURL: 'https://API.example.com:443', url: 'orders' }, 'https://api.example.com'],
    [{ url: 'http://user:secret@127.0.0.1:8080?q=a/b' }, 'http://127.0.0.1:8080'],
    [{ baseURL: 'https://one.example', url: 'https://two.example/x' }, 'https://two.example'],
    [
      { baseURL: 'https://one.example', url: 'https://two.example/x', allowAbsoluteUrls: false },
      'https://one.example',
    ],
    [{ url: 'https://two.example/x', allowAbsoluteUrls: false }, 'https://two.example'],
    [{ url: '/orders' }, ''],
    [{ baseURL: '/api', url: '/orders?next=https://x.example' }, ''],
    [{ url: 'https://' }, ''],
    [{ baseURL: 'https://one.example', url: '//two.example/x' }, ''],
    [{}, ''],
  ])('of %j is %s', (config, origin) => {
    expect(originOf(config)).toBe(origin);
    // Again, from what has been kept of the last one.
    expect(originOf(config)).toBe(origin);
  });
});

it.each([
  ['a promise', () => Promise.resolve('one')],
  ['a promise that is rejected', () => Promise.reject(new Error('no key'))],
  ['an object', () => ({ id: 1 })],
  ['a function', () => () => 'one'],
])('PerKey takes no key that would be another for each request: %s', async (_name, key) => {
  const unhandled = await unhandledIn(() => {
    const keys = new PerKey(key as unknown as () => string, () => ({}), 1000);
    expect(() => keys.of({})).toThrow(new TypeError('axios-backoff: "key" must return a string'));
    expect(keys.size).toBe(0);
  });
  expect(unhandled).toEqual([]);
});

describe('PerKey', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('keeps one thing for each origin, and forgets those that have been idle', () => {
    const origins = new PerKey(originOf, () => ({ count: 0 }), 1000);
    origins.of({ baseURL: 'https://one.example' }).count = 1;
    for (let i = 0; i < 1000; i++) origins.of({ baseURL: `https://host${i}.example` });
    expect(origins.of({ url: 'https://one.example/x' }).count).toBe(1);
    expect(origins.size).toBe(1001);

    for (const path of ['a', 'b']) {
      jest.advanceTimersByTime(1001);
      expect(origins.of({ url: 'https://one.example/x' }).count).toBe(1);
      origins.of({ baseURL: `https://${path}.example` });
    }
    // The one that has been used, and the two that are new.
    expect(origins.size).toBe(3);
  });

  it('does not forget what is busy', () => {
    const origins = new PerKey(
      originOf,
      () => ({ sleepers: 0 }),
      1000,
      ({ sleepers }) => sleepers > 0,
    );
    origins.of({ baseURL: 'https://one.example' }).sleepers = 1;
    origins.of({ baseURL: 'https://two.example' });
    for (const path of ['three', 'four']) {
      jest.advanceTimersByTime(1001);
      origins.of({ baseURL: `https://${path}.example` });
    }
    expect(origins.size).toBe(3);
    expect(origins.of({ baseURL: 'https://one.example' }).sleepers).toBe(1);
  });

  it('keeps a bounded number of them: the oldest that is neither busy nor in use goes', () => {
    const keys = new PerKey(
      ({ url = '' }) => url,
      () => ({ isBusy: false, count: 0 }),
      1000,
      ({ isBusy }) => isBusy,
    );
    keys.of({ url: 'busy' }).isBusy = true;
    keys.of({ url: 'used' }).count = 1;
    for (let i = 0; i < 50_000; i++) {
      keys.of({ url: `key ${i}` });
      keys.of({ url: 'used' });
    }
    expect(keys.size).toBe(10_000);
    expect(keys.of({ url: 'busy' }).isBusy).toBe(true);
    expect(keys.of({ url: 'used' }).count).toBe(1);
  });

  it('keeps a bounded number even of those that are all busy', () => {
    const keys = new PerKey(
      ({ url = '' }) => url,
      () => ({}),
      1000,
      () => true,
    );
    for (let i = 0; i < 20_000; i++) keys.of({ url: `key ${i}` });
    expect(keys.size).toBe(10_000);
  });

  it('does not forget what has been idle for no longer than it may', () => {
    const origins = new PerKey(originOf, () => ({ count: 0 }), 1000);
    origins.of({ baseURL: 'https://one.example' }).count = 1;
    for (const path of ['a', 'b', 'c']) {
      jest.advanceTimersByTime(path === 'a' ? 1000 : 0);
      origins.of({ baseURL: `https://${path}.example` });
    }
    jest.advanceTimersByTime(1);
    origins.of({ baseURL: 'https://d.example' });
    expect(origins.size).toBe(5);
    // They were last looked over a second ago, and no longer.
    jest.advanceTimersByTime(1000);
    origins.of({ baseURL: 'https://e.example' });
    expect(origins.size).toBe(6);
    expect(origins.of({ baseURL: 'https://one.example' }).count).toBe(1);
  });

  it('gives a key that was used one more round among the others, and no second one', () => {
    const keys = new PerKey(
      ({ url = '' }) => url,
      () => ({ count: 0 }),
      1000,
    );
    for (let i = 0; i < 10_000; i++) keys.of({ url: `key ${i}` }).count = 1;
    // Each new one passes over ten that were used, and takes the place of the eleventh.
    keys.of({ url: 'new' });
    expect([9, 11].map((i) => keys.of({ url: `key ${i}` }).count)).toEqual([1, 1]);
    for (let i = 0; i < 920; i++) keys.of({ url: `new ${i}` });
    expect(keys.size).toBe(10_000);
    expect(keys.of({ url: 'key 0' }).count).toBe(0);
  });
});

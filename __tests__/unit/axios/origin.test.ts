import { originOf } from '../../../lib/axios/origin';

it.each([
  [{ url: 'https://one.example/orders?x=1' }, 'https://one.example'],
  [{ url: 'HTTP://One.Example:8080' }, 'http://one.example:8080'],
  [{ baseURL: 'https://two.example/v1', url: '/orders' }, 'https://two.example'],
  [{ baseURL: 'https://two.example', url: 'https://one.example/x' }, 'https://one.example'],
  [{ baseURL: 'https://two.example' }, 'https://two.example'],
  [{ url: 'https://user:pass@one.example:443/x' }, 'https://one.example'],
])('the origin of %j is %s', (config, origin) => {
  expect(originOf(config)).toBe(origin);
});

it.each([true, undefined])(
  'an absolute URL wins over the baseURL (allowAbsoluteUrls: %p)',
  (allowAbsoluteUrls) => {
    const config = { baseURL: 'https://two.example', url: 'https://one.example/x', allowAbsoluteUrls };
    expect(originOf(config)).toBe('https://one.example');
  },
);

it('but not with allowAbsoluteUrls: false, unless there is no baseURL to put before it', () => {
  const config = { url: 'https://one.example/x', allowAbsoluteUrls: false };
  expect(originOf({ ...config, baseURL: 'https://two.example' })).toBe('https://two.example');
  expect(originOf(config)).toBe('https://one.example');
});

it.each([
  {},
  { url: '/orders' },
  { baseURL: '/api', url: 'orders' },
  { url: '//one.example/x' },
  { url: 'https://a b.example/x' },
  { url: 'https://' },
  { url: Object.create(null) as string },
  { url: null as unknown as string, baseURL: null as unknown as string },
])('outside a page %j tells of none', (config) => {
  // Whatever came before.
  originOf({ url: 'https://one.example/x' });
  expect(originOf(config)).toBe('');
  expect(originOf(config)).toBe('');
});

it('takes no time for an address longer than any that can be meant', () => {
  const within = `https://${'a'.repeat(60)}${`.${'a'.repeat(60)}`.repeat(3)}`;
  const user = (length: number): string =>
    `https://${'u'.repeat(length - 'https://@one.example'.length)}@one.example`;
  expect(originOf({ url: within })).toBe(within);
  expect(originOf({ url: user(4096) })).toBe('https://one.example');
  expect(originOf({ url: user(4097) })).toBe('');
});

it('knows the same place again, and another that follows it', () => {
  const places = [
    'https://one.example/a',
    'https://one.example/b',
    'https://two.example/a',
    'https://one.example/a',
  ];
  expect(places.map((url) => originOf({ url }))).toEqual([
    'https://one.example',
    'https://one.example',
    'https://two.example',
    'https://one.example',
  ]);
});

it.each([null, {}, { href: 'app://here/' }])(
  'a location that is no page, such as %j, knows nothing of CORS',
  (location) => {
    Object.assign(globalThis, { location });
    try {
      jest.isolateModules(() => {
        const { needsCors } =
          jest.requireActual<typeof import('../../../lib/axios/origin')>('../../../lib/axios/origin');
        expect(needsCors('https://api.example/orders')).toBe(false);
      });
    } finally {
      Reflect.deleteProperty(globalThis, 'location');
    }
  },
);

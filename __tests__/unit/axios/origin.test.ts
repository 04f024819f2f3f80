import { needsCors, originOf } from '../../../lib/axios/origin';

it.each([
  [{ url: 'https://one.example/orders?x=1' }, 'https://one.example'],
  [{ url: 'HTTP://One.Example:8080' }, 'http://one.example:8080'],
  [{ baseURL: 'https://two.example/v1', url: '/orders' }, 'https://two.example'],
  [{ baseURL: 'https://two.example', url: 'https://one.example/x' }, 'https://one.example'],
  [{ baseURL: 'https://two.example' }, 'https://two.example'],
  [{ url: 'https://user:pass@one.example:443/x' }, 'https://one.example'],
  // As axios and the adapters read them.
  [{ baseURL: 'https://', url: 'one.example/x' }, 'https://one.example'],
  [{ baseURL: 'https://two.example', url: 'https:\\\\one.example' }, 'https://two.example'],
  [{ url: 'https:one.example/x' }, 'https://one.example'],
  [{ url: 'https:/one.example/x' }, 'https://one.example'],
  [{ url: ' https:\\\\user@one.example\\x' }, 'https://one.example'],
  [{ baseURL: 'https://', url: '/one.example/x' }, 'https://one.example'],
  [{ baseURL: 'https://' }, ''],
  [{ baseURL: 'https:', url: 'one.example/x' }, 'https://one.example'],
  [{ baseURL: 'https://two.example?x=', url: 'one.example' }, 'https://two.example'],
  [{ baseURL: ' https://two.example', url: 'x' }, 'https://two.example'],
  [{ baseURL: 'https://two.example\\', url: 'x' }, 'https://two.example'],
  [{ url: 'app://One/x' }, 'app://One'],
  [{ baseURL: 'app://One/', url: 'x' }, 'app://One'],
  [{ url: new URL('https://one.example/x') as unknown as string }, 'https://one.example'],
  [{ url: 'http://localhost/x', socketPath: '/run/a.sock' }, 'http://localhost#/run/a.sock'],
  [{ url: 'http://localhost/x', socketPath: Object.create(null) as string }, 'http://localhost'],
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
  { baseURL: '/', url: '/one.example' },
  { url: '//one.example/x' },
  { url: 'https://' },
  { url: 'mailto:a@one.example' },
  { url: Object.create(null) as string },
  { url: null as unknown as string, baseURL: null as unknown as string },
])('outside a page %j tells of none', (config) => {
  // Whatever came before.
  originOf({ url: 'https://one.example/x' });
  expect(originOf(config)).toBe('');
  expect(originOf(config)).toBe('');
});

it('reads no further than any host can be long', () => {
  const within = `https://${'a'.repeat(60)}${`.${'a'.repeat(60)}`.repeat(3)}`;
  expect(originOf({ url: within })).toBe(within);
  const user = `u:${'p'.repeat(10_000)}`;
  expect(originOf({ url: `https://${user}@one.example` })).toBe('https://one.example');
  expect(originOf({ url: `https://${'a'.repeat(10_000)}` })).toHaveLength(4096);
  // What follows the host may be of any length.
  expect(originOf({ url: `https://one.example/?q=${'x'.repeat(5000)}` })).toBe('https://one.example');
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

describe('no two servers share an origin', () => {
  const RealURL = URL;

  /** All that React Native 0.72 has of it: the text as it was given. */
  class OldURL {
    readonly href: string;

    constructor(url: string, base?: string) {
      if (base !== undefined) throw new TypeError(`Invalid base URL: ${base}`);
      this.href = url.endsWith('/') ? url : `${url}/`;
    }

    get origin(): never {
      throw new Error('URL.origin is not implemented');
    }
  }

  /** Today's finds the origin by a pattern, which takes user and password along. */
  class NewURL {
    readonly href: string;

    constructor(url: string, base?: string) {
      if (base !== undefined) throw new TypeError(`Invalid base URL: ${base}`);
      this.href = url;
    }

    get origin(): string {
      return /^(https?:\/\/[^/]+)/.exec(this.href)?.[1] ?? '';
    }
  }

  const SCHEMES = [
    ...[
      'https://',
      'http://',
      'HTTPS://',
      'https:\\\\',
      'https:/\\',
      'https:///',
      'ht\ttps://',
      ' \n https://',
    ],
    ...['app://', '//', 'https:/', 'https:', ''],
  ];
  const USERS = ['', 'user@', 'user:pass@word@', 'https:@', ':@', 'one.example%40'];
  const HOSTS = [
    ...['one.example', 'ONE.example', 'two.example', 'one.example.', 'one\t.example', 'o\u00adne.example'],
    ...['[::1]', '[::2]', '[::1:80]', '[0:0:0:0:0:0:0:1]', '127.0.0.1', '127.1', '127.0.0.2'],
    ...[
      'bücher.example',
      'xn--bcher-kva.example',
      'BÜCHER.example',
      'σας.example',
      'σασ.example',
      'ΣΑΣ.example',
    ],
    ...[
      'ß.example',
      'ẞ.example',
      'ss.example',
      'K.example',
      'k.example',
      'one%2eexample',
      '\ud800',
      'a b',
      '\u202e',
    ],
  ];
  const PORTS = ['', ':', ':80', ':443', ':0443', ':8443'];
  const ENDS = ['', '/', '/@two.example', '?@two.example', '#@two.example', '\\@two.example', '\n'];

  const URLS = SCHEMES.flatMap((scheme) =>
    USERS.flatMap((user) =>
      HOSTS.flatMap((host) =>
        PORTS.flatMap((port) => ENDS.map((end) => `${scheme}${user}${host}${port}${end}`)),
      ),
    ),
  );

  /** The server that Node, or a browser, would connect to. */
  function serverOf(url: string): string | undefined {
    try {
      const { protocol, host } = new RealURL(url);
      return host && `${protocol}//${host}`;
    } catch {
      return undefined;
    }
  }

  afterEach(() => {
    globalThis.URL = RealURL;
  });

  it.each([
    ['Node', RealURL],
    ['React Native 0.72', OldURL],
    ['React Native of today', NewURL],
    ['a runtime without URL', undefined],
  ])('with the URL of %s', (name, platform) => {
    const servers = URLS.map(serverOf);
    globalThis.URL = platform as typeof URL;
    const byOrigin = new Map<string, string>();
    const wrong: unknown[] = [];
    URLS.forEach((url, index) => {
      const server = servers[index];
      const origin = originOf({ url });
      // What no line of a log may hold.
      if (/[@\p{C}]|word/u.test(origin)) wrong.push([url, origin]);
      // Elsewhere a URL is nothing but text to the network.
      if (!server || (name !== 'Node' && !/^\s*\w+:[\\/]{2}/.test(url))) return;
      if (name === 'Node' && origin !== server) wrong.push([url, server, origin]);
      const other = byOrigin.get(origin) ?? server;
      if (!origin || other !== server) wrong.push([url, server, other, origin]);
      byOrigin.set(origin, server);
    });
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(byOrigin.size).toBeGreaterThan(100);
  });

  it.each([
    ['HTTPS://One.Example:443/x', 'https://one.example'],
    ['http://one.example:80', 'http://one.example'],
    ['http://one.example:443', 'http://one.example:443'],
    ['https://one.example:80', 'https://one.example:80'],
    ['http://[::1:80]/', 'http://[::1:80]'],
    ['https://user:pass@one.example:8443/x', 'https://one.example:8443'],
    ['https://bücher.example/', 'https://bücher.example'],
  ])('in React Native that of %s is %s', (url, origin) => {
    for (const platform of [OldURL, NewURL]) {
      globalThis.URL = platform as unknown as typeof URL;
      // Whatever came before.
      originOf({ url: 'https://other.example' });
      expect(originOf({ url })).toBe(origin);
    }
  });
});

describe('in a page', () => {
  const page = { baseURI: 'https://page.example/shop/' };

  beforeEach(() => {
    Object.assign(globalThis, { document: page, location: { origin: 'https://page.example' } });
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'document');
    Reflect.deleteProperty(globalThis, 'location');
  });

  it.each([
    { baseURL: '/', url: '/two.example/x' },
    { baseURL: '/', url: '//two.example/x', allowAbsoluteUrls: false },
    { url: 'orders' },
  ])('%j is relative to it', (config) => {
    expect(originOf(config)).toBe('https://page.example');
  });

  it.each([{ baseURL: '//two.example/shop/', url: 'orders' }, { baseURL: '//two.example' }])(
    '%j has the scheme of it',
    (config) => {
      expect(originOf(config)).toBe('https://two.example');
    },
  );

  it('a relative URL goes where its page has gone since', () => {
    expect(originOf({ url: '/orders' })).toBe('https://page.example');
    Object.assign(globalThis, { document: { baseURI: 'https://two.example/' } });
    expect(originOf({ url: '/orders' })).toBe('https://two.example');
  });

  it.each([
    ['https://api.example/orders', true],
    ['HTTP://page.example', true],
    ['//api.example', true],
    ['https://page.example.org', true],
    ['https://page.example/orders?from=//two.example', false],
    ['//page.example', false],
    ['https://page.example#x', false],
    ['/orders//two.example', false],
    ['orders', false],
  ])('%s needs the permission of another server: %p', (url, needs) => {
    expect(needsCors(url)).toBe(needs);
  });
});

it.each([null, {}, { href: 'app://here/' }])(
  'a location that is no page, such as %j, knows nothing of CORS',
  (location) => {
    Object.assign(globalThis, { location });
    try {
      expect(needsCors('https://api.example/orders')).toBe(false);
    } finally {
      Reflect.deleteProperty(globalThis, 'location');
    }
  },
);

it.each([
  ['relative URL outside a page', '/orders/'],
  ['URL to the same place as the one before', 'https://one.example/'],
])('a %s is not parsed again', (_name, url) => {
  originOf({ url });
  const { URL } = globalThis;
  let count = 0;
  globalThis.URL = class extends URL {
    constructor(url: string | URL, base?: string | URL) {
      count++;
      super(url, base);
    }
  };
  try {
    for (let n = 0; n < 3; n++) originOf({ url: `${url}${n}` });
  } finally {
    globalThis.URL = URL;
  }
  expect(count).toBe(0);
});

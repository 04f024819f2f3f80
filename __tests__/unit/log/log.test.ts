import { runInNewContext } from 'node:vm';
import { AxiosError } from 'axios';
import fc from 'fast-check';
import { announceGiveUp, announceRetry } from '../../../lib/call/events';
import type { Passage } from '../../../lib/call/passage';
import {
  describe as lineOf,
  printable,
  printableAddress,
  printableAddressOf,
} from '../../../lib/log/describe';
import { write, warn, warnOfThrow } from '../../../lib/log/write';
import { DEFAULTS, resolveOptions, type ResolvedOptions } from '../../../lib/options/options';
import type { AttemptConfig } from '../../../lib/axios/types';
import type { GiveUpEvent, LogEvent, RetryEvent, RetryOptions, StopReason } from '../../../lib/types';
import { anyText } from '../any-text';
import { passageWith } from '../passages';

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const ODD = [
  '\n',
  '\r',
  '\t',
  '\0',
  '\x1b',
  '\x7f',
  '\x85',
  '\u2028',
  '\u2029',
  '\u200b',
  '\u202e',
  '\u2066',
  '\ufeff',
];

const FAILED = {
  call: 7,
  method: 'GET',
  url: 'https://api.example.com/orders',
  failure: '503 Service Unavailable',
  retryCount: 2,
  retries: 10,
  skipped: 0,
  elapsed: 3104,
};
const RETRY: RetryEvent = { type: 'retry', ...FAILED, delay: 1743, ceiling: 2000 };
const GIVE_UP: GiveUpEvent = { type: 'giveUp', ...FAILED, reason: 'retries' };

const optionsWith = (given: RetryOptions): ResolvedOptions =>
  resolveOptions(DEFAULTS, given, () => undefined);

describe('the line before a sleep', () => {
  it('is the one of the contract', () => {
    expect(lineOf(RETRY)).toBe(
      'GET https://api.example.com/orders failed: 503 Service Unavailable. ' +
        'Retry 2 of 10 in 1.74 s (up to 2 s), 3.1 s elapsed.',
    );
  });

  it('names the header by which the server asked', () => {
    const asked = { ...RETRY, delay: 2070, ceiling: 2200, retryAfter: 2000, askedBy: 'Retry-After' };
    expect(lineOf(asked)).toContain(' in 2.07 s (Retry-After: 2 s, up to 2.2 s), ');
    expect(lineOf({ ...asked, askedBy: 'rate limit' })).toContain(' in 2.07 s (rate limit: 2 s, up to');
    expect(lineOf({ ...asked, retryAfter: 0, ceiling: undefined })).toContain(' (Retry-After: 0 ms), ');
  });

  it('says no ceiling where none is known, or where the wait is as long', () => {
    expect(lineOf({ ...RETRY, ceiling: undefined })).toContain(' in 1.74 s, 3.1 s elapsed');
    expect(lineOf({ ...RETRY, delay: 2000 })).toContain(' in 2 s, 3.1 s elapsed');
  });

  it.each([
    [0, '0 ms'],
    [0.4, '0 ms'],
    [12.6, '13 ms'],
    [513.4, '513 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1000, '1 s'],
    [1740, '1.74 s'],
    [1745.1, '1.75 s'],
    [10_049, '10 s'],
    [59_970, '60 s'],
    [123_456, '123 s'],
    [300_000, '300 s'],
  ])('gives %d ms as %s', (delay, text) => {
    expect(lineOf({ ...RETRY, delay, ceiling: undefined })).toContain(` in ${text}, `);
  });
});

describe('the line of a call that recovers', () => {
  const rest = { ...FAILED, failure: undefined };

  it('is the one of the contract', () => {
    expect(lineOf({ type: 'recovered', ...rest, status: 200, elapsed: 5200 })).toBe(
      'GET https://api.example.com/orders recovered after 2 retries, 5.2 s elapsed.',
    );
  });

  it('says how many retries were held back', () => {
    expect(lineOf({ type: 'recovered', ...rest, skipped: 1, elapsed: 5200 })).toContain(
      ' after 2 retries (1 held back), 5.2 s elapsed.',
    );
  });
});

describe('the line of a call that is given up', () => {
  it('says how often and how long it was tried, and why no further', () => {
    expect(lineOf(GIVE_UP)).toBe(
      'GET https://api.example.com/orders failed: 503 Service Unavailable. ' +
        'Gave up after 2 retries and 3.1 s (retries).',
    );
  });

  it('can count to one', () => {
    expect(lineOf({ ...GIVE_UP, retryCount: 1 })).toContain(' after 1 retry and ');
    expect(lineOf({ ...GIVE_UP, retryCount: 0 })).toContain(' after 0 retries and ');
  });
});

describe('printable', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of [
      'Service Unavailable',
      'Dienst nicht verfügbar',
      'サービス',
      'قيد الصيانة',
      '🙂 ok',
    ]) {
      expect(printable(text)).toBe(text);
    }
  });

  it.each(ODD)('puts a blank for %j', (odd) => {
    expect(printable(`a${odd}${odd}b${odd}c`)).toBe('a b c');
  });

  it('never cuts a letter in two', () => {
    for (const length of [198, 199, 200]) {
      expect(printable(`${'x'.repeat(length)}🔑🔑`)).not.toMatch(/\p{Cs}/u);
      expect(printableAddress(`/${'x'.repeat(length)}🔑🔑`)).not.toMatch(/\p{Cs}/u);
    }
  });

  it('keeps a line short', () => {
    expect(printable('x'.repeat(10_000))).toHaveLength(200);
  });

  it('makes any text fit for one line', () => {
    fc.assert(
      fc.property(anyText(300), (text) => {
        expect(printable(text)).not.toMatch(UNPRINTABLE);
        expect(printable(text).length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 300 },
    );
  });
});

describe('printableAddress', () => {
  it.each([
    ['https://api.example.com/orders', 'https://api.example.com/orders'],
    ['https://user:pass@api.example.com:8443/orders', 'https://api.example.com:8443/orders'],
    ['https://token@api.example.com', 'https://api.example.com'],
    ['HTTPS://user:pass@api.example.com', 'HTTPS://api.example.com'],
    ['//user:pass@api.example.com/x', '//api.example.com/x'],
    ['https://user@mail.com:p@ss@api.example.com/x', 'https://api.example.com/x'],
    ['https:\\\\user:pass@api.example.com/x', 'https:\\\\api.example.com/x'],
    ['/orders?token=secret', '/orders'],
    ['/orders#token=secret', '/orders'],
    ['/orders#a?b', '/orders'],
    ['?token=secret', ''],
    ['https://api.example.com?mail=me@example.com', 'https://api.example.com'],
    ['http://localhost:3000/at/10:30?mail=me@example.com', 'http://localhost:3000/at/10***'],
    ['http://127.0.0.1:3000/a@b', 'http://127.0.0.1:3000/a@b'],
    ['http://[::1]:3000/a@b', 'http://[::1]:3000/a@b'],
    ['/users/@me', '/users/@me'],
    ['users/@me', 'users/@me'],
    ['https://api.example.com/a@b/@me', 'https://api.example.com/a@b/@me'],
    ['https://token@api.example.com/a@b//@me', 'https://api.example.com/a@b//@me'],
    ['/users/@me:x@y', '/users/@me***@y'],
    ['users/@me?a:b', 'users/@me'],
    ['http+unix://user:pass@socket/x', 'http+unix://socket/x'],
    ['/proxy/https://user:pass@host/x', '/proxy/https***@host/x'],
    ['/proxy/http:/user:pass@host', '/proxy/http***@host'],
    ['/proxy/http:user:pass@host', '/proxy/http***@host'],
    ['/proxy/https:%2F%2Fuser:pass@host', '/proxy/https***@host'],
    ['/proxy/https%3A%2f%2fuser%3Apa%2Fss%40host', '/proxy/https***%40host'],
    ['/proxy/https%253A%252F%252Fuser%253Apass%2540host', '/proxy/https***%2540host'],
    ['/archive/https://example.com/x', '/archive/https://example.com/x'],
    // A password with characters that should have been escaped.
    ['https://user:pa/ss#w?rd@host/path', 'https://***'],
    ['https://user:pa/ss@host/path', 'https://***@host/path'],
    ['https://user:pa#ss@host/path?q', 'https://***'],
    ['https://user:pa\\ss@host', 'https://***@host'],
    ['https://us/er:pass@host/path', 'https://***@host/path'],
    ['https://user:p@ss/w@rd@host/path', 'https://***@host/path'],
    ['user:pass@host/path', 'host/path'],
    ['user:pa/ss@host/path', '***@host/path'],
    ['ftp://user:pass@host/path', 'ftp://host/path'],
    // What may be a password, and may be a port with a path or a query.
    ['https://api.example.com:8443/@me', 'https://***@me'],
    ['https://api.example.com:8443/?mail=me@example.com', 'https://***'],
    ['', ''],
  ])('of %p is %p', (address, shown) => {
    expect(printableAddress(address)).toBe(shown);
  });

  it.each([
    ['https://api.example.com', '/users/@me', 'https://api.example.com/users/@me'],
    ['http://api:3000/v1/', 'users/@me?q', 'http://api:3000/v1/users/@me'],
    ['http://api:3000/v1/', 'users/me:x@example.com?q', 'http://api:3000/v1/users/me***@example.com'],
    ['/api', '/users/@me', '/api/users/@me'],
    ['https://user:pa/ss@host/v1', '/a@b', 'https://***@host/v1/a@b'],
    ['https://user:pass@api.example.com', '/a:b@c', 'https://api.example.com/a***@c'],
    ['https://proxy.example.com', 'https:/user:pass@host/x', 'https://proxy.example.com/https***@host/x'],
    [
      'https://proxy.example.com/',
      'https%3A%2F%2Fuser%3Apass%40host',
      'https://proxy.example.com/https***%40host',
    ],
    ['https://proxy.example.com/?to=', 'orders', 'https://proxy.example.com/'],
    ['https://user:1?ss@host', 'orders', 'https://***'],
  ])('of %p, joined with %p, is %p', (baseURL, url, shown) => {
    expect(printableAddressOf({ baseURL, url })).toBe(shown);
  });

  const PLACE = 'https://api.example.com:8443/a/me';
  const nasty = fc.constantFrom(
    ...ODD,
    ...Array.from('/?#\\@:%. []1a'),
    '//',
    '%2f',
    '%40',
    '://',
    'ü',
    '🔑',
    '\ud83d',
    '\udd11',
  );
  const parts = fc.array(fc.oneof({ weight: 1, arbitrary: anyText(4) }, { weight: 3, arbitrary: nasty }), {
    maxLength: 6,
  });
  /** A text with a secret in the midst of it. */
  const secret = fc.tuple(parts, parts).map(([before, after]) => `${before.join('')}s3cr3t${after.join('')}`);
  // A user name alone with one of these may look like a host and a path.
  const user = secret.map((text) => text.replace(/[/?#\\]/g, ''));
  const place = fc.constantFrom(
    'host',
    'localhost:3000',
    'api.example.com',
    'api.example.com:8443/a/@me',
    '[::1]/x?q=@#f',
    'host/?mail=me@example.com&k=a:b@c',
  );
  const scheme = fc.constantFrom(
    'https://',
    'HTTP://',
    '//',
    'https:/',
    'https:',
    'http+unix://',
    ' https://',
  );
  const saysNothing = (shown: string): void => {
    expect(shown).not.toContain('s3cr3t');
    expect(shown).not.toMatch(UNPRINTABLE);
    expect(shown).not.toMatch(/[?#]|\p{Cs}/u);
    expect(shown.length).toBeLessThanOrEqual(200);
  };

  it('gives nothing away of a user name and a password, whatever characters they have', () => {
    fc.assert(
      fc.property(scheme, user, secret, place, (start, name, password, rest) => {
        saysNothing(printableAddress(`${start}${name}:${password}@${rest}`));
      }),
      { numRuns: 1000, examples: [['https://', 's3cr3t', 'pa/s3cr3t#w?rd', 'host/path']] },
    );
  });

  it('nor where a path is joined to the address, or the address to a path', () => {
    fc.assert(
      fc.property(scheme, user, secret, place, (start, name, password, rest) => {
        const address = `${start}${name}:${password}@${rest}`;
        saysNothing(printableAddressOf({ baseURL: address, url: '/users/@me' }));
        saysNothing(printableAddressOf({ baseURL: 'https://', url: address }));
      }),
      { numRuns: 500 },
    );
  });

  it('nor where the address stands in the path of another, as it is or escaped', () => {
    const ways = fc.constantFrom<((text: string) => string)[]>(
      (text) => text,
      (text) => encodeURIComponent(text),
      (text) => encodeURIComponent(encodeURIComponent(text)),
    );
    const own = fc.constantFrom('https://', 'HTTP://', 'https:/', 'https:', 'http+unix://');
    fc.assert(
      fc.property(own, user, secret, place, ways, (start, name, password, rest, write) => {
        // What is no text can't be escaped.
        const address = write(`${start}${name}:${password}@${rest}`.replace(/\p{Cs}/gu, ''));
        saysNothing(printableAddress(`https://proxy.example.com/get/${address}`));
        saysNothing(printableAddressOf({ baseURL: 'https://proxy.example.com/get', url: address }));
        saysNothing(printableAddress(`/get/${address}`));
      }),
      { numRuns: 500 },
    );
  });

  it('gives nothing away of a user name alone, unless a character in it ends the authority', () => {
    fc.assert(
      fc.property(secret, place, (user, rest) => {
        fc.pre(!/[\\/?#]/.test(user));
        saysNothing(printableAddress(`https://${user}@${rest}`));
      }),
      { numRuns: 500 },
    );
  });

  it('gives nothing away of a query and a fragment', () => {
    fc.assert(
      fc.property(place, fc.constantFrom('?', '#'), secret, (rest, mark, query) => {
        saysNothing(printableAddress(`https://${rest}${mark}${query}`));
        saysNothing(printableAddress(`https://user:pass@${rest}${mark}${query}`));
        saysNothing(
          printableAddressOf({ baseURL: 'https://api.example.com', url: `/orders${mark}${query}` }),
        );
        saysNothing(
          printableAddressOf({ baseURL: `https://api.example.com/orders${mark}`, url: `_${query}` }),
        );
        saysNothing(printableAddress(`/orders${mark}${query}`));
      }),
      { numRuns: 500 },
    );
  });

  it('is the bare place, if user name and password are escaped as they should be', () => {
    const escaped = fc.string({ unit: 'grapheme' }).map(encodeURIComponent);
    const query = fc.string().map((text) => text.replace(/@/g, ''));
    fc.assert(
      fc.property(escaped, escaped, fc.constantFrom('', '?', '#'), query, (user, password, mark, text) => {
        const address = PLACE.replace('//', `//${user}:${password}@`);
        expect(printableAddress(mark ? address + mark + text : address)).toBe(PLACE);
      }),
    );
  });

  // All of these reach a server: the URL parser fixes them.
  it.each([
    ' https://user:s3cr3t@api.example.com/x',
    '\u0000 \thttps://user:s3cr3t@api.example.com/x',
    'https:///user:s3cr3t@api.example.com/x',
    'https:////user:s3cr3t@api.example.com/x',
    'https:/user:s3cr3t@api.example.com/x',
    'https:user:s3cr3t@api.example.com/x',
    'ht\ntps:/\t/user:s3cr3t@api.example.com/x',
    'https://user:s3cr3t@api.example.com',
  ])('gives nothing away of %j', (address) => {
    expect(new URL(address).password).toBe('s3cr3t');
    expect(printableAddress(address)).not.toContain('s3cr3t');
    expect(printableAddress(address)).toContain('api.example.com');
  });

  it('holds no control character, whatever the address', () => {
    fc.assert(
      fc.property(anyText(10), fc.constantFrom(...ODD), fc.string(), (start, odd, end) => {
        const shown = printableAddress(`https://host/${start}${odd}${end}`);
        expect(shown).not.toMatch(UNPRINTABLE);
        expect(shown).not.toMatch(/[?#]/);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps any path below a baseURL', () => {
    const path = fc.stringMatching(/^(\/[\w@:%.~+-]{0,20}){1,6}$/);
    const bases = fc.constantFrom('https://api.example.com', 'http://api:3000', 'http://localhost/v1', '/v1');
    fc.assert(
      fc.property(path, bases, (text, baseURL) => {
        // That may be a password in the path, or a host for a base without one.
        fc.pre(!/(:|%(25)*3a).*(@|%(25)*40)|^\/\//i.test(text));
        expect(printableAddressOf({ baseURL, url: text })).toBe(`${baseURL}${text}`);
      }),
    );
  });

  it('keeps a line short', () => {
    expect(printableAddress(`https://host/${'x'.repeat(10_000)}`)).toHaveLength(200);
  });
});

describe('write', () => {
  it('goes to console.warn when nothing else was asked for, the line alone', () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    void write(DEFAULTS, 'a line', RETRY);
    expect(warned.mock.calls).toEqual([['a line']]);
  });

  it('hands line and figures to a log of the caller, and leaves the console alone', () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const log = jest.fn();
    void write(optionsWith({ log }), 'a line', RETRY);
    expect(log.mock.calls).toEqual([['a line', RETRY]]);
    expect(warned).not.toHaveBeenCalled();
  });

  it('says nothing with log: false', () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    void write(optionsWith({ log: false }), 'a line', RETRY);
    expect(warned).not.toHaveBeenCalled();
  });

  it('goes on when the log throws', async () => {
    const log = (): void => {
      throw new Error('disk full');
    };
    await expect(write(optionsWith({ log }), 'a line', RETRY)).resolves.toBeUndefined();
  });

  it('goes on when console.warn throws', async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => {
      throw new Error('no console');
    });
    await expect(write(DEFAULTS, 'a line', RETRY)).resolves.toBeUndefined();
  });

  it('takes charge of a log that rejects', async () => {
    const log = (): undefined => Promise.reject(new Error('disk full')) as unknown as undefined;
    await expect(write(optionsWith({ log }), 'a line', RETRY)).resolves.toBeUndefined();
  });
});

describe('what is said of a call', () => {
  let events: [message: string, event: LogEvent][];
  const onGiveUp = jest.fn();

  const callWith = (config: AttemptConfig, options: RetryOptions = {}): Passage => {
    const log = (message: string, event: LogEvent): void => {
      events.push([message, event]);
    };
    return passageWith({ log, onGiveUp, ...options }, config);
  };

  /** What onGiveUp is told of a call that ends. */
  const giveUpEvent = (call: Passage, reason: StopReason): GiveUpEvent => {
    announceGiveUp(call, reason);
    expect(onGiveUp).toHaveBeenCalledTimes(1);
    return onGiveUp.mock.calls[0]?.[0] as GiveUpEvent;
  };

  beforeEach(() => {
    events = [];
    onGiveUp.mockReset();
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('has every figure, and no secret of the config', () => {
    const call = callWith({
      method: 'post',
      baseURL: 'https://user:s3cr3t@api.example.com/v1',
      url: '/orders?token=s3cr3t',
      params: { key: 's3cr3t' },
      headers: { Authorization: 's3cr3t' },
      auth: { username: 's3cr3t', password: 's3cr3t' },
      data: 's3cr3t',
    });
    call.retrying.failure = 'Out\r\nof \u202eorder';
    call.call.record({ status: 503, delay: 0, duration: 9 });
    call.call.retryCount = 2;
    jest.advanceTimersByTime(3100);
    announceRetry(call, { delay: 1740, ceiling: 2000, retryAfter: 1700 });
    const event: RetryEvent = {
      type: 'retry',
      call: call.call.number,
      method: 'POST',
      url: 'https://api.example.com/v1/orders',
      status: 503,
      failure: '503 Out of  order',
      retryCount: 2,
      retries: 10,
      skipped: 0,
      elapsed: 3100,
      delay: 1740,
      ceiling: 2000,
      retryAfter: 1700,
    };
    expect(events).toEqual([[lineOf(event), event]]);
    expect(Object.keys(events[0]![1]).sort()).toEqual([...Object.keys(event), 'code'].sort());
    expect(JSON.stringify(events)).not.toContain('s3cr3t');
  });

  it('has a code where there was no answer', () => {
    const call = callWith({ url: '/x' });
    call.retrying.failure = 'connection lost (ECONNRESET)';
    call.call.record({ code: 'ECONNRESET', delay: 0, duration: 9 });
    const event = giveUpEvent(call, 'retries');
    expect(event).toMatchObject({
      type: 'giveUp',
      reason: 'retries',
      code: 'ECONNRESET',
      method: 'GET',
      url: '/x',
    });
    expect(event).toMatchObject({ status: undefined });
  });

  it('makes do with a URL that axios does not accept, and gives nothing away of it', () => {
    const call = callWith({
      url: 'https:/user:s3cr3t@api.example.com/x',
      baseURL: 'https://api.example.com',
    });
    const { url } = giveUpEvent(call, 'notRetryable');
    expect(url).toContain('api.example.com/x');
    expect(url).not.toContain('s3cr3t');
  });

  it('makes do with no URL at all', () => {
    expect(giveUpEvent(callWith({}), 'retries').url).toBe('');
  });

  it('reads a URL object, which axios sends as well as a text', () => {
    const url = new URL('https://user:s3cr3t@api.example.com/x?y#z') as unknown as string;
    expect(giveUpEvent(callWith({ url }), 'retries').url).toBe('https://api.example.com/x');
  });

  it.each([
    [Object.create(null)],
    [Symbol('x')],
    [
      {
        toString: () => {
          throw new Error('no');
        },
      },
    ],
  ])('makes do with a URL that is no text', (url) => {
    const shown = giveUpEvent(callWith({ url, baseURL: 'https://api.example.com' }), 'retries').url;
    expect(shown).toMatch(/^$|^https:/);
  });

  it.each<[AttemptConfig, string]>([
    [{ baseURL: 'https://api.example.com/v1/', url: '/orders' }, 'https://api.example.com/v1/orders'],
    [{ baseURL: 'https://api.example.com/v1/' }, 'https://api.example.com/v1/'],
    [{ baseURL: 'https://a.example', url: 'https://b.example/x' }, 'https://b.example/x'],
    [{ baseURL: 'https://a.example', url: '//b.example/x' }, '//b.example/x'],
    [
      { baseURL: 'https://a.example', url: '//b.example/x', allowAbsoluteUrls: false },
      'https://a.example/b.example/x',
    ],
    [{ baseURL: 'https://u:s3/cr3t@a.example', url: '/x' }, 'https://***@a.example/x'],
    [{ baseURL: 'https://u:s3cr3t@a.example', url: '/x' }, 'https://a.example/x'],
    [{ url: '/x' }, '/x'],
    [{}, ''],
  ])('names the address of %j as axios does', (config, url) => {
    expect(giveUpEvent(callWith(config), 'retries').url).toBe(url);
  });

  it('can not be broken by a method', () => {
    expect(giveUpEvent(callWith({ url: '/x', method: 'ge\nt' }), 'retries').method).toBe('GE T');
  });

  it('is nothing before a sleep with log: false', () => {
    const url = { toString: jest.fn(() => '/x') };
    announceRetry(callWith({ url: url as never }, { log: false }), { delay: 1 });
    expect(events).toEqual([]);
    expect(url.toString).not.toHaveBeenCalled();
  });
});

describe('a warning', () => {
  it('says whose it is', () => {
    const log = jest.fn();
    warn(optionsWith({ log }), 'unknown option "x"');
    expect(log.mock.calls).toEqual([['axios-backoff: unknown option "x"', { type: 'warning' }]]);
  });

  it('holds what was thrown', () => {
    const log = jest.fn();
    const thrown = new RangeError('too\nfar');
    warnOfThrow(optionsWith({ log }), 'onGiveUp', thrown);
    expect(log.mock.calls).toEqual([
      ['axios-backoff: onGiveUp threw RangeError', { type: 'warning', thrown }],
    ]);
  });

  const parseError = (): unknown => {
    try {
      return JSON.parse('s3cr3t');
    } catch (thrown) {
      return thrown;
    }
  };

  it.each<[unknown, string]>([
    [new RangeError('s3cr3t'), 'RangeError'],
    [parseError(), 'SyntaxError'],
    [new DOMException('s3cr3t', 'TimeoutError'), 'TimeoutError'],
    [runInNewContext("new TypeError('s3cr3t')"), 'TypeError'],
    [Object.assign(new Error('s3cr3t'), { code: 'ECONNREFUSED' }), 'Error (ECONNREFUSED)'],
    // An error that was made from a body.
    [Object.assign(new Error('x'), { name: 's3cr3t', code: 's3cr3t' }), 'Error'],
    [Object.assign(new Error('x'), { name: 'S3cr3t of Error', code: 7 }), 'Error'],
    [new AxiosError('s3cr3t', 'ERR_NETWORK'), 'AxiosError (ERR_NETWORK)'],
    [{ name: 'S3cr3tError', message: 's3cr3t' }, 'object'],
    ['s3cr3t', 'string'],
    [undefined, 'undefined'],
    [Symbol('s3cr3t'), 'symbol'],
  ])('says of what was thrown no more than its kind, and nothing of its message', (thrown, what) => {
    const log = jest.fn();
    warnOfThrow(optionsWith({ log }), 'onGiveUp', thrown);
    expect(log.mock.calls).toEqual([[`axios-backoff: onGiveUp threw ${what}`, { type: 'warning', thrown }]]);
    expect(log.mock.calls[0][1].thrown).toBe(thrown);
  });

  it('copes with an error that can not be looked at', () => {
    const log = jest.fn();
    const get = (): never => {
      throw new Error('s3cr3t');
    };
    warnOfThrow(optionsWith({ log }), 'onGiveUp', new Proxy(new Error('x'), { get }));
    expect(log.mock.calls[0][0]).toBe('axios-backoff: onGiveUp threw object');
  });
});

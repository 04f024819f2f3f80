import axios from 'axios';
import fc from 'fast-check';
import { Call } from '../lib/call';
import {
  announceRetry,
  describe as lineOf,
  giveUpEvent,
  printable,
  printableAddress,
  say,
  warn,
} from '../lib/log';
import { DEFAULTS, resolveOptions, type ResolvedOptions } from '../lib/options';
import { Plugin } from '../lib/plugin';
import type { AttemptConfig, GiveUpEvent, LogEvent, RetryEvent, RetryOptions } from '../lib/types';

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
  method: 'GET',
  url: 'https://api.example.com/orders',
  failure: '503 Service Unavailable',
  retryCount: 2,
  retries: 10,
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
        'Retry 2 of 10 in 1.74 s (up to 2 s), 3.1 s since the first attempt.',
    );
  });

  it('says no ceiling where none is known, or where the wait is as long', () => {
    expect(lineOf({ ...RETRY, ceiling: undefined })).toContain(' in 1.74 s, 3.1 s since');
    expect(lineOf({ ...RETRY, delay: 2000 })).toContain(' in 2 s, 3.1 s since');
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

  it('keeps a line short', () => {
    expect(printable('x'.repeat(10_000))).toHaveLength(200);
  });

  it('makes any text fit for one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
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
    ['https://api.example.com?next=https://user:pass@x', 'https://api.example.com'],
    ['/users/@me', '/users/@me'],
    ['users/@me', 'users/@me'],
    ['https://api.example.com/a@b/@me', 'https://api.example.com/a@b/@me'],
    ['https://user:pass@api.example.com/a@b//@me', 'https://api.example.com/a@b//@me'],
    ['http+unix://user:pass@socket/x', 'http+unix://socket/x'],
    ['https://proxy.example.com/https://user:pass@host/x', 'https://proxy.example.com/https://host/x'],
    ['https://proxy.example.com/http:/user:pass@host', 'https://proxy.example.com/http:/host'],
    ['https://proxy.example.com/https:%2F%2Fuser:pass@host', 'https://proxy.example.com/https:%2F%2Fhost'],
    ['', ''],
  ])('of %p is %p', (address, shown) => {
    expect(printableAddress(address)).toBe(shown);
  });

  const PLACE = 'https://api.example.com:8443/a/@me';
  // What ends the authority of an address can't stand in a user name as it is.
  const secret = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.constantFrom(...ODD, '@', ':', '%', '%40', 'ü', '🔑'),
      ),
    )
    .map((parts) => parts.join('').replace(/[/?#]/g, ''));
  const addressWith = (user: string, password: string, tail: string): string =>
    PLACE.replace('//', `//${user}:${password}@`) + tail;
  const tail = fc.oneof(
    fc.constant(''),
    fc.string({ unit: 'binary' }).map((query) => `?${query}`),
    fc.string({ unit: 'binary' }).map((fragment) => `#${fragment}`),
  );

  it('is the bare place, whatever the user name, the password, the query and the fragment', () => {
    const plain = secret.map((text) => text.replace(/\\/g, ''));
    fc.assert(
      fc.property(plain, plain, tail, (user, password, rest) => {
        expect(printableAddress(addressWith(user, password, rest))).toBe(PLACE);
      }),
      { numRuns: 500 },
    );
  });

  it('gives nothing away of a user name or a password with backslashes', () => {
    fc.assert(
      fc.property(secret, secret, tail, (user, password, rest) => {
        const address = addressWith(`s3cr3t${user}s3cr3t`, `s3cr3t${password}s3cr3t`, rest);
        expect(printableAddress(address)).not.toContain('s3cr3t');
      }),
      { examples: [['', '\\', '']] },
    );
  });

  // All of these reach a server: the URL parser mends them.
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
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...ODD), fc.string(), (start, odd, end) => {
        const shown = printableAddress(`https://host/${start}${odd}${end}`);
        expect(shown).not.toMatch(UNPRINTABLE);
        expect(shown).not.toMatch(/[?#]/);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps any path', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(\/[\w@:%.~+-]{0,20}){1,6}$/), (path) => {
        // That would be another address in the path, with a user name of its own.
        fc.pre(!/:(\/|%2f)/i.test(path));
        expect(printableAddress(`https://user:pass@api.example.com${path}`)).toBe(
          `https://api.example.com${path}`,
        );
        expect(printableAddress(`https://api.example.com${path}`)).toBe(`https://api.example.com${path}`);
      }),
    );
  });

  it('keeps a line short', () => {
    expect(printableAddress(`https://host/${'x'.repeat(10_000)}`)).toHaveLength(200);
  });
});

describe('say', () => {
  it('goes to console.warn when nothing else was asked for, the line alone', () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    void say(DEFAULTS, 'a line', RETRY);
    expect(warned.mock.calls).toEqual([['a line']]);
  });

  it('hands line and figures to a log of the caller, and leaves the console alone', () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const log = jest.fn();
    void say(optionsWith({ log }), 'a line', RETRY);
    expect(log.mock.calls).toEqual([['a line', RETRY]]);
    expect(warned).not.toHaveBeenCalled();
  });

  it('says nothing with log: false', () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    void say(optionsWith({ log: false }), 'a line', RETRY);
    expect(warned).not.toHaveBeenCalled();
  });

  it('goes on when the log throws', async () => {
    const log = (): void => {
      throw new Error('disk full');
    };
    await expect(say(optionsWith({ log }), 'a line', RETRY)).resolves.toBeUndefined();
  });

  it('goes on when console.warn throws', async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => {
      throw new Error('no console');
    });
    await expect(say(DEFAULTS, 'a line', RETRY)).resolves.toBeUndefined();
  });

  it('takes charge of a log that rejects', async () => {
    const log = (): undefined => Promise.reject(new Error('disk full')) as unknown as undefined;
    await expect(say(optionsWith({ log }), 'a line', RETRY)).resolves.toBeUndefined();
  });
});

describe('what is said of a call', () => {
  let events: [message: string, event: LogEvent][];

  const callWith = (base: AttemptConfig, options: RetryOptions = {}): Call => {
    const log = (message: string, event: LogEvent): void => {
      events.push([message, event]);
    };
    return new Call(new Plugin(axios.create()), optionsWith({ log, ...options }), undefined, base);
  };

  beforeEach(() => {
    events = [];
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
    call.failure = 'Out\r\nof \u202eorder';
    call.record({ status: 503 });
    call.retryCount = 2;
    jest.advanceTimersByTime(3100);
    announceRetry(call, { delay: 1740, ceiling: 2000, retryAfter: 1700 });
    const event: LogEvent = {
      type: 'retry',
      method: 'POST',
      url: 'https://api.example.com/v1/orders',
      status: 503,
      failure: '503 Out of  order',
      retryCount: 2,
      retries: 10,
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
    call.failure = 'connection lost (ECONNRESET)';
    call.record({ code: 'ECONNRESET' });
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

  it('makes do with no URL where axios can not put one together', () => {
    const plugin = {
      addressOf: () => {
        throw new TypeError('no');
      },
    } as unknown as Plugin;
    expect(giveUpEvent(new Call(plugin, DEFAULTS, undefined, {}), 'retries').url).toBe('');
  });

  it('can not be broken by a method', () => {
    expect(giveUpEvent(callWith({ url: '/x', method: 'ge\nt' }), 'retries').method).toBe('GE T');
  });

  it('is nothing before a sleep with log: false', () => {
    const addressOf = jest.spyOn(Plugin.prototype, 'addressOf');
    announceRetry(callWith({ url: '/x' }, { log: false }), { delay: 1 });
    expect(events).toEqual([]);
    expect(addressOf).not.toHaveBeenCalled();
  });
});

describe('a warning', () => {
  it('says whose it is', () => {
    const log = jest.fn();
    warn(optionsWith({ log }), 'unknown option "x"');
    expect(log.mock.calls).toEqual([['axios-backoff: unknown option "x"', { type: 'warning' }]]);
  });

  it('holds what was thrown, and no line break of its own', () => {
    const log = jest.fn();
    const thrown = new RangeError('too\nfar');
    warn(optionsWith({ log }), `onGiveUp threw ${String(thrown)}`, thrown);
    expect(log.mock.calls).toEqual([
      ['axios-backoff: onGiveUp threw RangeError: too far', { type: 'warning', thrown }],
    ]);
  });
});

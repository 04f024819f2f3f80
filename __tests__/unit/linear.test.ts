import axios, { AxiosError } from 'axios';
import fc from 'fast-check';
import { axiosRetry, isNetworkError } from '../../lib';
import { show } from '../../lib/checks/show';
import { classify } from '../../lib/axios/failure';
import { headerOf, requestHeaderOf } from '../../lib/axios/headers';
import { printable, printableAddress, printableAddressOf } from '../../lib/log/describe';
import { warnOfThrow } from '../../lib/log/write';
import { nearest } from '../../lib/checks/nearest';
import { DEFAULTS } from '../../lib/options/options';
import { originOf } from '../../lib/axios/origin';
import { announceGiveUp } from '../../lib/call/events';
import { isRetryable } from '../../lib/call/policy';
import { parseRetryAfter } from '../../lib/delay/retry-after';
import type { AttemptConfig } from '../../lib/axios/types';
import { passageWith } from './passages';

const failure = (message: string, more: object = {}): AxiosError =>
  Object.assign(new AxiosError(message, 'ERR_NETWORK'), more);

const quiet = (): void => undefined;

const eventFor = (config: AttemptConfig): void => {
  announceGiveUp(passageWith({ onGiveUp: quiet, log: false }, config), 'retries');
};

/** All that takes text from outside, and what the text is to it. */
const TAKERS: Readonly<Record<string, (text: string) => unknown>> = {
  printable,
  'printableAddress, of an address': printableAddress,
  'printableAddress, of a path in an address': (text) => printableAddress(`https://host/${text}`),
  'printableAddressOf, of a base': (baseURL) => printableAddressOf({ baseURL, url: '/a@b' }),
  'printableAddressOf, of a path': (url) => printableAddressOf({ baseURL: 'https://host', url }),
  'an event, of a URL': (url) => {
    eventFor({ url });
  },
  'an event, of a baseURL': (baseURL) => {
    eventFor({ baseURL, url: '/x' });
  },
  'an event, of a method': (method) => {
    eventFor({ method });
  },
  'classify, of a message': (text) => classify(failure(text)),
  "classify, of a cause's message": (text) => classify(failure('', { cause: new Error(text) })),
  'classify, of a code': (code) => classify(failure('', { code })),
  'classify, of a name': (name) => classify(failure('', { cause: { name } })),
  'classify, of a status text': (statusText) =>
    classify(failure('', { response: { status: 503, statusText } })),
  'parseRetryAfter, of a wait': (text) => parseRetryAfter({ 'retry-after': text }, 0),
  'parseRetryAfter, of a wait in milliseconds': (text) => parseRetryAfter({ 'retry-after-ms': text }, 0),
  'parseRetryAfter, of the policies of a rate limit': (text) => parseRetryAfter({ ratelimit: text }, 0, 429),
  'parseRetryAfter, of what is left of a rate limit': (text) =>
    parseRetryAfter({ 'x-ratelimit-remaining': text, 'x-ratelimit-reset': '1' }, 0, 503),
  'parseRetryAfter, of the reset of a rate limit': (text) =>
    parseRetryAfter({ 'x-ratelimit-reset': text }, 0, 429),
  'parseRetryAfter, of many values': (text) => parseRetryAfter({ 'retry-after': [text, text, text] }, 0),
  'parseRetryAfter, of a Date': (date) => parseRetryAfter({ date, 'retry-after': 'x' }, 0),
  'headerOf, of a name': (name) => headerOf({ [name]: 'x' }, 'date'),
  'headerOf, of a value': (date) => headerOf({ date }, 'date'),
  'requestHeaderOf, of a method': (method) => requestHeaderOf({ [method]: { date: 'x' } }, 'date', method),
  'isRetryable, of a method': (method) => isRetryable(classify(failure('')), DEFAULTS, { method }),
  'isNetworkError, of a code': (code) => isNetworkError({ code }),
  originOf: (url) => originOf({ url }),
  'originOf, of a host': (host) => originOf({ baseURL: `https://${host}` }),
  nearest: (text) => nearest(text, ['retries', 'onMaxRetryTimesExceeded']),
  show,
  'show, of a list': (text) => show([text]),
  'warnOfThrow, of a message': (text) => {
    warnOfThrow({ ...DEFAULTS, log: () => undefined }, 'onRetry', new Error(text));
  },
  'warnOfThrow, of a name and a code': (text) => {
    warnOfThrow(
      { ...DEFAULTS, log: () => undefined },
      'onRetry',
      Object.assign(new Error('x'), { name: text, code: text }),
    );
  },
};

const KB = 1024;
// Far below what a quadratic time for 64 kB is on any machine.
const NOTHING = 4;

/** The processor time of this process, in milliseconds: what else the machine does is not in it. */
const timeOf = (work: () => unknown): number => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

/** Whether 64 kB take at most ten times as long as 16 kB. Other work on the machine only makes it measure again. */
function isLinear(take: (text: string) => unknown, textOf: (length: number) => string): boolean {
  // Each measurement gets a text of its own: V8 remembers what a regular expression found in the last, and `originOf`
  // what it was asked last.
  let [short, long] = [Infinity, Infinity];
  for (let round = 0; round < 40; round++) {
    const [text, longText] = [textOf(16 * KB + round), textOf(64 * KB + round)];
    short = Math.min(
      short,
      timeOf(() => take(text)),
    );
    long = Math.min(
      long,
      timeOf(() => take(longText)),
    );
    if (long < NOTHING || (round > 2 && long <= 10 * short)) return true;
  }
  return false;
}

const repeated =
  (prefix: string, unit: string, suffix: string) =>
  (length: number): string =>
    // Flat, and not a rope that the first to read it has to make flat.
    Buffer.from(prefix + unit.repeat(Math.ceil(length / unit.length)) + suffix, 'utf16le').toString(
      'utf16le',
    );

/** What has made a regular expression here or in a rival slow, or could. */
const KNOWN: readonly (readonly [prefix: string, unit: string, suffix: string])[] = [
  [':', '\\:', ''],
  ['', ':/', ''],
  ['', ':%2f', ''],
  ['', '/', 'x'],
  ['', '@', ''],
  ['', '@/', ''],
  ['https://', 'user:@', '/'],
  ['', '%25', ''],
  ['', ' ', 'x'],
  ['', '1', 'x'],
  ['', '0', 'x'],
  ['', '1.1', 'x'],
  ['', ',', 'x'],
  ['', '1,', 'x'],
  ['', ' ,', 'x'],
  [',', ' ', 'x'],
  [';', ' ', 'x'],
  ['', 'Mon, 1', 'x'],
  ['Mon, ', '1 ', ','],
  ['Mon, ', ' 00:00:00', ','],
  ['', '"', ''],
  ['"', '\\"', ''],
  ['"', '\\', '"'],
  ['', '";', '"'],
  [';r=', '0', 'x'],
  [';r=0', ' ', 'x'],
  ['', ';r=0', 'x'],
  ['', ', reset=1', 'x'],
  [', ', 'reset', '='],
  ['', '1h', 'x'],
  ['1m', '1s', 'x'],
  ['2026-01-01T', '1:', 'x'],
  ['', '\n', 'x'],
  ['', '\ud83d', ''],
  ['error sending ', ': dns ', '\n'],
  ['', ' (os error 1', ''],
  ['', '(os error 1)', ' '],
  ['', 'CERT', '\n'],
  ['Mon, ', '00:00:00 ', 'GMT '],
  ['Mon, ', '1', ' 00:00:00 GMT'],
  ['', '1', '.'],
  ['https://', 'a\u0316\u0301', ''],
  ['https://a', '\u0316\u0301', ''],
  ['https://', 'a.', ''],
  ['https://1', '.1', '@'],
  ['https://', 'a.', '/@'],
  ['https://[', ':', '/@'],
];

const FRAGMENTS = [
  ...['/', '\\', ':', '@', '?', '#', '.', '%', '%2f', '%25', '%40', '%3a', '//', '://', 'https:', '[', ']'],
  ...[' ', '\n', '\t', '\0', '\u2028', '\u200b', '\ud83d', '\udd11', '🔑', 'ü', '\u0316\u0301'],
  ...[
    'a',
    'A',
    '1',
    '_',
    '-',
    '+',
    ',',
    '(',
    ')',
    '(os error 1)',
    ': dns ',
    'error sending ',
    ' GMT',
    '00:00:00',
  ],
];

describe.each(Object.entries(TAKERS))('%s', (_name, take) => {
  it('takes linear time for what is known to be hard', () => {
    const slow = KNOWN.filter((parts) => !isLinear(take, repeated(...parts)));
    expect(slow).toEqual([]);
  });

  it('takes linear time for whatever is repeated', () => {
    const some = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 3 }).map((parts) => parts.join(''));
    const unit = fc
      .array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(some, unit, some, (prefix, middle, suffix) => {
        expect(isLinear(take, repeated(prefix, middle, suffix))).toBe(true);
      }),
      // To look for a smaller text that is slow as well would take long.
      { numRuns: 100, endOnFailure: true },
    );
  });
});

describe('a failed call', () => {
  const toString = jest.fn(() => '/orders');

  beforeEach(() => {
    toString.mockClear();
  });

  // A method in the place of axios' own text: it is asked for that only where an event is built.
  const fail = async (options: object): Promise<void> => {
    const client = axios.create({
      adapter: (config) => Promise.reject(new AxiosError('x', 'ECONNRESET', config)),
    });
    axiosRetry(client, { retries: 1, retryDelay: 0, ...options });
    // What comes after the plugin in the stack runs before it.
    client.interceptors.request.use((config) => Object.assign(config, { url: { toString } }));
    await expect(client.get('/')).rejects.toThrow();
  };

  it('builds no event where nobody listens', async () => {
    await fail({ log: false });
    await fail({ log: false, onGiveUp: undefined });
    expect(toString).not.toHaveBeenCalled();
  });

  it('builds none for a call that ends without a line and without onGiveUp', async () => {
    await fail({ log: () => undefined, retries: 0 });
    expect(toString).not.toHaveBeenCalled();
  });

  it('builds those that somebody asks for', async () => {
    await fail({ log: () => undefined });
    expect(toString).toHaveBeenCalledTimes(2);
    await fail({ log: false, onGiveUp: () => undefined });
    expect(toString).toHaveBeenCalledTimes(3);
  });
});

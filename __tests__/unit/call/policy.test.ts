import axios, { AxiosError, AxiosHeaders, type AxiosResponse } from 'axios';
import fc from 'fast-check';
import { classify, type Failure } from '../../../lib/axios/failure';
import { DEFAULTS, resolveOptions, type ResolvedOptions } from '../../../lib/options/options';
import { isRetryable } from '../../../lib/call/policy';
import type { AttemptConfig } from '../../../lib/axios/types';
import type { RetryOptions } from '../../../lib/types';

const optionsWith = (given: RetryOptions): ResolvedOptions =>
  resolveOptions(DEFAULTS, given, (message) => {
    throw new Error(message);
  });

const STATUS: Failure = { kind: 'status', status: 503, reason: '503' };
const FAILURES: Readonly<Record<string, Failure>> = {
  'a status in statuses': STATUS,
  'a status that is not': { kind: 'status', status: 404, reason: '404' },
  'a connection never opened': { kind: 'no connection', code: 'ECONNREFUSED', reason: 'connection refused' },
  'a connection lost': { kind: 'connection lost', code: 'ECONNRESET', reason: 'connection reset' },
  'a body cut short': { kind: 'connection lost', status: 200, reason: 'answer cut short' },
  'a timeout': { kind: 'timeout', code: 'ECONNABORTED', reason: 'timeout' },
  'a TLS error': { kind: 'error', code: 'CERT_HAS_EXPIRED', reason: 'CERT_HAS_EXPIRED' },
  'JSON that does not parse': { kind: 'error', status: 200, code: 'ERR_BAD_RESPONSE', reason: 'x' },
  "an error that is not axios'": { kind: 'error', reason: 'not an axios error' },
};

/** The table of the contract: what is retried where the request may be sent twice, and where it may not. */
const TABLE: readonly (readonly [failure: string, repeatable: boolean, other: boolean])[] = [
  ['a status in statuses', true, false],
  ['a status that is not', false, false],
  ['a connection never opened', true, true],
  ['a connection lost', true, false],
  ['a body cut short', true, false],
  ['a timeout', true, false],
  ['a TLS error', false, false],
  ['JSON that does not parse', false, false],
  ["an error that is not axios'", false, false],
];

const REPEATABLE = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY'];
const OTHER = ['POST', 'PATCH', 'PURGE', 'LINK'];

const ask = (failure: Failure, config: AttemptConfig, options = DEFAULTS, sent = config): boolean =>
  isRetryable(failure, options, config, sent);

describe.each(TABLE)('%s', (name, repeatable, other) => {
  const failure = FAILURES[name]!;

  it.each(REPEATABLE)(`is ${repeatable ? '' : 'not '}retried with %s`, (method) => {
    expect(ask(failure, { method: method.toLowerCase() })).toBe(repeatable);
    expect(ask(failure, { method })).toBe(repeatable);
  });

  it.each(OTHER)(`is ${other ? '' : 'not '}retried with %s`, (method) => {
    expect(ask(failure, { method: method.toLowerCase() })).toBe(other);
    expect(ask(failure, { method })).toBe(other);
  });

  it.each([...REPEATABLE, ...OTHER])(
    `is ${repeatable ? '' : 'not '}retried with an idempotent %s`,
    (method) => {
      expect(ask(failure, { method }, optionsWith({ idempotent: true }))).toBe(repeatable);
    },
  );

  it.each([...REPEATABLE, ...OTHER])(`is ${repeatable ? '' : 'not '}retried with %s and a key`, (method) => {
    expect(ask(failure, { method, headers: { 'Idempotency-Key': 'k' } })).toBe(repeatable);
  });

  it('takes a config without a method for a GET', () => {
    expect(ask(failure, {})).toBe(repeatable);
  });
});

describe('an Idempotency-Key', () => {
  const post = (headers: unknown): boolean => ask(STATUS, { method: 'post', headers });

  it.each<[string, unknown]>([
    ["among the request's own headers", { 'Idempotency-Key': 'k' }],
    ['in any case', { 'IDEMPOTENCY-key': 'k' }],
    ['in AxiosHeaders', new AxiosHeaders({ 'idempotency-key': 'k' })],
    ["in axios 0.27's bucket of the method", { common: { Accept: '*/*' }, post: { 'Idempotency-Key': 'k' } }],
    ["in axios 0.27's bucket for all methods", { common: { 'Idempotency-Key': 'k' }, post: {} }],
    ['that is a number', { 'Idempotency-Key': 7 }],
  ])('counts %s', (_name, headers) => {
    expect(post(headers)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["in another method's bucket", { put: { 'Idempotency-Key': 'k' } }],
    ['that is empty', { 'Idempotency-Key': '' }],
    ['that is not set', { 'Idempotency-Key': undefined }],
    ['that is taken away', { 'Idempotency-Key': false }],
    ['by another name', { 'X-Idempotency-Key': 'k' }],
    ['where there are no headers', undefined],
    ["in an instance's defaults that have none", axios.create().defaults.headers],
  ])('does not count %s', (_name, headers) => {
    expect(post(headers)).toBe(false);
  });

  it('does not count when an inner interceptor added it: it may be new for each attempt', () => {
    const sent = { method: 'post', headers: { 'Idempotency-Key': 'k' } };
    expect(ask(STATUS, { method: 'post', headers: {} }, DEFAULTS, sent)).toBe(false);
  });
});

describe('the method', () => {
  it('is the one that was sent, if an inner interceptor changed it', () => {
    expect(ask(STATUS, { method: 'get' }, DEFAULTS, { method: 'post' })).toBe(false);
    expect(ask(STATUS, { method: 'post' }, DEFAULTS, { method: 'get' })).toBe(true);
  });

  it('is the one that came in, if the error knows of none', () => {
    expect(ask(STATUS, { method: 'post' }, DEFAULTS, {})).toBe(false);
  });

  it('goes by a list of the caller, in any case, in place of the default', () => {
    const options = optionsWith({ methods: ['post', 'Patch'] });
    expect(
      ['POST', 'post', 'PATCH', 'patch'].map((method) => ask(STATUS, { method }, options)),
    ).not.toContain(false);
    expect(['GET', 'PUT', 'POS', 'POSTS'].map((method) => ask(STATUS, { method }, options))).not.toContain(
      true,
    );
  });

  it('may be none at all', () => {
    const options = optionsWith({ methods: [] });
    expect(ask(STATUS, { method: 'get' }, options)).toBe(false);
    expect(ask(FAILURES['a connection never opened']!, { method: 'get' }, options)).toBe(true);
  });
});

describe('the status', () => {
  const retried = (options: ResolvedOptions): number[] =>
    Array.from({ length: 900 }, (_, n) => n + 100).filter((status) =>
      isRetryable({ kind: 'status', status, reason: '' }, options, {}, {}),
    );

  it('is by default one that another attempt may mend, and never 501 or 505', () => {
    expect(retried(DEFAULTS)).toEqual([
      408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 530,
    ]);
  });

  it('413 is worth a retry if it says when to come back, and the list is the default', () => {
    const ask413 = (method: string, retryAfter?: number, options = DEFAULTS): boolean =>
      isRetryable({ kind: 'status', status: 413, reason: '', retryAfter }, options, { method });
    expect(ask413('put')).toBe(false);
    expect(ask413('put', 0)).toBe(true);
    expect(ask413('put', 5000)).toBe(true);
    expect(ask413('post', 5000)).toBe(false);
    expect(ask413('post', 5000, optionsWith({ idempotent: true }))).toBe(true);
    expect(ask413('put', 5000, optionsWith({ statuses: [[500, 599]] }))).toBe(false);
    expect(ask413('put', undefined, optionsWith({ statuses: [413] }))).toBe(true);
    expect(isRetryable({ kind: 'status', status: 404, reason: '', retryAfter: 5000 }, DEFAULTS, {})).toBe(
      false,
    );
  });

  it('goes by numbers and ranges of the caller, both ends included, in place of the default', () => {
    expect(retried(optionsWith({ statuses: [404, [410, 412], [420, 420]] }))).toEqual([
      404, 410, 411, 412, 420,
    ]);
    expect(retried(optionsWith({ statuses: [] }))).toEqual([]);
  });

  it('is in a range exactly when it lies between its ends', () => {
    const status = fc.integer({ min: 100, max: 999 });
    fc.assert(
      fc.property(status, status, status, (one, other, asked) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const failure: Failure = { kind: 'status', status: asked, reason: '' };
        const options = optionsWith({ statuses: [[from, to]] });
        expect(isRetryable(failure, options, {}, {})).toBe(asked >= from && asked <= to);
      }),
    );
  });

  // An API that answers 202 until it is done, and a validateStatus that takes only 200.
  it('may be one of success that validateStatus turned down, if the caller named it', () => {
    const response = { status: 202, statusText: 'Accepted', headers: {}, data: '' } as AxiosResponse;
    const error = new AxiosError(
      'Request failed with status code 202',
      'ERR_BAD_RESPONSE',
      undefined,
      {},
      response,
    );
    expect(isRetryable(classify(error), optionsWith({ statuses: [202] }), {}, {})).toBe(true);
    expect(isRetryable(classify(error), DEFAULTS, {}, {})).toBe(false);
  });
});

import { AxiosError } from 'axios';
import { isNetworkError } from '../../lib';
import { classify, isCancel, type Failure } from '../../lib/axios/failure';
import { bare } from '../../lib/checks/member';
import { requestHeaderOf } from '../../lib/axios/headers';
import { describe as lineOf } from '../../lib/log/describe';
import { warnOfThrow } from '../../lib/log/write';
import { DEFAULTS } from '../../lib/options/options';
import { isRetryable } from '../../lib/call/policy';
import { retryAfterOf } from '../../lib/delay/retry-after';
import type { AttemptConfig } from '../../lib/axios/types';

const errorWith = (message: string, more: object): AxiosError => Object.assign(new AxiosError(message), more);

/** Bare errors, which have none of the members that could be planted, and what is in them. */
const ERRORS: readonly unknown[] = [
  {},
  null,
  new Error('x'),
  errorWith('lost', { code: 'ECONNRESET', request: {}, config: {} }),
  errorWith('refused', { code: 'ECONNREFUSED', request: {}, config: {} }),
  errorWith('x', { code: 'ERR_NETWORK', cause: new Error('bad port') }),
  errorWith('x', { code: 'ERR_X', cause: {} }),
  errorWith('x', { cause: new AggregateError([{}]) }),
  errorWith('Request failed', { response: {} }),
  errorWith('Request failed', { response: { status: 404 } }),
  { isAxiosError: true },
];

/** Each name that is read of what comes from outside, and values that would do harm. */
const PLANTED: Readonly<Record<string, readonly unknown[]>> = {
  syscall: ['connect', 'getaddrinfo'],
  code: ['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET'],
  cause: [{ code: 'ECONNREFUSED' }, new Error('terminated')],
  errors: [[{ code: 'ECONNREFUSED', syscall: 'connect' }]],
  '0': [{ code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
  '1': [{ name: 'PlantedError' }, { name: 'TypeError' }],
  response: [{ status: 503, headers: { 'retry-after': '7' } }],
  status: [503, 429],
  statusText: ['planted'],
  headers: [{ 'retry-after': '7', 'idempotency-key': 'k' }],
  isAxiosError: [true],
  __CANCEL__: [true],
  name: ['TypeError', 'PlantedError'],
  message: ['Network Error', 'aborted', 'terminated'],
  request: [{ url: 'http://planted/', _redirectCount: 1 }],
  url: ['http://planted/'],
  _redirectCount: [1],
  write: [() => true],
  config: [{ adapter: 'fetch' }],
  adapter: ['fetch'],
  env: [{ fetch: () => undefined }],
  fetch: [() => undefined],
  common: [{ 'idempotency-key': 'k' }],
  post: [{ 'idempotency-key': 'k' }],
  'idempotency-key': ['k'],
  'retry-after': ['7'],
  'retry-after-ms': ['7'],
  date: ['Sun, 06 Nov 1994 08:49:37 GMT'],
  method: ['get'],
  offline: [true],
  reason: ['planted'],
  kind: ['no connection'],
};

/** All that is said of an error, and decided by it. */
const judge = (error: unknown): unknown => {
  const failure = classify(error);
  // The config that a call starts from has no prototype; that of an attempt may have.
  const decide = (original: AttemptConfig, sent?: AttemptConfig): boolean =>
    isRetryable(failure, DEFAULTS, bare(original), sent);
  const lines: string[] = [];
  warnOfThrow({ ...DEFAULTS, log: (line) => lines.push(line) }, 'onRetry', error);
  return {
    // Each member, so that one that is missing would show what was planted.
    failure: [failure.kind, failure.status, failure.code, failure.reason],
    isCancelled: isCancel(error),
    retryAfter: retryAfterOf(error),
    isNetworkError: isNetworkError(error),
    post: [
      decide({ method: 'post' }),
      decide({ method: 'post', headers: {} }, {}),
      decide({ method: 'post', headers: { common: {}, post: {} } }, { method: 'post' }),
    ],
    bare: decide({}, {}),
    key: requestHeaderOf({}, 'idempotency-key', 'post'),
    lines,
  };
};

const EVENT = {
  type: 'retry',
  call: 1,
  method: 'GET',
  url: '/',
  failure: '503',
  retryCount: 1,
  retries: 2,
  skipped: 0,
  elapsed: 1,
} as const;

// Events have each member, if only as undefined.
const said = (): unknown => [
  ERRORS.map(judge),
  lineOf({
    ...EVENT,
    delay: 1,
    ceiling: undefined,
    retryAfter: undefined,
    askedBy: undefined,
    offline: undefined,
  }),
];

describe('nothing is taken from Object.prototype', () => {
  const before = said();

  const cases = Object.entries(PLANTED).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );

  it.each(cases)('%s: %p', (name, value) => {
    let after: unknown;
    const own = Object.getOwnPropertyDescriptor(Object.prototype, name);
    try {
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
      after = said();
    } finally {
      if (own) Object.defineProperty(Object.prototype, name, own);
      else Reflect.deleteProperty(Object.prototype, name);
    }
    expect(after).toEqual(before);
  });

  it('while the same values do count where they are the own ones of an error', () => {
    const refused = errorWith('x', { code: 'ETIMEDOUT', syscall: 'connect', request: {}, config: {} });
    expect(classify(refused)).toMatchObject({ kind: 'no connection' } satisfies Partial<Failure>);
    expect(isCancel({ __CANCEL__: true })).toBe(true);
  });
});

import { AxiosError, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import * as theirs from 'axios-retry';
import * as ours from '../../lib';

const CODES = [
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ENOTFOUND', 'ENETUNREACH', 'EHOSTUNREACH'],
  ...['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED', 'ERR_NETWORK', 'ERR_BAD_REQUEST', 'ERR_BAD_RESPONSE'],
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_FR_TOO_MANY_REDIRECTS', 'EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  // OpenSSL's words for a bad certificate, as Node lists them in src/crypto/crypto_common.cc.
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_CRL', 'UNABLE_TO_DECRYPT_CERT_SIGNATURE'],
  ...['UNABLE_TO_DECRYPT_CRL_SIGNATURE', 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'CERT_SIGNATURE_FAILURE'],
  ...[
    'CRL_SIGNATURE_FAILURE',
    'CERT_NOT_YET_VALID',
    'CERT_HAS_EXPIRED',
    'CRL_NOT_YET_VALID',
    'CRL_HAS_EXPIRED',
  ],
  ...['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERROR_IN_CERT_NOT_AFTER_FIELD', 'ERROR_IN_CRL_LAST_UPDATE_FIELD'],
  ...['ERROR_IN_CRL_NEXT_UPDATE_FIELD', 'OUT_OF_MEM', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_CHAIN_TOO_LONG'],
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...[
    'CERT_REVOKED',
    'INVALID_CA',
    'PATH_LENGTH_EXCEEDED',
    'INVALID_PURPOSE',
    'CERT_UNTRUSTED',
    'CERT_REJECTED',
  ],
  ...['HOSTNAME_MISMATCH'],
];
const STATUSES = [0, 200, 302, 400, 404, 408, 425, 428, 429, 430, 499, 500, 501, 503, 530, 599, 600];
const METHODS = ['get', 'head', 'options', 'put', 'delete', 'post', 'patch', 'trace', 'query', 'GET'];

function errorFor(
  method: string | undefined,
  code: string | undefined,
  status?: number,
  headers = {},
): AxiosError {
  const config: InternalAxiosRequestConfig = { method, url: '/x', headers: new AxiosHeaders() };
  const response: AxiosResponse | undefined =
    status === undefined ? undefined : { status, statusText: '', headers, config, data: '' };
  return new AxiosError('failed', code, config, undefined, response);
}

const errors: AxiosError[] = [undefined, ...METHODS].flatMap((method) => [
  ...[undefined, ...CODES].map((code) => errorFor(method, code)),
  ...STATUSES.flatMap((status) =>
    ['ERR_BAD_RESPONSE', 'ECONNABORTED'].map((code) => errorFor(method, code, status)),
  ),
]);
errors.push(Object.assign(errorFor('get', undefined), { config: undefined }));

const tell = ({ config, code, response }: AxiosError): string =>
  `${String(config?.method)} ${String(code)} ${String(response?.status)}`;

describe('the conditions', () => {
  it.each(['isNetworkError', 'isRetryableError', 'isSafeRequestError', 'isIdempotentRequestError'] as const)(
    '%s says what that of axios-retry says',
    (name) => {
      const verdicts = (condition: (error: AxiosError) => boolean): [string, boolean][] =>
        errors.map((error) => [tell(error), condition(error)]);
      expect(verdicts(ours[name])).toEqual(verdicts(theirs[name]));
    },
  );

  it('isNetworkOrIdempotentRequestError says the same, save that it sends nothing twice that may be done', () => {
    const differing = errors.filter(
      (error) =>
        ours.isNetworkOrIdempotentRequestError(error) !== theirs.isNetworkOrIdempotentRequestError(error),
    );
    for (const error of differing) {
      expect(ours.isIdempotentRequestError(error)).toBe(false);
      expect(ours.isNetworkOrIdempotentRequestError(error)).toBe(false);
      expect(['ECONNREFUSED', 'EAI_AGAIN']).not.toContain(error.code);
    }
    expect(differing.map(tell)).toContain('post ECONNRESET undefined');
  });

  it('isNetworkError takes whatever is thrown', () => {
    expect([undefined, null, 'text', new Error('no code')].map(ours.isNetworkError)).toEqual(
      Array(4).fill(false),
    );
  });
});

describe('the waits', () => {
  const asking = (value: string): AxiosError => errorFor('get', undefined, 503, { 'retry-after': value });
  const retries = [1, 2, 3, 10];

  beforeEach(() => {
    jest.useFakeTimers({ now: Date.UTC(2030, 0, 1) });
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => jest.useRealTimers());

  it.each([
    ['nothing', undefined],
    ['seconds', asking('2')],
    ['no time', asking('0')],
    ['a date', asking('Tue, 01 Jan 2030 00:00:07 GMT')],
    ['a date that is past', asking('Tue, 01 Jan 2020 00:00:00 GMT')],
    ['nonsense', asking('soon')],
  ])('are those of axios-retry where the server asks for %s', (_name, error) => {
    const waits = (plugin: typeof ours | typeof theirs): unknown => [
      plugin.retryAfter(error),
      plugin.exponentialDelay(undefined, error),
      (plugin.linearDelay() as typeof ours.noDelay)(undefined, error),
      ...retries.map((retry) => [
        plugin.exponentialDelay(retry, error),
        plugin.exponentialDelay(retry, error, 7),
        plugin.linearDelay()(retry, error),
        plugin.linearDelay(7)(retry, error),
        // The one that it has, but does not export.
        'noDelay' in plugin
          ? plugin.noDelay(retry, error)
          : plugin.DEFAULT_OPTIONS.retryDelay(retry, error ?? asking('')),
      ]),
    ];
    expect(waits(ours)).toEqual(waits(theirs));
  });

  it('of exponentialDelay are those of the modern backoff that its docstring names', () => {
    const { exponentialBackoff, exponentialDelay, proportionalJitter } = ours;
    const modern = exponentialBackoff({ initialDelay: 200, jitter: proportionalJitter(0.2) });
    for (const retry of [1, 2, 5]) expect(exponentialDelay(retry)).toBeCloseTo(modern(retry));
  });
});

describe('the default export', () => {
  it('is the named function, and carries all that axios-retry exports or carries', () => {
    expect(ours.default).toBe(ours.axiosRetry);
    const names = new Set([...Object.keys(theirs), ...Object.keys(theirs.default)]);
    names.delete('default');
    expect([...names].filter((name) => !(name in ours && name in ours.default))).toEqual([]);
    expect(ours.default.noDelay).toBe(ours.noDelay);
    expect(ours.default.namespace).toBe(theirs.namespace);
  });

  it('has the default options of axios-retry', () => {
    const plain = (options: object): unknown =>
      Object.entries(options).map(([name, value]) => [
        name,
        typeof value === 'function' ? 'function' : value,
      ]);
    expect(plain(ours.DEFAULT_OPTIONS)).toEqual(plain(theirs.DEFAULT_OPTIONS));
    const { onRetry, onMaxRetryTimesExceeded, ...defaults } = ours.DEFAULT_OPTIONS;
    expect(ours.axiosRetryV4).toMatchObject(defaults);
    expect([onRetry(1, errorFor('get', ''), {}), onMaxRetryTimesExceeded(errorFor('get', ''), 1)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

import axios, { AxiosError, CanceledError, type AxiosResponse } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import fc from 'fast-check';
import { classify, isCancel, type Failure } from '../../../lib/axios/failure';

const CONFIG = { url: '/orders', headers: {} } as never;

const responseOf = (status: number, statusText = ''): AxiosResponse =>
  ({ status, statusText, data: '', headers: {}, config: CONFIG }) as AxiosResponse;

/** An error of the platform, as node:net, node:tls and undici make them. */
const platformError = (code: string | undefined, more: object = {}): Error =>
  Object.assign(new Error(`connect ${String(code)} 127.0.0.1:1`), code === undefined ? {} : { code }, more);

/** As axios' http adapter hands it on: the code on the error itself, the rest on its cause. */
const viaHttp = (cause: Error, request: object = { _redirectCount: 0 }): AxiosError =>
  AxiosError.from(cause, undefined, CONFIG, request);

/** As axios' fetch adapter does on Node: ERR_NETWORK, with what is inside of fetch's TypeError as the cause. */
const viaFetch = (cause: Error): AxiosError =>
  Object.assign(new AxiosError('Network Error', 'ERR_NETWORK', CONFIG, {}), { cause });

const statusError = (status: number, statusText?: string): AxiosError =>
  new AxiosError(
    `Request failed with status code ${status}`,
    status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE',
    CONFIG,
    {},
    responseOf(status, statusText),
  );

describe('a status', () => {
  it.each([100, 304, 400, 404, 408, 429, 500, 501, 503, 530, 999])('%d is a status', (status) => {
    expect(classify(statusError(status, 'Text'))).toEqual({
      kind: 'status',
      status,
      reason: 'Text',
    });
  });

  it('is said without a text that is not there', () => {
    expect(classify(statusError(503)).reason).toBe('');
  });

  it('is one without a code too: the mock adapter gives none', async () => {
    const client = axios.create();
    new MockAdapter(client).onAny().reply(503);
    const error: unknown = await client.get('/orders').catch((thrown: unknown) => thrown);
    expect(classify(error)).toMatchObject({ kind: 'status', status: 503 });
  });

  it('counts more than how its body ended', () => {
    const error = new AxiosError('stream has been aborted', 'ERR_BAD_RESPONSE', CONFIG, {}, responseOf(503));
    expect(classify(error).kind).toBe('status');
  });
});

describe('a connection that was never opened', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    '%s is one, and says so in words',
    (code) => {
      const unsent: Failure = { kind: 'no connection', code, reason: `no connection (${code})` };
      expect(classify(viaHttp(platformError(code)))).toEqual(unsent);
    },
  );

  it.each(['ETIMEDOUT', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH'])(
    '%s is one when it was connecting that failed',
    (code) => {
      const connecting = platformError(code, { syscall: 'connect' });
      expect(classify(viaHttp(connecting))).toMatchObject({ kind: 'no connection', code });
    },
  );

  it('is found two causes deep', () => {
    const cause = Object.assign(new Error('wrapped'), { cause: platformError('ECONNREFUSED') });
    const error = Object.assign(viaHttp(new Error('wrapped twice')), { cause });
    expect(classify(error)).toMatchObject({ kind: 'no connection', code: 'ECONNREFUSED' });
  });

  it.each([
    ['refused', 'ECONNREFUSED'],
    ['timed out', 'ETIMEDOUT'],
    ['unreachable', 'ENETUNREACH'],
  ])('is one when both addresses of a name are %s', (_name, code) => {
    const errors = ['::1', '127.0.0.1'].map((address) =>
      platformError(code, { syscall: 'connect', address }),
    );
    const aggregate = Object.assign(new AggregateError(errors), { code });
    expect(classify(viaHttp(aggregate))).toMatchObject({ kind: 'no connection', code });
  });

  it('is found in a list of errors whose own code is not given', () => {
    const aggregate = new AggregateError([platformError('ECONNREFUSED', { syscall: 'connect' })]);
    expect(classify(viaHttp(aggregate))).toMatchObject({ kind: 'no connection', code: 'ECONNREFUSED' });
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND'])(
    'after a redirect %s is lost: the first server has had the request',
    (code) => {
      const cause = platformError(code, { syscall: 'connect' });
      expect(classify(viaHttp(cause, { _redirectCount: 1 }))).toMatchObject({
        kind: 'connection lost',
        code,
      });
    },
  );

  // Fetch follows redirects unseen: the next hop may have refused, which may be at the address of the first.
  describe('through the fetch adapter is lost', () => {
    const refused = platformError('ECONNREFUSED', { syscall: 'connect', address: '127.0.0.1', port: 81 });
    const lost = { kind: 'connection lost', code: 'ECONNREFUSED', reason: 'connection lost (ECONNREFUSED)' };
    /** What a fetch of the caller's own may throw: node-fetch has the code on its error. */
    const viaOwnFetch = (config: object, request?: object): AxiosError =>
      AxiosError.from(refused, undefined, config as never, request);

    it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])('%s', (code) => {
      expect(classify(viaFetch(platformError(code)))).toMatchObject({ kind: 'connection lost', code });
    });

    it.each(['ETIMEDOUT', 'ECONNRESET', 'EHOSTUNREACH'])('%s of a connect', (code) => {
      const connecting = platformError(code, { syscall: 'connect' });
      expect(classify(viaFetch(connecting))).toMatchObject({ kind: 'connection lost', code });
    });

    it('when both addresses of a name are refused', () => {
      expect(classify(viaFetch(Object.assign(new AggregateError([refused]))))).toMatchObject(lost);
    });

    it.each([['http://127.0.0.1:81/x'], ['http://localhost:81/x'], ['nonsense'], ['']])(
      'by a request to %p',
      (url) => {
        expect(classify(viaOwnFetch({}, { url }))).toMatchObject(lost);
      },
    );

    it.each<[string, object]>([
      ['is fetch', { adapter: 'fetch' }],
      ['may be fetch', { adapter: ['xhr', 'http', 'fetch'] }],
      ['has a fetch of its own', { env: { fetch: () => undefined } }],
    ])('without a request, where the adapter %s', (_name, config) => {
      expect(classify(viaOwnFetch(config))).toMatchObject(lost);
      expect(classify(viaOwnFetch(config, false as never))).toMatchObject(lost);
      expect(classify(Object.assign(viaOwnFetch(config), { request: null }))).toMatchObject(lost);
    });

    it('but not where the request is one of the http adapter, which could have been another', () => {
      const write = (): boolean => true;
      const config = { adapter: ['xhr', 'http', 'fetch'], env: { fetch: () => undefined } };
      for (const request of [{ write }, { write, _redirectCount: 0 }]) {
        expect(classify(viaOwnFetch(config, request))).toMatchObject({ kind: 'no connection' });
      }
      expect(classify(viaOwnFetch({ adapter: () => undefined }))).toMatchObject({ kind: 'no connection' });
      expect(classify(viaOwnFetch({ adapter: 'http' }))).toMatchObject({ kind: 'no connection' });
    });
  });
});

describe('a connection that was lost', () => {
  it.each([
    'ECONNRESET',
    'EPIPE',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'ENETUNREACH',
    'ENETDOWN',
    'ENETRESET',
    'ERR_STREAM_PREMATURE_CLOSE',
    'ERR_HTTP2_STREAM_CANCEL',
    'ERR_HTTP2_GOAWAY_SESSION',
    'UND_ERR_SOCKET',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
  ])('%s is lost, on http and on fetch, and says so in words', (code) => {
    const lost = { kind: 'connection lost', code, reason: `connection lost (${code})` };
    expect(classify(viaHttp(platformError(code, { syscall: 'read' })))).toEqual(lost);
    expect(classify(viaFetch(platformError(code)))).toEqual(lost);
  });

  const NETWORK_ERROR: Failure = {
    kind: 'connection lost',
    code: 'ERR_NETWORK',
    reason: 'connection lost (ERR_NETWORK)',
  };

  it('is all that a browser says', () => {
    expect(classify(new AxiosError('Network Error', 'ERR_NETWORK', CONFIG, {}))).toEqual(NETWORK_ERROR);
    expect(classify(viaFetch(new TypeError('Failed to fetch')))).toEqual(NETWORK_ERROR);
  });

  it('may come with an XMLHttpRequest of status 0 for a response', () => {
    const request = { status: 0, statusText: '', readyState: 4 } as unknown as AxiosResponse;
    expect(classify(new AxiosError('Network Error', 'ERR_NETWORK', CONFIG, request, request))).toEqual(
      NETWORK_ERROR,
    );
  });

  it("is the mock adapter's network error, which has no code", async () => {
    const client = axios.create();
    new MockAdapter(client).onAny().networkError();
    const error: unknown = await client.get('/orders').catch((thrown: unknown) => thrown);
    expect((error as AxiosError).code).toBeUndefined();
    expect(classify(error)).toEqual({ kind: 'connection lost', reason: 'connection lost' });
  });
});

describe("a failure of Deno's fetch, which has no code", () => {
  const failed = (message: string): AxiosError =>
    Object.assign(new AxiosError('Network Error', 'ERR_NETWORK', CONFIG, {}), { cause: new Error(message) });

  it.each([
    'Connection reset by peer (os error 104)',
    'error sending request for url (http://a.test/): client error (Connect): tcp connect error: Connection refused (os error 111)',
    'error sending request for url (http://a.test/): client error (Connect): dns error: failed to lookup address information: Name or service not known',
    'error sending request from 127.0.0.1:2 for http://a.test/ (127.0.0.1:1): client error (SendRequest): connection closed before message completed',
  ])('is a lost connection: %s', (message) => {
    expect(classify(failed(message))).toMatchObject({ kind: 'connection lost', code: 'ERR_NETWORK' });
  });

  it.each([
    'error sending request for url (https://a.test/): client error (Connect): invalid peer certificate: UnknownIssuer',
    'error sending request for url (https://a.test/): client error (Connect): received corrupt message of type InvalidContentType',
  ])('is final: %s', (message) => {
    expect(classify(failed(message)).kind).toBe('error');
  });

  it('is a lost connection when the body was cut short', () => {
    const error = AxiosError.from(
      new TypeError('error reading a body from connection'),
      undefined,
      CONFIG,
      {},
    );
    expect(classify(error).kind).toBe('connection lost');
  });
});

describe('a body that was cut short', () => {
  it.each([
    ['axios 1.16 and later', 'stream has been aborted'],
    ['axios before that, without a limit', 'maxContentLength size of -1 exceeded'],
    ['older still', 'aborted'],
  ])('is lost, whatever its status says (%s)', (_name, message) => {
    const error = new AxiosError(message, 'ERR_BAD_RESPONSE', CONFIG, {}, responseOf(200));
    expect(classify(error)).toEqual({
      kind: 'connection lost',
      status: 200,
      code: 'ERR_BAD_RESPONSE',
      reason: 'connection lost (ERR_BAD_RESPONSE)',
    });
  });

  it('is lost on fetch, with the reason two causes deep', () => {
    const terminated = Object.assign(new TypeError('terminated'), { cause: platformError('UND_ERR_SOCKET') });
    const error = AxiosError.from(terminated, undefined, CONFIG, {});
    expect(classify(error)).toMatchObject({ kind: 'connection lost', code: 'UND_ERR_SOCKET' });
    expect(classify(AxiosError.from(new TypeError('terminated'), undefined, CONFIG, {})).kind).toBe(
      'connection lost',
    );
  });

  it('is lost, status and all, when the connection was reset', () => {
    const error = AxiosError.from(platformError('ECONNRESET'), undefined, CONFIG, {}, responseOf(200));
    expect(classify(error)).toMatchObject({ kind: 'connection lost', status: 200, code: 'ECONNRESET' });
  });
});

describe('a timeout of axios', () => {
  it.each(['ECONNABORTED', 'ETIMEDOUT'])('%s is a timeout, on any adapter', (code) => {
    const timeout: Failure = { kind: 'timeout', code, reason: `timeout (${code})` };
    expect(classify(new AxiosError('timeout of 5 ms exceeded', code, CONFIG, {}))).toEqual(timeout);
    expect(classify(AxiosError.from(platformError(code), code, CONFIG, {}))).toEqual(timeout);
  });

  it("is XHR's aborted request too, whose code is the same", () => {
    expect(classify(new AxiosError('Request aborted', 'ECONNABORTED', CONFIG, {})).kind).toBe('timeout');
  });

  it("is the mock adapter's", async () => {
    const client = axios.create();
    new MockAdapter(client).onAny().timeout();
    const error: unknown = await client.get('/orders').catch((thrown: unknown) => thrown);
    expect(classify(error)).toMatchObject({ kind: 'timeout', code: 'ECONNABORTED' });
  });
});

describe('what no other attempt would mend', () => {
  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'EPROTO',
    'HPE_INVALID_CONSTANT',
    'A_CODE_THAT_NOBODY_THOUGHT_OF',
  ])('%s is an error, on http and on fetch', (code) => {
    expect(classify(viaHttp(platformError(code)))).toEqual({
      kind: 'error',
      code,
      reason: `error (${code})`,
    });
    expect(classify(viaFetch(platformError(code)))).toMatchObject({ kind: 'error' });
  });

  it.each([
    ['a redirect loop', 'Maximum number of redirects exceeded', 'ERR_FR_TOO_MANY_REDIRECTS'],
    [
      'a request body over its limit',
      'Request body larger than maxBodyLength limit',
      'ERR_FR_MAX_BODY_LENGTH_EXCEEDED',
    ],
    ['a bad URL', 'Invalid URL', 'ERR_INVALID_URL'],
    ['a protocol that is not supported', 'Unsupported protocol ftp:', 'ERR_BAD_REQUEST'],
    ['a bad option', 'option silentJSONParsing must be a boolean', 'ERR_BAD_OPTION_VALUE'],
    ['an unknown option', 'Unknown option x', 'ERR_BAD_OPTION'],
    ['an adapter that is not supported', 'no suitable adapter', 'ERR_NOT_SUPPORT'],
    ['a body over its limit', 'maxContentLength size of 10 exceeded', 'ERR_BAD_RESPONSE'],
    ['a body over a limit of one', 'maxContentLength size of 1 exceeded', 'ERR_BAD_RESPONSE'],
  ])('%s is an error', (_name, message, code) => {
    expect(classify(new AxiosError(message, code, CONFIG, { _redirectCount: 22 }))).toEqual({
      kind: 'error',
      code,
      reason: `error (${code})`,
    });
  });

  // Node's fetch fails with a TypeError, and the reason behind it has a message but no code.
  it.each(['redirect count exceeded', 'unknown scheme', 'bad port', 'invalid URL'])(
    'fetch\'s "%s" is an error, though axios calls it a network error',
    (message) => {
      expect(classify(viaFetch(new Error(message))).kind).toBe('error');
    },
  );

  it('JSON that does not parse is an error', () => {
    const cause = new SyntaxError('Unexpected token b in JSON at position 1');
    const error = AxiosError.from(cause, 'ERR_BAD_RESPONSE', CONFIG, undefined, responseOf(200, 'OK'));
    expect(classify(error)).toEqual({
      kind: 'error',
      status: 200,
      code: 'ERR_BAD_RESPONSE',
      reason: 'error (ERR_BAD_RESPONSE)',
    });
  });

  it('JSON that only speaks of a cut is an error all the same', () => {
    const error = new AxiosError(
      'Unexpected "aborted" in JSON',
      'ERR_BAD_RESPONSE',
      CONFIG,
      {},
      responseOf(200),
    );
    expect(classify(error).kind).toBe('error');
  });

  it('a good answer that was turned down without a code is an error', () => {
    const error = new AxiosError('no', undefined, CONFIG, {}, responseOf(204));
    expect(classify(error)).toMatchObject({ kind: 'error', status: 204, reason: 'error' });
  });

  it('an axios error that says nothing is an error', () => {
    expect(classify(new AxiosError('no'))).toMatchObject({ kind: 'error', reason: 'error' });
  });

  it.each([
    [new Error('Network Error')],
    [Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
    [new TypeError('x is not a function')],
    [undefined],
    [null],
    ['ECONNRESET'],
    [503],
    [{ isAxiosError: 'true', code: 'ECONNRESET' }],
  ])('%p is no axios error, and an error', (error) => {
    expect(classify(error)).toEqual({ kind: 'error', reason: 'not an axios error' });
  });
});

describe('an error of any shape', () => {
  it('with causes that run in a circle is read to an end', () => {
    const error = new AxiosError('Network Error', 'ERR_NETWORK');
    Object.assign(error, { cause: error });
    expect(classify(error).kind).toBe('error');
  });

  it('gives its code away only where that can be nothing else', () => {
    const codes: unknown[] = [
      'two words',
      'line\nbreak',
      '',
      'https://user:secret@host',
      503,
      null,
      ['ECONNRESET'],
    ];
    for (const code of codes) {
      const failure = classify(Object.assign(new AxiosError('secret'), { code }));
      expect(failure).toEqual({ kind: 'error', reason: 'error' });
    }
  });

  it("never gives away the error's own message", () => {
    const code = fc.constantFrom(
      'ECONNRESET',
      'ECONNREFUSED',
      'ETIMEDOUT',
      'ERR_NETWORK',
      'EPROTO',
      'ODD',
      undefined,
    );
    const status = fc.constantFrom(undefined, 0, 200, 404, 503);
    fc.assert(
      fc.property(code, status, fc.constantFrom('read', 'connect', undefined), (given, answered, syscall) => {
        const cause = Object.assign(new Error('s3cr3t'), { syscall });
        const response = answered === undefined ? undefined : responseOf(answered);
        const failure = classify(AxiosError.from(cause, given, CONFIG, {}, response));
        expect(JSON.stringify(failure)).not.toContain('s3cr3t');
      }),
    );
  });

  it('is classified without a throw', () => {
    const junk = fc.constantFrom(undefined, null, 0, NaN, -1, '', 'x', true, [], {}, [[]], () => 1);
    const shape = fc.record(
      { message: junk, code: junk, syscall: junk, cause: junk, errors: junk, request: junk, response: junk },
      { requiredKeys: [] },
    );
    const nested = fc.tuple(shape, shape).map(([outer, cause]) => ({ cause, ...outer, isAxiosError: true }));
    fc.assert(
      fc.property(nested, (error) => {
        expect(['status', 'no connection', 'connection lost', 'timeout', 'error']).toContain(
          classify(error).kind,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('isCancel', () => {
  it("knows axios' own cancellations, and nothing else", () => {
    expect(isCancel(new CanceledError('enough'))).toBe(true);
    expect(isCancel(Object.assign(new Error('x'), { __CANCEL__: true }))).toBe(true);
    const others = [
      new AxiosError('canceled', 'ERR_CANCELED'),
      new Error('canceled'),
      undefined,
      null,
      'canceled',
    ];
    expect(others.map(isCancel)).toEqual([false, false, false, false, false]);
  });
});

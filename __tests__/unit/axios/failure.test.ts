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
    });

    it('and where axios made it without a request, which only an interceptor does', () => {
      expect(classify(viaOwnFetch({ adapter: 'http' }))).toMatchObject({ kind: 'connection lost' });
      expect(classify(viaOwnFetch({ adapter: ['xhr', 'http'] }))).toMatchObject({ kind: 'connection lost' });
      expect(classify(viaOwnFetch({ adapter: [() => undefined, 'http'] }))).toMatchObject({
        kind: 'connection lost',
      });
      expect(classify(viaOwnFetch({ adapter: [] }))).toMatchObject({ kind: 'no connection' });
      const get = (): never => {
        throw new Error('none of your business');
      };
      expect(classify(viaOwnFetch({ adapter: new Proxy([], { get }) }))).toMatchObject({
        kind: 'no connection',
      });
    });

    it('and where it was answered', () => {
      const request = { write: () => true, res: { statusCode: 200 } };
      expect(classify(viaOwnFetch({}, request))).toMatchObject({ kind: 'connection lost' });
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
    'ERR_HTTP2_STREAM_ERROR',
    'ERR_HTTP2_SESSION_ERROR',
    'ERR_HTTP2_INVALID_SESSION',
    'ERR_HTTP2_INVALID_STREAM',
    'ERR_SOCKET_CLOSED',
    'UND_ERR_ABORTED',
    'UND_ERR_PRX_CONN',
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

describe("a body that was cut short on Firefox's fetch, which axios does not take for a network error", () => {
  it.each([
    ['by a reset', new DOMException('The operation was aborted. ', 'AbortError')],
    ['too soon', new TypeError('Content-Length header of network response exceeds response Body.')],
  ])('is lost: %s', (_name, cause) => {
    const error = AxiosError.from(cause, undefined, CONFIG, {});
    expect(classify(error)).toEqual({ kind: 'connection lost', reason: 'connection lost' });
  });

  it('is not what was cut by somebody on purpose', () => {
    const cause = new DOMException('The operation was aborted by us', 'AbortError');
    expect(classify(AxiosError.from(cause, undefined, CONFIG, {})).kind).toBe('error');
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

describe('a step before the first byte', () => {
  // Seen in public reports: Node, dns.resolve, cacheable-lookup, Windows, containers without descriptors.
  const STEPS = [
    ['getaddrinfo', 'EBUSY'],
    ['getaddrinfo', 'EAI_FAIL'],
    ['getaddrinfo', 'EMFILE'],
    ['queryA', 'ETIMEOUT'],
    ['queryAaaa', 'ESERVFAIL'],
    ['queryAny', 'EREFUSED'],
    ['queryA', 'ENODATA'],
    ['connect', 'EBUSY'],
    ['connect', 'EADDRNOTAVAIL'],
    ['connect', 'EADDRINUSE'],
    ['connect', 'EMFILE'],
    ['connect', 'ENOBUFS'],
    ['connect', 'EAGAIN'],
    ['connect', 'ENOENT'],
    ['connect', 'ECONNABORTED'],
    ['bind', 'EADDRNOTAVAIL'],
    ['bind', 'EADDRINUSE'],
  ] as const;

  it.each(STEPS)('%s %s sent nothing, and says so in words', (syscall, code) => {
    expect(classify(viaHttp(platformError(code, { syscall })))).toEqual({
      kind: 'no connection',
      code,
      reason: `no connection (${code})`,
    });
  });

  it.each(STEPS)('%s %s is lost through fetch, after a redirect, and with an answer', (syscall, code) => {
    const cause = platformError(code, { syscall });
    const lost = { kind: 'connection lost', code };
    expect(classify(viaFetch(cause))).toMatchObject(lost);
    expect(classify(viaHttp(cause, { _redirectCount: 1 }))).toMatchObject(lost);
    expect(classify(AxiosError.from(cause, undefined, CONFIG, {}, responseOf(200)))).toMatchObject(lost);
  });

  it('counts only if no address was reached', () => {
    const refused = platformError('ECONNREFUSED', { syscall: 'connect' });
    const reset = platformError('ECONNRESET', { syscall: 'read' });
    for (const errors of [
      [refused, reset],
      [reset, refused],
      [refused, refused, new Error('?')],
    ]) {
      const { code } = errors[0] as { code?: string };
      const aggregate = Object.assign(new AggregateError(errors), { code });
      expect(classify(viaHttp(aggregate)).kind).toBe('connection lost');
    }
  });

  it('is not proven by an empty list, nor by one that cannot be read', () => {
    expect(classify(viaHttp(new AggregateError([]))).kind).toBe('error');
    const errors = new Proxy([platformError('EBUSY', { syscall: 'connect' })], {
      get: (target, name) => {
        if (name === 'length') throw new Error('hostile');
        return Reflect.get(target, name) as unknown;
      },
    });
    expect(classify(viaHttp(Object.assign(new Error('x'), { errors }))).kind).toBe('error');
  });

  it.each(['ECONNABORTED', 'ETIMEDOUT'])('before an attempt that timed out (%s) proves nothing', (code) => {
    const cause = viaHttp(platformError('ECONNREFUSED', { syscall: 'connect' }));
    const error = Object.assign(new AxiosError('timeout of 5 ms exceeded', code, CONFIG, {}), { cause });
    expect(classify(error)).toMatchObject({ kind: 'timeout', code });
  });

  it('does not count with the code of another', () => {
    const cause = platformError('EBUSY', { syscall: 'connect' });
    const error = Object.assign(new AxiosError('x', 'ERR_BAD_OPTION', CONFIG, {}), { cause });
    expect(classify(error).kind).toBe('error');
    expect(classify(viaHttp(platformError('ECONNREFUSED', { syscall: 'read' }))).kind).toBe(
      'connection lost',
    );
  });

  it('proves nothing under any other syscall, whatever the code', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('read', 'write', 'shutdown', 'open', 'accept', 'reconnect', 'setquery', ''),
        fc.constantFrom(...STEPS.map(([, code]) => code), 'ECONNRESET', 'EPIPE', 'EPROTO'),
        (syscall, code) => {
          expect(classify(viaHttp(platformError(code, { syscall }))).kind).not.toBe('no connection');
        },
      ),
    );
  });

  it('proves it with any code, at any depth of causes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('connect', 'bind', 'getaddrinfo', 'queryA', 'queryCname'),
        fc.stringMatching(/^E[A-Z]{2,12}$/),
        fc.nat(2),
        (syscall, code, depth) => {
          let cause = platformError(code, { syscall });
          for (let n = 0; n < depth; n++) cause = Object.assign(new Error('wrapped'), { cause });
          expect(classify(viaHttp(cause))).toMatchObject({ kind: 'no connection', code });
        },
      ),
    );
  });
});

describe('a request without a connection to be sent on', () => {
  const before = (socket: unknown): object => ({ _redirectCount: 0, write: () => true, socket });
  const agentError = (message: string, code?: string): Error =>
    Object.assign(new Error(message), code && { code });

  it.each<[string, string | undefined]>([
    ['Proxy connection ended before receiving CONNECT response', undefined],
    ['Socks5 proxy rejected connection - ConnectionRefused', undefined],
    ['Bad response: 503', undefined],
    ['tunneling socket could not be established, statusCode=503', 'ECONNRESET'],
    ['read ECONNRESET', 'ECONNRESET'],
  ])('sent nothing: %s', (message, code) => {
    expect(classify(viaHttp(agentError(message, code), before(null)))).toEqual({
      kind: 'no connection',
      code,
      reason: code ? `no connection (${code})` : 'no connection',
    });
    expect(classify(viaHttp(agentError(message, code), before({}))).kind).toBe('connection lost');
    const redirected = { ...before(null), _redirectCount: 1 };
    expect(classify(viaHttp(agentError(message, code), redirected)).kind).toBe('connection lost');
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'EPROTO',
    'HPE_INVALID_CONSTANT',
    'ABORT_ERR',
  ])('is final with %s all the same', (code) => {
    for (const socket of [null, { secureConnecting: true }]) {
      expect(classify(viaHttp(platformError(code), before(socket))).kind).toBe('error');
    }
  });

  it("is final where it is the agent's own mistake", () => {
    expect(classify(viaHttp(new TypeError('x is not a function'), before(null))).kind).toBe('error');
  });

  it('is a timeout if axios stopped waiting', () => {
    for (const code of ['ECONNABORTED', 'ETIMEDOUT']) {
      const error = new AxiosError('timeout of 5 ms exceeded', code, CONFIG, before(null));
      expect(classify(error).kind).toBe('timeout');
    }
  });

  it('is one by the name that an agent gives its errors', () => {
    const error = Object.assign(new Error('Socks5 proxy rejected connection'), { name: 'SocksClientError' });
    expect(classify(viaHttp(error, before(null))).kind).toBe('no connection');
    expect(classify(viaHttp(error, before({}))).kind).toBe('error');
  });

  it('is one in the TLS handshake', () => {
    const reset = platformError('ECONNRESET', { syscall: 'read' });
    const kindWith = (socket: object): string => classify(viaHttp(reset, before(socket))).kind;
    expect(kindWith({ secureConnecting: true })).toBe('no connection');
    expect(kindWith({ secureConnecting: false })).toBe('connection lost');
    const message = 'Client network socket disconnected before secure TLS connection was established';
    expect(classify(viaHttp(Object.assign(new Error(message), { code: 'ECONNRESET' }))).kind).toBe(
      'no connection',
    );
  });
});

// nock's replyWithError('text') is one. Node, Bun and Deno give each failure a code.
describe('a request that failed without a code', () => {
  const write = (): boolean => true;
  const kindWith = (cause: Error, request?: object, response?: AxiosResponse): string =>
    classify(AxiosError.from(cause, undefined, CONFIG, request, response)).kind;

  it('is lost where the http adapter sent it, and says so in words', () => {
    expect(classify(viaHttp(new Error('boom'), { write }))).toEqual({
      kind: 'connection lost',
      reason: 'connection lost',
    });
    expect(kindWith(new Error('boom'), { write, socket: {}, res: null })).toBe('connection lost');
  });

  it('is final where it was answered: an interceptor made the error', () => {
    expect(kindWith(new Error('boom'), { write, res: { statusCode: 200 } })).toBe('error');
    expect(kindWith(new Error('boom'), { write, res: { statusCode: 200 } }, responseOf(200))).toBe('error');
  });

  it('is final where no request of that adapter is there', () => {
    for (const request of [undefined, {}, { url: 'http://a.test/' }])
      expect(kindWith(new Error('boom'), request)).toBe('error');
  });

  it.each([
    new TypeError('x is not a function'),
    new RangeError('x'),
    new SyntaxError('x'),
    Object.assign(new Error('[MSW] Cannot bypass a request'), { name: 'InternalError' }),
  ])('is final with another name: %s', (cause) => {
    expect(kindWith(cause, { write })).toBe('error');
  });

  it('is final where axios gives a reason of its own', () => {
    expect(classify(new AxiosError('boom', undefined, CONFIG, { write })).kind).toBe('error');
    expect(classify(new AxiosError('boom', 'ERR_BAD_OPTION', CONFIG, { write })).kind).toBe('error');
  });
});

describe('an error without the mark of axios, but with the config of the request', () => {
  // As axios made them before 0.19, and moxios still does.
  const unmarked = (code: string | undefined, more: object = {}): Error =>
    Object.assign(new Error('as it was'), { config: CONFIG, code, ...more });

  it('is judged by its code', () => {
    expect(classify(unmarked('ECONNABORTED'))).toEqual({
      kind: 'timeout',
      code: 'ECONNABORTED',
      reason: 'timeout (ECONNABORTED)',
    });
    expect(classify(unmarked('ECONNRESET')).kind).toBe('connection lost');
    expect(classify(unmarked('EPROTO')).kind).toBe('error');
    expect(classify(unmarked(undefined)).kind).toBe('error');
  });

  it('never says that nothing was sent', () => {
    const more = { syscall: 'connect', request: { write: () => true, socket: null } };
    expect(classify(unmarked('ECONNREFUSED', more)).kind).toBe('connection lost');
  });
});

describe('HTTP/2', () => {
  const streamError = (name: string): Error =>
    Object.assign(new Error(`Stream closed with error code ${name}`), { code: 'ERR_HTTP2_STREAM_ERROR' });
  const cancelled = (cause?: Error): Error =>
    Object.assign(new Error('The pending stream has been canceled'), {
      code: 'ERR_HTTP2_STREAM_CANCEL',
      ...(cause && { cause }),
    });

  it('a refused stream was not touched, unless it was answered', () => {
    const refused = streamError('NGHTTP2_REFUSED_STREAM');
    expect(classify(viaHttp(refused))).toMatchObject({ kind: 'no connection' });
    expect(classify(viaFetch(refused))).toMatchObject({ kind: 'connection lost' });
    expect(classify(AxiosError.from(refused, undefined, CONFIG, {}, responseOf(200))).kind).toBe(
      'connection lost',
    );
  });

  it.each([
    'NGHTTP2_INTERNAL_ERROR',
    'NGHTTP2_PROTOCOL_ERROR',
    'NGHTTP2_ENHANCE_YOUR_CALM',
    'NGHTTP2_CANCEL',
  ])('a stream that ended with %s is lost', (name) => {
    expect(classify(viaHttp(streamError(name))).kind).toBe('connection lost');
  });

  it('a stream that never started sent nothing, and the code is that of the reason', () => {
    const refused = platformError('EADDRNOTAVAIL', { syscall: 'connect' });
    const reset = platformError('ECONNRESET', { syscall: 'read' });
    expect(classify(viaHttp(cancelled(refused))).reason).toBe('no connection (EADDRNOTAVAIL)');
    expect(classify(viaHttp(cancelled(reset))).reason).toBe('no connection (ECONNRESET)');
    expect(classify(viaHttp(cancelled())).reason).toBe('no connection (ERR_HTTP2_STREAM_CANCEL)');
    expect(classify(viaHttp(cancelled(platformError('CERT_HAS_EXPIRED')))).kind).toBe('error');
  });

  it.each(['ERR_HTTP2_INVALID_HEADER_VALUE', 'ERR_HTTP2_ERROR', 'ERR_HTTP2_INVALID_SETTING_VALUE'])(
    '%s is final',
    (code) => {
      expect(classify(viaHttp(platformError(code))).kind).toBe('error');
    },
  );
});

describe('what only some hosts and mocks say', () => {
  it("is lost where Cloudflare's runtime calls it retryable", () => {
    const failed = (retryable: unknown): AxiosError =>
      AxiosError.from(
        Object.assign(new Error('Network connection lost.'), { remote: true, retryable }),
        undefined,
        CONFIG,
        {},
      );
    expect(classify(failed(true))).toMatchObject({ kind: 'connection lost', reason: 'connection lost' });
    for (const other of [false, 'true', 1, undefined]) expect(classify(failed(other)).kind).toBe('error');
  });

  it.each(['Network Error', 'Network error', 'network error', 'NETWORK ERROR'])(
    'is lost where a mock says %p without a code',
    (message) => {
      expect(classify(new AxiosError(message, undefined, CONFIG)).kind).toBe('connection lost');
      expect(classify(new AxiosError(message, 'ERR_OTHER', CONFIG)).kind).toBe('error');
      expect(classify(new AxiosError(`${message}s`, undefined, CONFIG)).kind).toBe('error');
    },
  );

  it("is lost where Deno's TLS handshake was cut", () => {
    const cause = new Error(
      'error sending request for url (https://a.test/): client error (Connect): tls handshake eof',
    );
    expect(classify(viaFetch(cause)).kind).toBe('connection lost');
  });
});

describe('what an answer says of itself', () => {
  const answered = (response: object, message = 'x'): ReturnType<typeof classify> =>
    classify({ isAxiosError: true, message, response });

  it.each<[unknown, unknown]>([
    ['503', 503],
    [503, 503],
    [199, 199],
    [300, 300],
    [true, undefined],
    [{}, undefined],
    ['', undefined],
    [0, undefined],
  ])('a status of %j is %p', (status, read) => {
    expect(answered({ status }).status).toBe(read);
    expect(answered({ status }).kind).toBe(read ? 'status' : 'error');
  });

  it('a status of success is no failure of its own, unless axios itself has turned it down', () => {
    expect(answered({ status: 299 }, 'aborted')).toMatchObject({ kind: 'connection lost', status: 299 });
    expect(answered({ status: 200 }, 'aborted')).toMatchObject({ kind: 'connection lost', status: 200 });
    expect(answered({ status: 204 }, 'Request failed with status code 204').kind).toBe('status');
  });

  it('its status text is kept short', () => {
    expect(answered({ status: 503, statusText: 'x'.repeat(1000) }).reason).toBe('x'.repeat(200));
  });
});

it.each(['no network error at all', 'this is no network error', 'x (os error 104) y'])(
  'a message that only has the words is final: %s',
  (message) => {
    expect(classify({ isAxiosError: true, message }).kind).toBe('error');
  },
);

it('a reason is looked for five errors deep, and no deeper', () => {
  const under = (depth: number): object =>
    depth ? { isAxiosError: true, cause: under(depth - 1) } : { code: 'ECONNRESET' };
  expect(classify(under(4)).kind).toBe('connection lost');
  expect(classify(under(5)).kind).toBe('error');
});

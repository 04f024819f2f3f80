import type nock14 from 'nock14';
import { getRetryState } from '../../lib';
import { clientFor, errorOf, type Adapter } from '../http/server';
import { describeTool, type TestTool } from './test-tool';

const ORIGIN = 'http://api.example.com';

const withCode = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

/** What `replyWithError()` is given, by what it stands for. */
const ERRORS = {
  'a text': 'something awful happened',
  'an Error without a code': new Error('something awful happened'),
  'a reset connection': withCode('ECONNRESET', 'read'),
  'a timeout': withCode('ETIMEDOUT', 'read'),
  'a refused connection': withCode('ECONNREFUSED', 'connect'),
  'a name that is not found': Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }),
  'an expired certificate': withCode('CERT_HAS_EXPIRED', 'read'),
  "fetch's TypeError": new TypeError('fetch failed'),
  "an agent's mistake": new TypeError('x is not a function'),
} as const satisfies Readonly<Record<string, string | Error>>;

type Failure = keyof typeof ERRORS;

const UNMATCHED = 'a request that no interceptor matches';

interface Failures {
  readonly lost: readonly Failure[];
  readonly unsent?: readonly Failure[];
  readonly final: readonly Failure[];
}

/** What the failures mean that nock can play. */
const FAILURES: Readonly<Record<Adapter, Failures>> = {
  http: {
    lost: ['a reset connection', 'a timeout', 'a text', 'an Error without a code'],
    unsent: ['a refused connection', 'a name that is not found'],
    final: ['an expired certificate', "an agent's mistake"],
  },
  // Fetch itself fails with a TypeError only. What else has no code may be anything, such as a bad certificate.
  fetch: {
    lost: [
      ...['a reset connection', 'a timeout', 'a refused connection', 'a name that is not found'],
      "fetch's TypeError",
    ] as Failure[],
    final: ['a text', 'an Error without a code', 'an expired certificate', "an agent's mistake"],
  },
};

/** Runs a version of nock. It takes the place of `node:http` once it is loaded, so each has a file of its own. */
export function describeNock(nock: typeof nock14, adapters: readonly Adapter[]): void {
  beforeAll(() => {
    nock.disableNetConnect();
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });

  const play: TestTool['play'] = (_client, method, endings) => {
    for (const ending of endings) {
      if (ending === UNMATCHED) {
        nock(ORIGIN).get('/others').reply(200);
        return;
      }
      const interceptor = nock(ORIGIN)[method]('/orders');
      if (typeof ending === 'number') interceptor.reply(ending);
      else interceptor.replyWithError(ERRORS[ending as Failure]);
    }
  };

  for (const adapter of adapters) {
    const { lost, unsent, final } = FAILURES[adapter];
    describeTool({
      name: `axios over ${adapter}`,
      adapter,
      lost,
      ...(unsent && { unsent }),
      final: [...final, UNMATCHED],
      play,
      stop: () => {
        nock.cleanAll();
      },
    });

    it(`retries a GET over ${adapter} of a host that it keeps out: it says that the network can't be reached`, async () => {
      const error = await errorOf(clientFor(adapter).get('http://other.example.com'));
      expect([error.code, getRetryState(error)?.retryCount]).toEqual(['ENETUNREACH', 2]);
    });
  }
}

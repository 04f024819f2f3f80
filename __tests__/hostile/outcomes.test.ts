import fc from 'fast-check';
import { AxiosError } from 'axios';
import { parseRetryAfter } from '../../lib/delay/retry-after';
import { FUNCTIONS, kindNames, make, spring, Trap } from './values';
import { CANARY, complaintsAbout, failWith, failureOf, responseOf, RUNS, run } from './world';

const kinds = fc.constantFrom(...kindNames);

const HEADERS = [
  ...['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms', 'date', 'content-type', 'content-length'],
  ...[
    'ratelimit',
    'ratelimit-reset',
    'x-ratelimit-reset',
    'x-ratelimit-remaining',
    'x-ratelimit-reset-after',
  ],
  ...[
    'x-ratelimit-retry-after',
    'x-rate-limit-reset',
    'x-ratelimit-reset-requests',
    '__proto__',
    'constructor',
  ],
];

const year = fc.integer({ min: 0, max: 99_999 });
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  year.map((value) => `Sun, 06 Nov ${value} 08:49:37 GMT`),
  year.map((value) => `Sunday, 06-Nov-${value} 08:49:37 GMT`),
  year.map((value) => `Sun Nov  6 08:49:37 ${value}`),
  fc
    .array(
      fc.oneof(fc.double(), fc.bigInt(), fc.constantFrom('', ' ', ';', '"', '-1', '0x10', '1e9', 'r=0;t=9')),
      {
        maxLength: 5,
      },
    )
    .map((list) => list.join(', ')),
  fc.constantFrom(
    '9'.repeat(65_536),
    '0'.repeat(65_536),
    '9,'.repeat(32_768),
    '\u0661\u0662',
    '5\0',
    '\n5',
    '5\r\nx: y',
  ),
);

/** Values of headers, as adapters give them, and as none does. */
const values = fc.oneof(
  texts.map((text) => ({ toString: () => JSON.stringify(text).slice(0, 80), value: (): unknown => text })),
  fc.array(texts, { maxLength: 3 }).map((list) => ({ toString: () => 'a list', value: (): unknown => list })),
  kinds.map((kind) => ({ toString: () => kind, value: () => make(kind) })),
);

const own = (name: string, value: unknown, target: object = {}): object =>
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });

describe('the headers of an answer', () => {
  it('say a wait that is a number of 0 or more, or nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HEADERS), values, values, (name, one, date) => {
        const wait = parseRetryAfter(own(name, one.value(), { date: date.value() }), 0);
        expect(wait === undefined || wait >= 0).toBe(true);
      }),
      { numRuns: 5 * RUNS },
    );
  });

  it('of any kind change no error, and forge no line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...HEADERS), values, async (name, { value }) => {
        const answer = (config: unknown): unknown =>
          failWith(config, { status: 429, headers: own(name, value()) });
        expect(await complaintsAbout({ answer: answer })).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('may be a thing of any kind', async () => {
    for (const kind of kindNames) {
      const answer = (config: unknown): unknown => failWith(config, { headers: make(kind) });
      expect([kind, ...(await complaintsAbout({ answer }))]).toEqual([kind]);
    }
  });
});

describe('an answer', () => {
  const MEMBERS = ['status', 'statusText', 'data', 'config', 'request', 'headers'];

  it('with a member of any kind changes no error, and forges no line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...MEMBERS), kinds, async (name, kind) => {
        const answer = (config: unknown): unknown => failWith(config, { [name]: make(kind) });
        const stream = { request: () => ({ responseType: 'stream' }) };
        expect(await complaintsAbout({ answer })).toEqual([]);
        expect(await complaintsAbout({ answer, ...stream })).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('with any status and any text forges no line', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer(), fc.double(), fc.string()),
        texts,
        async (status, statusText) => {
          const answer = (config: unknown): unknown => failWith(config, { status, statusText });
          expect(await complaintsAbout({ answer, options: () => ({ retryCondition: () => true }) })).toEqual(
            [],
          );
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('that is a success of any kind is passed on', async () => {
    for (const kind of kindNames) {
      const whole = await complaintsAbout({ answer: () => make(kind) });
      const unwrapped = await complaintsAbout({
        answer: (config) => responseOf(config, { status: 200 }),
        inner: (client) => client.interceptors.response.use(() => make(kind) as never),
      });
      expect([kind, ...whole, ...unwrapped]).toEqual([kind]);
    }
  });
});

describe('an error', () => {
  const MEMBERS = [
    'message',
    'code',
    'cause',
    'name',
    'config',
    'response',
    'request',
    'errors',
    'stack',
    'isAxiosError',
  ];
  const MARKS = ['__CANCEL__', 'toJSON', 'status'];

  it('with members of any kind is not replaced', async () => {
    const member = fc.tuple(fc.constantFrom(...MEMBERS, ...MARKS), kinds);
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (members, isAnswered) => {
          const answer = (config: unknown): unknown => {
            const error = isAnswered
              ? failureOf(config, responseOf(config))
              : new AxiosError(`no ${CANARY}`, 'ECONNRESET', config as never);
            for (const [name, kind] of members) own(name, make(kind), error);
            return Promise.reject(error);
          };
          expect(await complaintsAbout({ answer })).toEqual([]);
        },
      ),
      { numRuns: 2 * RUNS },
    );
  });

  it.each(kindNames)('that is %s is not replaced, by an adapter or an inner interceptor', async (kind) => {
    const reject = (): Promise<never> => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the point
      return Promise.reject(make(kind));
    };
    const isLate = (attempt: number): boolean => attempt > 1;
    const complaints = [
      ...(await complaintsAbout({ answer: reject })),
      ...(await complaintsAbout({ inner: (client) => client.interceptors.response.use(null, reject) })),
      ...(await complaintsAbout({ inner: (client) => client.interceptors.request.use(reject) })),
    ];
    expect(complaints).toEqual([]);
    // The error of the last attempt is that of the call.
    const late = await run({ answer: (config, attempt) => (isLate(attempt) ? reject() : failWith(config)) });
    const only = await run({ answer: reject }, true);
    expect([late.state, typeof late.value]).toEqual([only.state, typeof only.value]);
  });

  it('whose getters throw is not replaced', async () => {
    for (const name of [...MEMBERS, ...MARKS]) {
      const answer = (config: unknown): unknown =>
        Promise.reject(
          Object.defineProperty(failureOf(config, responseOf(config)), name, { get: spring, set: spring }),
        );
      expect([name, ...(await complaintsAbout({ answer }))]).toEqual([name]);
    }
  });

  it('in a circle of causes, or at the end of a long one, is not replaced', async () => {
    const rings = [1, 2, 7, 10_000].map((length) => (config: unknown): unknown => {
      const errors = Array.from({ length }, () => new AxiosError('link', 'ECONNRESET', config as never));
      errors.forEach((error, index) => Object.assign(error, { cause: errors[(index + 1) % length], errors }));
      return Promise.reject(errors[0]!);
    });
    for (const answer of rings) expect(await complaintsAbout({ answer })).toEqual([]);
  });
});

/** A stream in memory that gives chunks of any kind, one after the other, until it is destroyed. */
function streamOf(kind: string): object {
  let isDestroyed = false;
  const chunk = make(kind);
  return {
    pipe: () => undefined,
    on: (event: string, listen: (chunk: unknown) => void) => {
      // At once, as a stream does that has it all in memory: nothing else runs in between.
      for (let count = 0; event === 'data' && !isDestroyed; count++) {
        if (count > 100_000) throw new Trap('nobody destroys it');
        listen(chunk);
      }
    },
    destroy: () => {
      isDestroyed = true;
    },
  };
}

it.each(kindNames.filter((kind) => !/deep|long|200/.test(kind) && !(kind in FUNCTIONS)))(
  'a stream of chunks that are %s comes to an end',
  async (kind) => {
    const chunks = ['a chunk', 'its length'].map((what) => (what === 'a chunk' ? kind : { length: kind }));
    for (const chunk of chunks) {
      const stream = (): object => {
        const source = streamOf(kind) as { on: (event: string, listen: (chunk: unknown) => void) => void };
        if (typeof chunk === 'string') return source;
        return {
          ...source,
          on: (event: string, listen: (chunk: unknown) => void) => {
            source.on(event, (value) => {
              listen({ length: value });
            });
          },
        };
      };
      const answer = (config: unknown): unknown => failWith(config, { data: stream() });
      expect(await complaintsAbout({ answer, request: () => ({ responseType: 'stream' }) })).toEqual([]);
    }
  },
);

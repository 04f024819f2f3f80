import * as fc from 'fast-check';

/** Calls to two servers that share a pacer. All times are whole milliseconds. */
export interface CrowdProgram {
  /** Of `Math.random`. */
  readonly seed: number;
  readonly pacer: {
    readonly failures: number;
    readonly probeDelay: number;
    readonly maxProbeDelay: number;
    readonly holdNewCalls: boolean;
    readonly maxHeld: number;
  };
  readonly retries: number;
  readonly maxRetryAfter: number;
  /** What the servers answer, one phase after the other; then 200. */
  readonly phases: readonly Phase[];
  /** When `key` fails for host `b`: it throws, or returns a promise. */
  readonly badKey?: { readonly by: 'throw' | 'promise'; readonly from: number; readonly until: number };
  readonly calls: readonly CrowdCall[];
}

interface Phase {
  readonly length: number;
  readonly status: number;
  /** In seconds. */
  readonly retryAfter?: number;
}

export type Host = 'a' | 'b';

export interface CrowdCall {
  readonly at: number;
  readonly host: Host;
  /** How long each of its attempts takes. */
  readonly latency: number;
  readonly body?: 'list' | 'form' | 'stream';
  readonly hasPacer: boolean;
  readonly maxRetryAfter?: number;
  readonly maxElapsedTime?: number;
  readonly cancelAt?: number;
}

/** What `key` does for a host at `now`. */
export const keyAt = ({ badKey }: CrowdProgram, host: Host, now: number): 'throw' | 'promise' | 'host' =>
  badKey && host === 'b' && badKey.from <= now && now < badKey.until ? badKey.by : 'host';

/** What a server answers to a request that it gets at `now`. */
export function answerAt({ phases }: CrowdProgram, now: number): Omit<Phase, 'length'> {
  let left = now;
  return phases.find(({ length }) => (left -= length) < 0) ?? { status: 200 };
}

const { constantFrom, record, array, integer, oneof, constant } = fc;

/** A member that one in so many has. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> =>
  oneof(
    { withCrossShrink: true },
    { weight: oneIn - 1, arbitrary: constant(undefined) },
    { weight: 1, arbitrary },
  );

const phase: fc.Arbitrary<Phase> = record({
  length: integer({ min: 100, max: 20_000 }),
  status: constantFrom(503, 429, 503, 200),
  retryAfter: constantFrom(5, undefined, 1, 5, undefined, 2, 10, 60),
});

/** Calls one after the other, with pauses as long as `pause` allows. */
const calls = (least: number, most: number, pause: number): fc.Arbitrary<CrowdCall[]> =>
  array(
    record({
      at: integer({ min: 0, max: pause }),
      host: constantFrom<Host>('a', 'a', 'a', 'a', 'b'),
      latency: constantFrom(5, 0, 150, 150, 1200, 4000),
      body: rarely(constantFrom<NonNullable<CrowdCall['body']>>('list', 'form', 'list', 'form', 'stream'), 2),
      hasPacer: rarely(constant(false), 12).map((has) => has ?? true),
      maxRetryAfter: rarely(constantFrom(0, 1500, 8000), 6),
      maxElapsedTime: rarely(integer({ min: 1, max: 20_000 }), 8),
      cancelAt: rarely(integer({ min: 0, max: 15_000 }), 8),
    }),
    { minLength: least, maxLength: most, size: 'max' },
  ).map((list) => {
    let now = 0;
    return list.map((call) => ({ ...call, at: (now += call.at) }));
  });

/** All kinds of crowds. */
export const crowds: fc.Arbitrary<CrowdProgram> = fc.noBias(
  record({
    seed: integer({ min: 0, max: 0xffff }),
    pacer: record({
      failures: constantFrom(5, 1, 2, 3),
      probeDelay: constantFrom(1000, 200),
      maxProbeDelay: constantFrom(5000, 1000),
      holdNewCalls: constantFrom(true, true, false),
      maxHeld: constantFrom(1000, 1, 3),
    }),
    retries: constantFrom(5, 3, 1, 10, 0),
    maxRetryAfter: constantFrom(300_000, 6000),
    phases: array(phase, { minLength: 1, maxLength: 4 }),
    badKey: rarely(
      record({
        by: constantFrom('throw' as const, 'promise'),
        from: constantFrom(0, 0, 2000),
        until: constantFrom(Infinity, Infinity, 8000),
      }),
      4,
    ),
    calls: oneof(
      { withCrossShrink: true },
      { weight: 2, arbitrary: calls(1, 10, 1500) },
      { weight: 1, arbitrary: calls(14, 24, 250) },
      { weight: 1, arbitrary: calls(1, 8, 6000) },
    ),
  }),
);

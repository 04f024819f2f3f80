import * as fc from 'fast-check';
import { PENDING } from './pending';
import {
  ERRORS,
  type AnswerSpec,
  type BackoffSpec,
  type CallSpec,
  type Edit,
  type GuardSpec,
  type Layer,
  type OptionsSpec,
  type Pace,
  type Program,
  type RequestKind,
  type ResponseKind,
  type RetryAfterSpec,
  type Script,
  type Step,
} from './program';

// What comes first in a list of choices is what a failing program is shrunk to.
const { constantFrom, record, array, integer, oneof, boolean, constant } = fc;

/** A member that is mostly left out. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>, oneIn = 4): fc.Arbitrary<T | undefined> =>
  oneof(
    { withCrossShrink: true },
    { weight: oneIn - 1, arbitrary: constant(undefined) },
    { weight: 1, arbitrary },
  );

const latency = oneof(
  { weight: 6, arbitrary: constant(0) },
  { weight: 3, arbitrary: integer({ min: 1, max: 2000 }) },
);
const hookLatency = oneof(
  { weight: 12, arbitrary: constant(0) },
  { weight: 4, arbitrary: integer({ min: 1, max: 800 }) },
  // Only a cancellation ends it.
  { weight: 1, arbitrary: constant(Infinity) },
);

const script = <Value>(
  values: readonly Value[],
  { delays = hookLatency, throws = true }: { delays?: fc.Arbitrary<number>; throws?: boolean } = {},
): fc.Arbitrary<Script<Value>> => {
  const value: fc.Arbitrary<Value | 'throw'> = throws
    ? oneof(
        { weight: 6, arbitrary: constantFrom(...values) },
        { weight: 1, arbitrary: constant('throw' as const) },
      )
    : constantFrom(...values);
  const step: fc.Arbitrary<Step<Value>> = record({ latency: delays, value });
  return array(step, { minLength: 1, maxLength: 4 });
};

const backoff: fc.Arbitrary<BackoffSpec> = record(
  {
    initialDelay: constantFrom(100, 1, 0, 1000, 3333),
    multiplier: constantFrom(2, 1, 1.5, 10),
    maxDelay: constantFrom(60_000, 500, 5000),
    jitter: constantFrom('full' as const, 'none', 'equal', 'decorrelated', 'proportional'),
  },
  { requiredKeys: [] },
);

const guard: fc.Arbitrary<GuardSpec> = record(
  {
    allows: script([true, true, true, false], {
      delays: oneof({ weight: 5, arbitrary: constant(0) }, hookLatency),
    }),
    wait: array<Pace>(
      oneof(
        { weight: 3, arbitrary: constant('timer' as const) },
        { weight: 6, arbitrary: record({ after: integer({ min: 0, max: 3000 }), isSent: boolean() }) },
        { weight: 1, arbitrary: constant('throw' as const) },
      ),
      { minLength: 1, maxLength: 4 },
    ),
    isSound: array(constantFrom<boolean | 'throw'>(true, true, false, 'throw'), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  { requiredKeys: [] },
);

const statuses = constantFrom<NonNullable<OptionsSpec['statuses']>>(
  [[500, 599]],
  [404, 503],
  [],
  [418, [429, 503]],
);

const options: fc.Arbitrary<OptionsSpec> = record({
  retries: rarely(constantFrom(2, 3, 1, 4, 0, Infinity), 2),
  retryDelay: rarely(
    oneof(
      { weight: 3, arbitrary: constantFrom(100, 0, 1, 5000, 7, 3_000_000_000) },
      { weight: 3, arbitrary: backoff },
      { weight: 2, arbitrary: script([100, 0, 30, 2500, NaN, -5, Infinity, 0.25]) },
    ),
    2,
  ),
  retryCondition: rarely(script([undefined, true, false]), 5),
  methods: rarely(constantFrom(['POST', 'GET'], ['post'], []), 8),
  statuses: rarely(statuses, 8),
  idempotent: rarely(boolean(), 8),
  renewData: rarely(script(['{"new":1}']), 10),
  maxRetryAfter: rarely(constantFrom(10_000, 0, 1000, Infinity), 8),
  maxElapsedTime: rarely(integer({ min: 0, max: 8000 }), 5),
  shouldResetTimeout: rarely(boolean(), 6),
  validateResponse: rarely(
    oneof({ weight: 5, arbitrary: script([true, false]) }, { weight: 1, arbitrary: constant(null) }),
    8,
  ),
  budget: rarely(oneof({ weight: 5, arbitrary: guard }, { weight: 1, arbitrary: constant(null) }), 6),
  pacer: rarely(oneof({ weight: 5, arbitrary: guard }, { weight: 1, arbitrary: constant(null) }), 5),
  log: oneof(
    { weight: 8, arbitrary: constant('function' as const) },
    { weight: 1, arbitrary: constant('off' as const) },
    { weight: 1, arbitrary: constant('throws' as const) },
    { weight: 1, arbitrary: constant('rejects' as const) },
    { weight: 1, arbitrary: constant(undefined) },
  ),
  onRetry: rarely(script<Edit>(['nothing', 'url', 'header', 'body']), 3),
  onMaxRetryTimesExceeded: rarely(script([undefined]), 4),
  onGiveUp: rarely(script([undefined], { delays: constantFrom(0, Infinity) }), 3),
});

const retryAfter: fc.Arbitrary<RetryAfterSpec> = record({
  form: constantFrom<RetryAfterSpec['form'][]>(
    ...['seconds' as const, 'ms' as const, 'x-ms' as const, 'list' as const, 'garbage' as const],
    ...['imf' as const, 'rfc850' as const, 'asctime' as const, 'utc' as const],
    ...['policies' as const, 'draft7' as const, 'reset' as const, 'epoch' as const],
    ...['tokens' as const, 'untold' as const],
  ),
  seconds: constantFrom(1, 0, 2, 5, 12, 300, 301, 86_400),
  serverClock: rarely(constantFrom(0, 3600, -86_400), 2),
}).chain((spec) =>
  spec.form === 'seconds' && spec.seconds === 1
    ? constantFrom(spec, { ...spec, seconds: 1.5 })
    : constant(spec),
);

const status = (statuses: readonly number[]): fc.Arbitrary<AnswerSpec> =>
  record({
    kind: constant('status' as const),
    status: constantFrom(...statuses),
    latency,
    retryAfter: rarely(retryAfter, 3),
  });

const error = (codes: readonly (keyof typeof ERRORS)[]): fc.Arbitrary<AnswerSpec> =>
  record({ kind: constant('error' as const), code: constantFrom(...codes), latency });

const codesOf = (isFinal: boolean): (keyof typeof ERRORS)[] =>
  (Object.keys(ERRORS) as (keyof typeof ERRORS)[]).filter(
    (code) => (ERRORS[code].kind === 'final') === isFinal,
  );

const answer: fc.Arbitrary<AnswerSpec> = oneof(
  { weight: 8, arbitrary: status([503, 429, 500, 502, 408, 522, 429, 413, 529]) },
  { weight: 6, arbitrary: error(codesOf(false)) },
  { weight: 2, arbitrary: status([200, 404, 401, 501, 418]) },
  { weight: 1, arbitrary: error(codesOf(true)) },
  { weight: 1, arbitrary: record({ kind: constantFrom('cutShort' as const, 'badJson'), latency }) },
  // Never an answer: only a timeout, a limit or a cancellation ends it.
  { weight: 1, arbitrary: constant({ kind: 'status' as const, status: 200, latency: Infinity }) },
);

/** Mostly a few failures, and a success when they have run out. */
const answers: fc.Arbitrary<AnswerSpec[]> = oneof(
  { weight: 1, arbitrary: array(answer, { maxLength: 2 }) },
  { weight: 7, arbitrary: array(answer, { minLength: 2, maxLength: 6, size: 'max' }) },
);

/** Overrides name fewer options than an installation. */
const overrides: fc.Arbitrary<OptionsSpec> = options.chain((all) =>
  fc
    .subarray(Object.keys(all) as (keyof OptionsSpec)[], { maxLength: 4 })
    .map((names) => Object.fromEntries(names.map((name) => [name, all[name]]))),
);

const call: fc.Arbitrary<CallSpec> = record({
  at: oneof({ weight: 2, arbitrary: constant(0) }, { weight: 1, arbitrary: integer({ min: 0, max: 3000 }) }),
  method: constantFrom('GET', 'POST', 'PUT', 'DELETE', 'GET', 'PATCH', 'GET', 'post', 'PUT', 'GET'),
  hasKey: rarely(constant(true), 8).map(Boolean),
  timeout: oneof(
    { weight: 3, arbitrary: constant(0) },
    { weight: 1, arbitrary: integer({ min: 1, max: 4000 }) },
  ),
  overrides: oneof(
    { withCrossShrink: true },
    { weight: 12, arbitrary: constant(undefined) },
    { weight: 12, arbitrary: overrides },
    // Wrong.
    { weight: 1, arbitrary: constant({ retries: -1 }) },
  ),
  answers,
  cancel: rarely(
    record({
      by: constantFrom<NonNullable<CallSpec['cancel']>['by'][]>(
        'signal',
        'token',
        ...(PENDING.has('cancelling') ? [] : (['ownToken'] as const)),
      ),
      isShared: rarely(constant(true), 3),
      at: oneof(
        { weight: 4, arbitrary: integer({ min: 0, max: 6000 }) },
        { weight: 1, arbitrary: integer({ min: 0, max: 300 }) },
        { weight: 1, arbitrary: integer({ min: 6000, max: 60_000 }) },
      ),
    }),
    3,
  ),
});

const isReady = !PENDING.has('attribution');

/** Every time, or only the first, second or third time that a call comes by. */
const always = oneof(
  { weight: 1, arbitrary: constant(undefined) },
  { weight: 1, arbitrary: integer({ min: 0, max: 2 }) },
);
/** What ends a call had better not be there every time. */
const once = oneof(
  { weight: 1, arbitrary: constant(undefined) },
  { weight: 9, arbitrary: constantFrom(1, 2, 1, 2, 0) },
);

const onRequest = (
  kinds: readonly RequestKind[],
  on: fc.Arbitrary<number | undefined>,
): fc.Arbitrary<Layer> => record({ type: constant('request' as const), kind: constantFrom(...kinds), on });

const onResponse = (
  kinds: readonly ResponseKind[],
  on: fc.Arbitrary<number | undefined>,
): fc.Arbitrary<Layer> => record({ type: constant('response' as const), kind: constantFrom(...kinds), on });

const interceptor: fc.Arbitrary<Layer> = oneof(
  {
    weight: 8,
    arbitrary: onRequest(
      ['tag', 'prefix', 'body', 'spread', 'key', 'method', 'slow', ...(isReady ? (['clone'] as const) : [])],
      always,
    ),
  },
  { weight: 1, arbitrary: onRequest(['throw'], once) },
  { weight: 4, arbitrary: onResponse(['unwrap', 'spreadConfig'], always) },
  { weight: 3, arbitrary: onResponse(['resend'], constant(undefined)) },
  { weight: 2, arbitrary: onResponse(['swallow', 'throw'], once) },
  ...(isReady ? [{ weight: 5, arbitrary: onResponse(['wrap', 'wrapResponse', 'foreign'], once) }] : []),
);

const install: fc.Arbitrary<Layer> = record({ type: constant('install' as const), options });

const layers: fc.Arbitrary<Layer[]> = fc
  .tuple(
    array(interceptor, { maxLength: 2 }),
    install,
    rarely(fc.tuple(array(interceptor, { maxLength: 1 }), install), 8),
    array(interceptor, { maxLength: 2 }),
  )
  .map(([inner, first, second, outer]) => [
    ...inner,
    first,
    ...(second ? [...second[0], second[1]] : []),
    ...outer,
  ]);

function withOneSharedCancellation(calls: readonly CallSpec[]): CallSpec[] {
  const shared = calls.find(({ cancel }) => cancel?.isShared)?.cancel;
  return calls.map((spec) => (spec.cancel?.isShared ? { ...spec, cancel: shared } : spec));
}

/** Where something waits for a 401, half of the calls get one at once. */
function withRefresh(program: Program): Program {
  const isRefreshed = program.layers.some((layer) => layer.type === 'response' && layer.kind === 'resend');
  if (!isRefreshed) return program;
  const refused: AnswerSpec = { kind: 'status', status: 401, latency: 0 };
  const calls = program.calls.map((spec, index) =>
    (program.seed + index) % 2 ? { ...spec, answers: [refused, ...spec.answers] } : spec,
  );
  return { ...program, calls };
}

/** All kinds of programs. */
// Without the bias of fast-check, which makes most calls end before there is anything to see.
export const programs: fc.Arbitrary<Program> = fc
  .noBias(
    record({
      seed: integer({ min: 0, max: 0xffff }),
      clarifyTimeoutError: rarely(constant(true), 6).map(Boolean),
      transforms: rarely(constant(true), 5).map(Boolean),
      layers,
      calls: array(call, { minLength: 1, maxLength: 4 }).map(withOneSharedCancellation),
      eject: rarely(record({ at: integer({ min: 0, max: 3000 }) }), 10),
      jumps: oneof(
        { weight: 4, arbitrary: constant([]) },
        {
          weight: 1,
          arbitrary: array(
            record({
              at: integer({ min: 0, max: 3000 }),
              by: constantFrom(3_600_000, -3_600_000, 5000, -1000),
            }),
            { minLength: 1, maxLength: 2 },
          ),
        },
      ),
    }),
  )
  .map(withRefresh);

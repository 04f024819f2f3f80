import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import type { Observation, Options, Scenario, Step } from './observe';

/** Something that the preset does not do as axios-retry 4.5.0 does it, on purpose. */
export interface Difference {
  /** What axios-retry does, or why that is not done here. `docs/migrating.md` has it beside the name. */
  readonly reason: string;
  /** What shows it, what of that, and how it looks with each of the two plugins. */
  readonly scenario: Scenario;
  readonly look: (observation: Observation) => unknown;
  readonly theirs: unknown;
  readonly ours: unknown;
  /** The rows of the generated table that it shows up in. */
  readonly claims?: (scenario: Scenario) => boolean;
}

const sendsOf = ({ sends }: Observation): number => sends.length;
const urlsOf = ({ sends }: Observation): string[] => sends.map(({ url }) => url);
const bodiesOf = ({ sends }: Observation): string[] => sends.map(({ body }) => body);
const rejectionOf = ({ outcome }: Observation): unknown => outcome.rejected;
const notesOf = ({ notes }: Observation): readonly string[] => notes;
const retryCountOf = ({ outcome }: Observation): unknown => outcome.retryCount;
const namesOf = ({ hooks }: Observation): unknown[] => hooks.map((hook) => (hook as unknown[])[0]);

const UNAVAILABLE = 'AxiosError ERR_BAD_RESPONSE: Request failed with status code 503';
const CANCELED = 'CanceledError ERR_CANCELED: canceled';

const boom = (): never => {
  throw new Error('boom');
};

const call =
  (method: string, ...steps: Step[]) =>
  (more: Partial<Scenario> = {}): Scenario => ({ name: 'difference', method, steps, ...more });

const twice = call('get', 503, 503);
const always = call('get', ...Array<number>(12).fill(503));

/** Options that the types of axios-retry turn down, as JavaScript may give them. */
const untyped = (options: object) => (): Options => options;

/** Makes a call that is cancelled after some milliseconds, in fake time. */
const cancelledAfter =
  (milliseconds: number) =>
  (client: AxiosInstance, request: AxiosRequestConfig): Promise<unknown> => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, milliseconds);
    return client.request({ ...request, signal: controller.signal });
  };

/** The outcome of a call, or that it had none in time. */
const within =
  (milliseconds: number) =>
  async (client: AxiosInstance, request: AxiosRequestConfig): Promise<unknown> => {
    const outcome = client.request(request).then(
      ({ status }) => `resolved ${status}`,
      (error: unknown) => `rejected ${String(axios.isAxiosError(error) && error.response?.status)}`,
    );
    const late = new Promise((resolve) => setTimeout(resolve, milliseconds, 'nothing yet'));
    return Promise.race([outcome, late]);
  };

/** Longer than any test may take, in milliseconds. */
const LONG = 600_000;

const setTimer = setTimeout;

/** Notes the timers of these lengths. */
function noteTimers(lengths: readonly number[], note: (text: string) => void): void {
  jest.spyOn(globalThis, 'setTimeout').mockImplementation((run, length) => {
    if (lengths.includes(Number(length))) note(String(length));
    return setTimer(run, length);
  });
}

const httpDate = (offset: number): string => new Date(Date.now() + offset).toUTCString();

const isIdempotent = (method: string): boolean =>
  ['get', 'head', 'options', 'put', 'delete'].includes(method);

/** Whether an attempt ends before any answer, but maybe after the server has had the request. */
const mayBeDone = (step: Step | undefined): boolean =>
  step === 'reset' ||
  (typeof step === 'object' &&
    'code' in step &&
    /^(ECONNRESET|EPIPE|EHOSTUNREACH|ETIMEDOUT|ERR_(NETWORK|BAD_\w+|FR_\w+|TLS_\w+))$/.test(
      String(step.code),
    ));

/**
 * All differences that are meant. A row of the table that differs and is claimed by none of them fails, and so does
 * one of these that has gone.
 */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'what may have been processed is not sent twice': {
    reason: 'It repeats a POST whose connection broke after the server had read it: an order placed twice.',
    scenario: call('post', 'reset')(),
    look: sendsOf,
    theirs: 2,
    ours: 1,
    claims: ({ method, steps: [first] }) => !isIdempotent(method) && mayBeDone(first),
  },
  'request interceptors start from the original request': {
    reason: 'It runs them again on what they have already changed: /v1/v1/orders.',
    scenario: twice({
      inner: (client) => {
        client.interceptors.request.use((config) => ({ ...config, url: `/v1${String(config.url)}` }));
      },
    }),
    look: urlsOf,
    theirs: ['/v1/x', '/v1/v1/x', '/v1/v1/v1/x'],
    ours: ['/v1/x', '/v1/x', '/v1/x'],
  },
  'interceptors registered later run once per call': {
    reason: 'It replays through the whole instance, so an answer is unwrapped once per attempt.',
    scenario: twice({
      outer: (client, note) => {
        client.interceptors.request.use((config) => {
          note('request');
          return config;
        });
        client.interceptors.response.use((response) => {
          note('response');
          return response;
        });
      },
    }),
    look: notesOf,
    theirs: ['request', 'request', 'request', 'response', 'response', 'response'],
    ours: ['request', 'response'],
  },
  'the body is built afresh for each attempt': {
    reason: "It sends what transformRequest built for the first attempt, so onRetry can't set an object.",
    scenario: call(
      'put',
      503,
      503,
    )({
      request: {
        data: { a: 1 },
        transformRequest: [
          (data: unknown, headers) => (headers.set('X-Type', typeof data), JSON.stringify(data)),
        ],
      },
      options: () => ({
        onRetry: (_retryCount, _error, config) => {
          config.data = { a: 2 };
        },
      }),
    }),
    look: bodiesOf,
    theirs: ['{"a":1}'],
    ours: ['{"a":1}', '{"a":2}', '{"a":2}'],
    claims: ({ method, name }) => method === 'put' && name.endsWith('onRetry sets new headers'),
  },
  'onRetry sees the body that the caller gave': {
    reason: 'There, config.data is the text that axios built. Remove a JSON.parse() of it.',
    scenario: call(
      'put',
      503,
    )({
      request: { data: { a: 1 } },
      options: () => ({
        onRetry: (_retryCount, _error, config) => {
          Object.assign(config.headers ?? {}, { 'X-Data': typeof config.data });
        },
      }),
    }),
    look: ({ sends }) => sends[1]?.headers['x-data'],
    theirs: 'string',
    ours: 'object',
  },
  'no empty body in place of a stream': {
    reason: 'It sends a stream that has been read, and the server accepts the empty body. See renewData.',
    scenario: call(
      'put',
      503,
    )({
      act: (client, request) =>
        client.request({ ...request, data: Readable.from(['text']), maxRedirects: 0 }),
    }),
    look: (observation) => [bodiesOf(observation), observation.outcome.status],
    theirs: [['text', ''], 200],
    ours: [['text'], 503],
  },
  'a streamed answer frees its socket': {
    reason: 'It leaves the failed answer unread, and with one socket waits forever.',
    scenario: twice({
      act: async (client, request, name) => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        const streamed = { ...request, responseType: 'stream', httpAgent: agent } as const;
        try {
          // Only theirs would wait for ever.
          return await (name === 'theirs'
            ? within(300)(client, streamed)
            : client.request(streamed).then(({ status }) => `resolved ${status}`));
        } finally {
          agent.destroy();
        }
      },
    }),
    look: ({ outcome }) => outcome.resolved,
    theirs: 'nothing yet',
    ours: 'resolved 200',
  },
  'a cancelled call is not retried': {
    reason: 'Its default condition retries a cancelled GET, so hooks run until no retry is left.',
    scenario: call('get', 'hang')({ isTimed: true, act: cancelledAfter(20) }),
    look: namesOf,
    theirs: [
      ...Array<string[]>(3).fill(['retryCondition', 'retryDelay', 'onRetry']).flat(),
      'onMaxRetryTimesExceeded',
    ],
    ours: [],
  },
  'a cancelToken ends the wait': {
    reason: 'It looks at signal only, and keeps waiting.',
    scenario: call(
      'get',
      503,
    )({
      isTimed: true,
      options: () => ({ retryDelay: () => 1500 }),
      act: async (client, request) => {
        const { token, cancel } = axios.CancelToken.source();
        // In fake time, so in the wait.
        const outcome = within(700)(client, { ...request, cancelToken: token });
        setTimeout(cancel, 20);
        return outcome;
      },
    }),
    look: ({ outcome }) => outcome.resolved,
    theirs: 'nothing yet',
    ours: 'rejected undefined',
  },
  'a config sent again by hand starts afresh': {
    reason: 'It keeps the count on the config, so there are no retries left.',
    scenario: always({
      options: () => ({ retries: 1 }),
      act: (client, request) =>
        client
          .request(request)
          .catch((error: unknown) => client.request((error as { config: AxiosRequestConfig }).config)),
    }),
    look: sendsOf,
    theirs: 3,
    ours: 4,
  },
  'Retry-After holds whatever retryDelay says': {
    reason: 'It leaves that to the delay function. Coming back too early is mostly pointless.',
    scenario: call('get', { status: 503, headers: { 'retry-after': '20' } })({
      options: () => ({ retryDelay: () => 1 }),
      isTimed: true,
      act: cancelledAfter(300),
    }),
    look: (observation) => [sendsOf(observation), rejectionOf(observation)],
    theirs: [2, undefined],
    ours: [1, CANCELED],
  },
  'a wait that the server asks for is a little longer, at random': {
    reason:
      'All clients that were told the same time come back at once. Here up to a tenth or 100 ms is added.',
    scenario: call('get', { status: 503, headers: { 'retry-after': '0.013' } })({
      inner: (_client, note) => {
        jest.spyOn(Math, 'random').mockReturnValue(0.5);
        noteTimers([13, 63], note);
      },
    }),
    look: notesOf,
    theirs: ['13'],
    ours: ['63'],
  },
  'retry-after-ms and x-ms-retry-after-ms count': {
    reason: 'It reads only Retry-After.',
    scenario: call('get', { status: 503, headers: { 'retry-after-ms': '13' } })({
      inner: (_client, note) => {
        noteTimers([13], note);
      },
    }),
    look: notesOf,
    theirs: [],
    ours: ['13'],
  },
  "a date in Retry-After is relative to the server's clock": {
    reason: 'If a clock is wrong, it comes back at once or hours late.',
    scenario: call('get', {
      status: 503,
      headers: { date: httpDate(-3_600_000), 'retry-after': httpDate(-3_590_000) },
    })({ isTimed: true, act: cancelledAfter(300) }),
    look: (observation) => [sendsOf(observation), rejectionOf(observation)],
    theirs: [2, undefined],
    ours: [1, CANCELED],
  },
  'a very long wait is a wait': {
    reason: 'A timer above 24.8 days fires at once, so all retries are used up in an instant.',
    scenario: call(
      'get',
      ...Array<Step>(4).fill({ status: 503, headers: { 'retry-after': '10000000' } }),
    )({
      isTimed: true,
      act: cancelledAfter(300),
    }),
    look: (observation) => [sendsOf(observation), rejectionOf(observation)],
    theirs: [4, UNAVAILABLE],
    ours: [1, CANCELED],
  },
  'a retryDelay that throws does not end the call': {
    reason: 'The throw replaces the HTTP error. Here the default backoff is used, and the throw is logged.',
    scenario: twice({ options: () => ({ retryDelay: boom }) }),
    look: ({ outcome }) => outcome.rejected ?? outcome.status,
    theirs: 'Error: boom',
    ours: 200,
  },
  'a retryCondition that throws does not hide the HTTP error': {
    reason: 'The throw replaces the HTTP error. Here it is logged.',
    scenario: twice({ options: () => ({ retryCondition: boom }) }),
    look: rejectionOf,
    theirs: 'Error: boom',
    ours: UNAVAILABLE,
  },
  'a validateResponse that throws does not end the call': {
    reason: 'The call rejects with the throw. Here validateStatus decides, and the throw is logged.',
    scenario: call('get')({ options: () => ({ validateResponse: boom }) }),
    look: ({ outcome }) => outcome.rejected ?? outcome.status,
    theirs: 'Error: boom',
    ours: 200,
  },
  'a retryCondition that returns undefined leaves it to the policy': {
    reason: "It takes undefined for false. Its types don't allow it.",
    scenario: twice({ options: untyped({ retryCondition: () => undefined }) }),
    look: sendsOf,
    theirs: 1,
    ours: 3,
  },
  'a retryCondition that promises undefined does so too': {
    reason: 'It takes everything but false for true, even for a POST.',
    scenario: call('post', 503)({ options: untyped({ retryCondition: () => Promise.resolve(undefined) }) }),
    look: sendsOf,
    theirs: 2,
    ours: 1,
  },
  'undefined means "not named"': {
    reason: "It takes retries: undefined for none. The preset takes this package's default, the entry 3.",
    scenario: always({ options: untyped({ retries: undefined, retryDelay: () => 0 }) }),
    look: sendsOf,
    theirs: 1,
    ours: 11,
  },
  'a wrong option is an error': {
    reason: 'It accepts any value. Here a wrong one is a TypeError.',
    scenario: call(
      'get',
      503,
    )({
      request: { 'axios-retry': { retries: -1 } },
    }),
    look: rejectionOf,
    theirs: UNAVAILABLE,
    ours: 'TypeError: axios-backoff: option "retries" of a request must be a whole number of 0 or more, or Infinity; got -1',
  },
  'retryCount counts retries that were sent': {
    reason: 'It also counts a retry that timeout left no time for.',
    scenario: call(
      'get',
      503,
    )({ options: () => ({ retryDelay: () => LONG + 10 }), request: { timeout: LONG } }),
    look: retryCountOf,
    theirs: 1,
    ours: 0,
    claims: ({ name }) => /(timeouts retried|shorter than the wait), reset false$/.test(name),
  },
  'an error keeps the config of its attempt': {
    reason: 'It changes the config in place: in onRetry, error.config has the next retryCount.',
    scenario: call(
      'get',
      503,
    )({
      options: (_functions, note) => ({
        onRetry: (_retryCount, { config }) => {
          note(String(config?.['axios-retry']?.retryCount));
        },
      }),
    }),
    look: notesOf,
    theirs: ['1'],
    ours: ['0'],
  },
  'config.timeout stays as given': {
    reason: 'There, error.config.timeout is what was left of it.',
    scenario: call(
      'get',
      503,
      503,
    )({
      options: () => ({ retries: 1, retryDelay: () => 20 }),
      act: (client, request) =>
        client
          .request({ ...request, timeout: LONG })
          .catch((error: unknown) => (error as { config: AxiosRequestConfig }).config.timeout === LONG),
    }),
    look: ({ outcome }) => outcome.resolved,
    theirs: false,
    ours: true,
  },
  'the time that onRetry takes counts towards timeout': {
    reason: "It doesn't count it.",
    scenario: call(
      'get',
      503,
    )({
      options: () => ({ onRetry: () => new Promise((resolve) => setTimeout(resolve, LONG / 2)) }),
      request: { timeout: LONG },
      outer: (client, note) => {
        const { adapter } = client.defaults;
        client.defaults.adapter = (config) => {
          note(Number(config.timeout) > LONG / 2 ? 'whole' : 'rest');
          return (adapter as (config: unknown) => Promise<never>)(config);
        };
      },
    }),
    look: notesOf,
    theirs: ['whole', 'whole'],
    ours: ['whole', 'rest'],
  },
  "config['axios-retry'] holds three numbers": {
    reason: 'There it also holds all options, copied for each attempt.',
    scenario: call('get')({
      act: async (client, request) => {
        const { config } = await client.request(request);
        return Object.keys(config['axios-retry'] ?? {}).sort();
      },
    }),
    look: ({ outcome }) => outcome.resolved,
    theirs: [
      'lastRequestTime',
      'onMaxRetryTimesExceeded',
      'onRetry',
      'retries',
      'retryCondition',
      'retryCount',
      'retryDelay',
      'shouldResetTimeout',
      'validateResponse',
    ],
    ours: ['attempt', 'lastRequestTime', 'retries', 'retryCount'],
  },
};

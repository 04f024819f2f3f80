import axios, { AxiosError, type AxiosInstance } from 'axios';
import {
  axiosRetry,
  axiosRetryV4,
  exponentialBackoff,
  getRetryState,
  retryGuard,
  retryPacer,
  type GiveUpEvent,
  type LogEvent,
  type RetryOptions,
} from '../../../lib';
import type { AttemptConfig } from '../../../lib/axios/types';
import { announceGiveUp, announceRecovery, announceRetry, hintAtIdempotency } from '../../../lib/call/events';
import { seededRandom } from '../../../demo/shared/seeded-random';
import { clientWith, outcomeOf, rejectionOf, run, type Outcome } from '../clients';
import { otherCopy } from '../other-copy';
import { passageWith } from '../passages';

const events: LogEvent[] = [];
const lines: string[] = [];
const log: RetryOptions['log'] = (line, event) => {
  lines.push(line);
  events.push(event);
};

beforeEach(() => {
  jest.useFakeTimers();
  events.length = lines.length = 0;
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** A client whose answers are the given ones, in turn; and an inner interceptor. */
const said = (
  outcomes: readonly Outcome[],
  options: RetryOptions = {},
  inner?: (client: AxiosInstance) => void,
) => clientWith(outcomes, { log, ...options }, inner).client;

const PLACE = 'https://api.example.com/orders';

describe('a call that recovers', () => {
  it('says so, with all figures', async () => {
    const call = said([503, 503, 200]).get('/orders?token=s3cr3t');
    const { outcome } = await run(call);
    expect(lines.at(-1)).toBe(`GET ${PLACE} recovered after 2 retries, 2 s elapsed.`);
    expect(events.at(-1)).toEqual({
      type: 'recovered',
      call: (outcome as { config: { 'axios-retry': { call: number } } }).config['axios-retry'].call,
      method: 'GET',
      url: PLACE,
      status: 200,
      retryCount: 2,
      retries: 10,
      skipped: 0,
      elapsed: 2000,
    });
    expect(events.map(({ type }) => type)).toEqual(['retry', 'retry', 'recovered']);
  });

  it('says so on console.info', async () => {
    const [info, warn] = (['info', 'warn'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation(),
    );
    await run(said([503, 200], { log: undefined }).get('/orders'));
    expect(info?.mock.calls).toEqual([[`GET ${PLACE} recovered after 1 retry, 1 s elapsed.`]]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it.each<[string, RetryOptions['log']]>([
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full')) as never],
    ['hangs', () => new Promise(() => undefined) as never],
    ['is off', false],
  ])('succeeds when the log %s', async (_name, broken) => {
    const { outcome } = await run(said([503, 200], { log: broken }).get('/orders'));
    expect(outcome).toMatchObject({ status: 200 });
  });

  it('does so once, whichever passage was retried', async () => {
    const { client } = clientWith([401, 503, 200], { log }, (instance) => {
      instance.interceptors.response.use(undefined, (error: AxiosError) =>
        error.response?.status === 401 ? instance.request(error.config!) : Promise.reject(error),
      );
    });
    await run(client.get('/orders'));
    expect(events.map(({ type }) => type)).toEqual(['retry', 'recovered']);
  });

  it('says nothing where a token was refreshed and nothing else failed', async () => {
    const { client } = clientWith([401, 200], { log }, (instance) => {
      instance.interceptors.response.use(undefined, (error: AxiosError) =>
        error.response?.status === 401 ? instance.request(error.config!) : Promise.reject(error),
      );
    });
    expect(getRetryState(await client.get('/orders'))?.retryCount).toBe(1);
    expect(lines).toEqual([]);
  });

  it('says nothing where nothing failed, or another option silences it', async () => {
    await run(said([200]).get('/orders'));
    await run(said([503, 200], { ...axiosRetryV4 }).get('/orders'));
    expect(lines).toEqual([]);
  });

  it('has recovered when validateResponse accepts what validateStatus does not', async () => {
    const validateResponse = ({ status }: { status: number }): boolean => status === 404;
    await run(said([503, 404], { validateResponse }).get('/orders'));
    expect(events.map(({ type }) => type)).toEqual(['retry', 'recovered']);
    expect(events.at(-1)).toMatchObject({ status: 404 });
  });
});

describe('the number of a call', () => {
  const numbers = (): unknown[] => events.map(({ call }) => call);

  it('is the same in all its events and in each config, and never that of another', async () => {
    const onGiveUp = jest.fn<undefined, [GiveUpEvent]>();
    const { client, configs } = clientWith([503, 503, 404, 503, 404], { log, onGiveUp });
    await run(client.get('/orders'));
    const [first] = numbers();
    expect(numbers()).toEqual([first, first, first]);
    expect(configs.map((config) => config['axios-retry']?.call)).toEqual([first, first, first]);
    expect(onGiveUp.mock.calls[0]?.[0].call).toBe(first);

    const error = await rejectionOf(client.get('/orders', { 'axios-retry': { retries: 0 } }));
    expect(error.config?.['axios-retry']?.call).toBeGreaterThan(Number(first));
    // Sent again by hand, it is another call.
    const again = run(client.request(error.config!));
    await again;
    expect(configs.at(-1)?.['axios-retry']?.call).toBeGreaterThan(
      Number(error.config?.['axios-retry']?.call),
    );
  });

  it('is in a warning about the call', async () => {
    const retryCondition = (): never => {
      throw new Error('oops');
    };
    const error = await rejectionOf(said([503], { retryCondition }).get('/orders'));
    expect(events).toMatchObject([{ type: 'warning', call: error.config?.['axios-retry']?.call }]);
  });

  it('is unique beside another copy of the package', async () => {
    const seen: unknown[] = [];
    const copies = [axiosRetry, otherCopy.axiosRetry];
    expect(copies[0]).not.toBe(copies[1]);
    const clients = copies.map((install) => {
      const client = axios.create({
        adapter: (config) => {
          seen.push(config['axios-retry']?.call);
          return outcomeOf(config, 200);
        },
      });
      install(client);
      return client;
    });
    for (let i = 0; i < 6; i++) await clients[i % 2]!.get('/');
    expect(new Set(seen).size).toBe(6);
  });
});

describe('a failure that is not retried only because of the method', () => {
  const HINT =
    'axios-backoff: a POST is not retried: it may have been processed. ' +
    'To allow it, set an Idempotency-Key or idempotent: true.';

  it('has a reason of its own, and the first brings a hint', async () => {
    const client = said([503]);
    for (const path of ['/a', '/b']) {
      const error = await rejectionOf(client.post(path));
      expect(getRetryState(error)?.stopReason).toBe('notIdempotent');
    }
    expect(lines).toEqual([HINT]);
    expect(events).toMatchObject([{ type: 'warning', call: expect.any(Number) as number }]);
  });

  it.each<[Outcome, string]>([
    [503, 'notIdempotent'],
    ['ECONNRESET', 'notIdempotent'],
    ['ECONNABORTED', 'notIdempotent'],
    [404, 'notRetryable'],
    [501, 'notRetryable'],
    ['CERT_HAS_EXPIRED', 'notRetryable'],
  ])('%p: %s', async (outcome, reason) => {
    const error = await rejectionOf(said([outcome]).patch('/x'));
    expect(getRetryState(error)?.stopReason).toBe(reason);
    expect(lines).toHaveLength(reason === 'notIdempotent' ? 1 : 0);
  });

  it.each<[string, RetryOptions, Record<string, string>?]>([
    ['no retry was allowed anyway', { retries: 0 }],
    ['retryCondition said so', { retryCondition: () => false }],
    ['the preset decides', axiosRetryV4],
    ['the log is off', { log: false }],
  ])('brings no hint where %s', async (_name, options) => {
    await rejectionOf(said([503], options).post('/x'));
    expect(lines).toEqual([]);
  });

  it('goes by the methods that are set', async () => {
    const call = said(['ECONNRESET', 503], { methods: ['GET'] }).put('/x');
    const { state } = await run(call);
    expect(state).toMatchObject({ stopReason: 'notIdempotent', retryCount: 0 });
    expect(lines).toEqual([HINT.replace('POST', 'PUT')]);
  });

  it('brings another hint if an inner interceptor adds the Idempotency-Key', async () => {
    let key = 0;
    const client = said([503], {}, (instance) => {
      instance.interceptors.request.use((config) => {
        config.headers.set('Idempotency-Key', String(key++));
        return config;
      });
    });
    for (const path of ['/a', '/b']) {
      expect(getRetryState(await rejectionOf(client.post(path)))?.stopReason).toBe('notIdempotent');
    }
    expect(lines).toEqual([
      'axios-backoff: a POST is not retried: its Idempotency-Key comes too late. ' +
        'Add it in an interceptor registered after axiosRetry().',
    ]);
  });

  it('is retried with a key from an outer interceptor, as the hint says', async () => {
    const { client, sent } = clientWith([503, 200], { log });
    client.interceptors.request.use((config) => {
      config.headers.set('Idempotency-Key', 'k');
      return config;
    });
    await run(client.post('/x'));
    expect(sent).toHaveLength(2);
  });
});

describe('an answer that says OK and is a failure all the same', () => {
  const clientOf = (status: number, statusText: string, error: object, options: RetryOptions) => {
    const client = axios.create({
      baseURL: 'https://api.example.com',
      validateStatus: () => true,
      adapter: (config) => {
        const response = { status, statusText, data: '', headers: {}, config };
        return 'message' in error
          ? Promise.reject(Object.assign(new AxiosError('', 'X', config, {}, response as never), error))
          : Promise.resolve(response as never);
      },
    });
    axiosRetry(client, { log, retries: 1, retryDelay: 1, ...options });
    return client;
  };

  it.each<[string, number, string, object, RetryOptions]>([
    ['200 rejected by validateResponse', 200, 'OK', {}, { validateResponse: () => false }],
    ['204 rejected by validateResponse', 204, 'No Content', {}, { validateResponse: () => false }],
    ['200 rejected by validateStatus', 200, 'OK', { message: 'Request failed with status code 200' }, {}],
    [
      '200 connection lost (ERR_BAD_RESPONSE)',
      200,
      'OK',
      { message: 'stream has been aborted', code: 'ERR_BAD_RESPONSE' },
      {},
    ],
    [
      '200 error (ERR_BAD_RESPONSE)',
      200,
      'OK',
      { message: 'Unexpected token < in JSON', code: 'ERR_BAD_RESPONSE' },
      {},
    ],
    ['300 Multiple Choices', 300, 'Multiple Choices', { message: 'Request failed with status code 300' }, {}],
    ['304 Not Modified', 304, 'Not Modified', { message: 'Request failed with status code 304' }, {}],
    ['404 Not Found', 404, 'Not Found', {}, { validateResponse: () => false }],
  ])('is called %s', async (failure, status, statusText, error, options) => {
    const call = clientOf(status, statusText, error, { retryCondition: () => true, ...options }).get('/x');
    await run(call);
    expect(events).toMatchObject([
      { type: 'retry', failure },
      { type: 'giveUp', failure },
    ]);
    for (const line of lines) expect(line).toContain(` failed: ${failure}. `);
    expect(lines.join()).not.toContain('200 OK');
  });
});

describe('retries that a pacer holds back', () => {
  /** A pacer that holds back so many retries of each call. */
  const holding = (count: number, key?: () => string) =>
    retryGuard({
      key,
      wait: (retry, wake) => {
        const timer = setTimeout(() => {
          wake(retry.retryCount > count);
        }, retry.delay);
        return () => {
          clearTimeout(timer);
        };
      },
    });

  const holds = (): LogEvent[] => events.filter(({ type }) => type === 'hold');

  it('write one line a minute for each key, which counts them, and none of their own', async () => {
    // One retry a second, of which 150 are held back.
    const { client } = clientWith([503, 503, 200], { log, retries: 200, pacer: holding(150) });
    const calls = run(Promise.all([client.get('/a'), client.get('/b')]));
    await calls;
    expect(events.map(({ type }) => type)).toEqual([
      'retry',
      'retry',
      'hold',
      'hold',
      'recovered',
      'recovered',
    ]);
    expect(lines.slice(2)).toEqual([
      'The pacer held back 121 retries to https://api.example.com within 60 s.',
      'The pacer held back 120 retries to https://api.example.com within 60 s.',
      'GET https://api.example.com/a recovered after 151 retries (150 held back), 151 s elapsed.',
      'GET https://api.example.com/b recovered after 151 retries (150 held back), 151 s elapsed.',
    ]);
  });

  it('are counted to the end of the last call that had any', async () => {
    const { client } = clientWith([503], { log, retries: 3, pacer: holding(2) });
    await run(client.get('/a').catch(() => undefined));
    expect(lines.slice(1)).toEqual([
      'GET https://api.example.com/a failed: 503. Gave up after 3 retries (2 held back) and 3 s (retries).',
      'The pacer held back 2 retries to https://api.example.com within 2 s.',
    ]);
    expect(holds()).toEqual([
      { type: 'hold', call: events[0]?.call, url: 'https://api.example.com', skipped: 2, elapsed: 2000 },
    ]);
  });

  it('are not counted to the end of a call that had none', async () => {
    const { client } = clientWith([503, 200, 200], { log, pacer: holding(5) });
    const call = run(client.get('/a'));
    await jest.advanceTimersByTimeAsync(2500);
    await client.get('/b');
    expect(holds()).toEqual([]);
    await call;
    expect(holds()).toMatchObject([{ skipped: 5 }]);
  });

  it('are counted to the end of the call, and not of a request that is sent again from inside it', async () => {
    // Each call: a failure, one retry that is held back, one that has to be sent again from inside, and the answer.
    const outcomes = [503, 401, 200, 503, 503, 401, 200, 401, 200];
    const { client } = clientWith(outcomes, { log, pacer: holding(1) }, (instance) =>
      instance.interceptors.response.use(null, (error: AxiosError) =>
        error.response?.status === 401 ? instance.request(error.config!) : Promise.reject(error),
      ),
    );
    await run(client.get('/a'));
    expect(holds()).toMatchObject([{ skipped: 1 }]);
    const calls = [client.get('/b')];
    await jest.advanceTimersByTimeAsync(500);
    calls.push(client.get('/c'));
    await run(Promise.all(calls));
    expect(holds()).toMatchObject([{ skipped: 1 }, { skipped: 2 }]);
  });

  /** Thirty calls while a server is down for so many seconds. */
  const outage = async (seconds: number, options: RetryOptions = {}): Promise<unknown[]> => {
    let isDown = true;
    const client = axios.create({
      baseURL: 'https://api.example.com',
      adapter: async (config) => {
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
        return outcomeOf(config, isDown ? 503 : 200);
      },
    });
    const retryDelay = exponentialBackoff({ random: seededRandom(7) });
    axiosRetry(client, { log, retryDelay, pacer: retryPacer(), ...options });
    const calls = Array.from({ length: 30 }, (_, i) => client.get(`/${i}`).catch((error: unknown) => error));
    setTimeout(() => {
      isDown = false;
    }, seconds * 1000);
    await jest.advanceTimersByTimeAsync(1_000_000);
    return Promise.all(calls);
  };
  const count = (type: string): number => events.filter((event) => event.type === type).length;

  it('are no failures of the server: thirty calls that wait out an outage write a few lines', async () => {
    jest.spyOn(Math, 'random').mockImplementation(seededRandom(7));
    const states = (await outage(60)).map(getRetryState);
    const skipped = states.reduce((sum, state) => sum + Number(state?.skipped), 0);
    const sent = states.reduce((sum, state) => sum + Number(state?.attempts.length), 0);
    // One line for each failed attempt and each call that ended, and one for all that was held back.
    expect({ skipped, sent, lines: lines.length }).toEqual({ skipped: 186, sent: 75, lines: 76 });
    expect([count('retry'), count('giveUp'), count('recovered'), count('hold')]).toEqual([45, 1, 29, 1]);
    // The lines of their own calls tell of what was held back after it, within a minute.
    expect(events.filter((event) => event.type === 'hold')).toMatchObject([{ skipped: 186 }]);
  });

  it('keep to the key of the pacer, and show nothing of it', async () => {
    const key = ({ url }: { url?: string }): string => `s3cr3t of ${String(url)}`;
    await outage(20, { pacer: retryPacer({ key }), retries: 3 });
    expect(count('hold')).toBe(0);
    const one = (): string => 's3cr3t';
    await outage(20, { pacer: retryPacer({ key: one }) });
    expect(count('hold')).toBe(1);
    expect(JSON.stringify([lines, events])).not.toContain('s3cr3t');
  });

  it('are said once where instances share a pacer', async () => {
    const pacer = retryPacer();
    await Promise.all([outage(20, { pacer }), outage(20, { pacer })]);
    expect(count('hold')).toBe(1);
  });

  it('write nothing with log: false', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    await outage(20, { log: false });
    expect([lines, warn.mock.calls]).toEqual([[], []]);
  });
});

it.each([
  [{ 'retry-after': '2' }, 'Retry-After'],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' }, 'rate limit'],
])('the line names what asked for the wait: %p', async (headers, askedBy) => {
  const client = axios.create({
    baseURL: 'https://api.example.com',
    adapter: (config) => outcomeOf(config, config['axios-retry']?.retryCount ? 200 : 429, headers),
  });
  const retryDelay = exponentialBackoff({ random: () => 0 });
  axiosRetry(client, { log, retryDelay });
  await run(client.get('/orders'));
  expect(lines[0]).toContain(` Retry 1 of 10 in 2 s (${askedBy}: 2 s, up to 2.2 s), 0 ms elapsed.`);
  expect(events[0]).toMatchObject({ askedBy, retryAfter: 2000 });
});

describe('what nobody is to hear of', () => {
  it('is not even put together: with log: false the URL is not read', () => {
    const url = { toString: jest.fn(() => 'https://api.example.com/x') };
    const passage = passageWith({ log: false }, { url } as never);
    announceRetry(passage, { delay: 1 });
    announceRecovery(passage, 200);
    passage.call.isAnnounced = true;
    announceGiveUp(passage, 'retries');
    expect(url.toString).not.toHaveBeenCalled();
  });

  it('is how a call ends without a retry, though onGiveUp is told', async () => {
    const onGiveUp = jest.fn();
    await rejectionOf(said([404], { onGiveUp }).get('/orders'));
    expect(onGiveUp).toHaveBeenCalledTimes(1);
    expect(lines).toEqual([]);
  });

  it('is a cancellation, though onGiveUp is told', async () => {
    const onGiveUp = jest.fn();
    const controller = new AbortController();
    const call = rejectionOf(said([503], { onGiveUp }).get('/orders', { signal: controller.signal }));
    await jest.advanceTimersByTimeAsync(100);
    controller.abort();
    await call;
    expect(onGiveUp).toHaveBeenCalledTimes(1);
    expect(events.map(({ type }) => type)).toEqual(['retry']);
  });
});

describe('the hint at idempotency', () => {
  it('names the method that was sent, and is one of two that may both be due', async () => {
    let isLate = true;
    const client = said([503], {}, (instance) => {
      instance.interceptors.request.use((config) => {
        if (isLate) config.headers.set('Idempotency-Key', 'k');
        config.method = 'patch';
        return config;
      });
    });
    await rejectionOf(client.post('/a'));
    isLate = false;
    await rejectionOf(client.post('/a'));
    expect(lines).toEqual([
      expect.stringMatching(/^axios-backoff: a PATCH is not retried: its Idempotency-Key/),
      expect.stringMatching(/^axios-backoff: a PATCH is not retried: it may have been processed/),
    ]);
  });

  it('names that of the call where no config shows what was sent', () => {
    const passage = passageWith({ log }, { method: 'post' });
    hintAtIdempotency(passage);
    expect(lines).toEqual([expect.stringContaining(': a POST is not retried: it may have been processed')]);
  });
});

describe('in a page, a failure that CORS may have caused', () => {
  const EVENTS = { addEventListener: jest.fn(), removeEventListener: jest.fn() };
  let onLine: boolean;
  let undo: () => void;

  beforeEach(() => {
    onLine = true;
    const members = {
      location: { origin: 'https://page.example' },
      navigator: {
        get onLine() {
          return onLine;
        },
      },
      ...EVENTS,
    };
    const before = Object.keys(members).map(
      (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
    );
    for (const [name, value] of Object.entries(members))
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    undo = () => {
      for (const [name, descriptor] of before) {
        Reflect.deleteProperty(globalThis, name);
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      }
    };
  });

  afterEach(() => {
    undo();
  });

  const failureOf = (url: string, code: string): string | undefined => {
    const onGiveUp = jest.fn<undefined, [GiveUpEvent]>();
    const passage = passageWith({ onGiveUp, log: false }, { url });
    passage.call.record({ status: undefined, code, delay: 0, duration: 0 });
    passage.retrying.failure = 'lost';
    announceGiveUp(passage, 'retries');
    return onGiveUp.mock.calls[0]?.[0].failure;
  };

  it.each([
    ['https://api.example/orders', 'ERR_NETWORK', 'lost, or blocked by CORS'],
    ['/orders', 'ERR_NETWORK', 'lost'],
    ['https://api.example/orders', 'ECONNRESET', 'lost'],
  ])('%s, %s: %s', (url, code, failure) => {
    expect(failureOf(url, code)).toBe(failure);
  });

  it('while offline has another cause', () => {
    onLine = false;
    expect(failureOf('https://api.example/orders', 'ERR_NETWORK')).toBe('lost');
  });
});

describe('an event of a request', () => {
  const told = (config: AttemptConfig): GiveUpEvent | undefined => {
    const onGiveUp = jest.fn<undefined, [GiveUpEvent]>();
    announceGiveUp(passageWith({ onGiveUp, log: false }, config), 'retries');
    return onGiveUp.mock.calls[0]?.[0];
  };

  it('without a method is that of a GET', () => {
    expect(told({ url: '/x' })).toMatchObject({ method: 'GET', url: '/x' });
  });

  it('whose URL and method are no text has none', () => {
    const url = {
      toString: () => {
        throw new Error('no');
      },
    };
    expect(told({ url, method: 5 } as never)).toMatchObject({ method: '', url: '' });
  });
});

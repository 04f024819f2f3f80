import { setMaxListeners } from 'node:events';
import { exponentialBackoff, getRetryState, noJitter, type RetryEvent, type RetryOptions } from '../../lib';
import { ADAPTERS, clientFor, errorOf, startServer, status, type Adapter, type Behaviour } from './server';

const HOUR = 3_600_000;

const failure = (headers: Readonly<Record<string, string>>, code = 503): Behaviour => status(code, headers);

/**
 * The wait that the first failed answer brings about. The call is aborted when it is announced, so that a test of a
 * long wait does not take long.
 */
async function waitAfter(
  adapter: Adapter,
  behaviour: Behaviour,
  options: RetryOptions = {},
): Promise<RetryEvent> {
  const server = await startServer([behaviour]);
  const controller = new AbortController();
  const waits: RetryEvent[] = [];
  const log: RetryOptions['log'] = (_line, event) => {
    if (event.type === 'retry') waits.push(event);
    controller.abort();
  };
  const client = clientFor(adapter, { maxRetryAfter: Infinity, log, ...options });
  await errorOf(client.get(server.origin, { signal: controller.signal }));
  expect(server.received).toHaveLength(1);
  const [wait] = waits;
  if (!wait) throw new Error('No wait was announced');
  return wait;
}

/** A backoff that would wait for an hour, and whose chance is `value`. */
const chance = (value: number): RetryOptions['retryDelay'] =>
  exponentialBackoff({ initialDelay: HOUR, maxDelay: HOUR, jitter: noJitter, random: () => value });

const imf = (time: number): string => new Date(time).toUTCString();

/** `Sunday, 06-Nov-94 08:49:37 GMT` */
const rfc850 = (time: number): string => {
  const [, day, month, year, clock] = imf(time).split(/,? /);
  const weekday = new Date(time).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
  return `${weekday}, ${day}-${month}-${year?.slice(2)} ${clock} GMT`;
};

/** `Sun Nov  6 08:49:37 1994` */
const asctime = (time: number): string => {
  const [weekday, day, month, year, clock] = imf(time).split(/,? /);
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${clock} ${year}`;
};

describe.each(ADAPTERS)('what a server asks for, through the %s adapter', (adapter) => {
  describe('in seconds', () => {
    it.each([1, 7, 120, 86_400])(
      '%s: is waited for, and at most a tenth or 100 ms longer',
      async (seconds) => {
        const asked = seconds * 1000;
        const longest = asked + Math.max(asked / 10, 100);
        const { delay, ceiling, retryAfter } = await waitAfter(
          adapter,
          failure({ 'retry-after': String(seconds) }),
        );
        expect(retryAfter).toBe(asked);
        expect(delay).toBeGreaterThanOrEqual(asked);
        expect(delay).toBeLessThanOrEqual(longest);
        expect(ceiling).toBe(longest);
      },
    );

    it('0: means now, give or take 100 ms', async () => {
      const { delay, retryAfter } = await waitAfter(adapter, failure({ 'retry-after': '0' }), {
        retryDelay: chance(0.5),
      });
      expect(retryAfter).toBe(0);
      expect(delay).toBe(50);
    });

    it.each([
      [0, 20_000],
      [0.5, 21_000],
      [1 - Number.EPSILON, 22_000],
    ])('with a chance of %s, 20 seconds become %s ms', async (value, expected) => {
      const { delay } = await waitAfter(adapter, failure({ 'retry-after': '20' }), {
        retryDelay: chance(value),
      });
      expect(delay).toBeCloseTo(expected, 6);
    });

    it('calls that were told the same do not come back in the same instant', async () => {
      const server = await startServer(() => failure({ 'retry-after': '60' }));
      const delays: number[] = [];
      const controller = new AbortController();
      setMaxListeners(0, controller.signal);
      const log: RetryOptions['log'] = (_line, event) => {
        if (event.type === 'retry') delays.push(event.delay);
        if (delays.length === 20) controller.abort();
      };
      const client = clientFor(adapter, { log, retryDelay: exponentialBackoff() });
      const call = (): Promise<unknown> => errorOf(client.get(server.origin, { signal: controller.signal }));
      await Promise.all(Array.from({ length: 20 }, call));
      expect(new Set(delays).size).toBeGreaterThan(15);
    });

    it.each([408, 425, 429, 500, 502, 503, 504, 529])('is read on a %s', async (code) => {
      const { retryAfter } = await waitAfter(adapter, failure({ 'retry-after': '9' }, code), {
        statuses: [code],
      });
      expect(retryAfter).toBe(9000);
    });

    it('is read on any status that retryCondition has sent again', async () => {
      const { retryAfter } = await waitAfter(adapter, failure({ 'Retry-After': '9' }, 409), {
        retryCondition: () => true,
      });
      expect(retryAfter).toBe(9000);
    });
  });

  describe('as a date', () => {
    // The server's own clock; that of the client plays no part.
    const server = Date.UTC(2031, 10, 6, 8, 49, 37);

    it.each([
      ['IMF-fixdate', imf],
      ['RFC 850', rfc850],
      ['asctime', asctime],
    ])('is understood as %s', async (_name, format) => {
      const { retryAfter } = await waitAfter(
        adapter,
        failure({ date: imf(server), 'retry-after': format(server + 7000) }),
      );
      expect(retryAfter).toBe(7000);
    });

    it.each([
      ['right', 0],
      ['an hour slow', -HOUR],
      ['an hour fast', HOUR],
      ['a year slow', -8760 * HOUR],
    ])('counts from the Date of the answer, with a server clock that is %s', async (_name, skew) => {
      const now = Date.now() + skew;
      const { delay, retryAfter } = await waitAfter(
        adapter,
        failure({ date: imf(now), 'retry-after': imf(now + 2000) }),
      );
      expect(retryAfter).toBe(2000);
      expect(delay).toBeGreaterThanOrEqual(2000);
      expect(delay).toBeLessThanOrEqual(2200);
    });

    it.each([
      ['is past', -60_000],
      ['is that of the answer', 0],
    ])('that %s means now', async (_name, offset) => {
      const { delay, retryAfter } = await waitAfter(
        adapter,
        failure({ date: imf(server), 'retry-after': imf(server + offset) }),
      );
      expect(retryAfter).toBe(0);
      expect(delay).toBeLessThanOrEqual(100);
    });

    it('counts from the clock of the client when the answer has no Date', async () => {
      const undated: Behaviour = {
        readsBody: true,
        answer: (response) => {
          response.sendDate = false;
          response.writeHead(503, { 'retry-after': imf(Date.now() + HOUR) }).end();
        },
      };
      const { retryAfter = NaN } = await waitAfter(adapter, undated);
      expect(retryAfter).toBeLessThanOrEqual(HOUR);
      expect(retryAfter).toBeGreaterThan(HOUR - 30_000);
    });
  });

  describe('in the headers of a rate limit', () => {
    const server = Date.UTC(2031, 10, 6, 8, 49, 37);
    const date = imf(server);

    it.each<[string, Record<string, string>]>([
      ['a policy', { RateLimit: '"burst";r=0;t=7, "daily";r=10;t=3600' }],
      ['an older draft', { RateLimit: 'limit=100, remaining=0, reset=7' }],
      ['seconds', { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '7' }],
      ['a time', { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(server / 1000 + 7) }],
      ['a date', { 'RateLimit-Remaining': '0', 'RateLimit-Reset': new Date(server + 7000).toISOString() }],
      ['a duration', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '7s' }],
    ])('as %s: on a 429, a 503 and a 413', async (_name, headers) => {
      for (const code of [429, 503, 413]) {
        const { delay, retryAfter } = await waitAfter(adapter, failure({ date, ...headers }, code));
        expect(retryAfter).toBe(7000);
        expect(delay).toBeGreaterThanOrEqual(7000);
        expect(delay).toBeLessThanOrEqual(7700);
      }
    });

    it('counts on a 503 only if nothing is left, and on a 500 never', async () => {
      const left = { 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': '7' };
      expect((await waitAfter(adapter, failure(left, 503))).retryAfter).toBeUndefined();
      const none = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' };
      expect((await waitAfter(adapter, failure(none, 500))).retryAfter).toBeUndefined();
    });

    it('ends a call that would wait for longer than maxRetryAfter', async () => {
      const hourly = await startServer([
        status(429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3600' }),
      ]);
      const error = await errorOf(clientFor(adapter, {}).get(hourly.origin));
      expect(getRetryState(error)).toMatchObject({ retryCount: 0, stopReason: 'maxRetryAfter' });
    });
  });

  describe('on a 413', () => {
    const sent = async (
      behaviour: Behaviour,
      options: RetryOptions,
      method: string,
    ): Promise<readonly [number, string | undefined]> => {
      const server = await startServer([behaviour]);
      const call = clientFor(adapter, options).request({ url: server.origin, method, data: 'x' });
      const state = getRetryState(await call.catch((error: unknown) => error));
      return [server.received.length, state?.stopReason];
    };
    const soon = failure({ 'retry-after-ms': '1' }, 413);

    it('makes it worth a retry, if the request may be sent twice', async () => {
      expect(await sent(soon, {}, 'PUT')).toEqual([2, undefined]);
      expect((await sent(soon, {}, 'POST'))[0]).toBe(1);
      expect(await sent(soon, { idempotent: true }, 'POST')).toEqual([2, undefined]);
    });

    it('does not where it is missing, or where the statuses are your own', async () => {
      expect((await sent(status(413), {}, 'PUT'))[0]).toBe(1);
      expect((await sent(failure({ 'retry-after': 'soon' }, 413), {}, 'PUT'))[0]).toBe(1);
      expect((await sent(soon, { statuses: [503] }, 'PUT'))[0]).toBe(1);
    });
  });

  describe('in milliseconds', () => {
    it.each(['retry-after-ms', 'x-ms-retry-after-ms', 'X-MS-Retry-After-MS'])(
      'is read as %s',
      async (name) => {
        const { delay, retryAfter } = await waitAfter(adapter, failure({ [name]: '1234' }));
        expect(retryAfter).toBe(1234);
        expect(delay).toBeGreaterThanOrEqual(1234);
        expect(delay).toBeLessThanOrEqual(1234 * 1.1);
      },
    );

    it.each(['retry-after-ms', 'x-ms-retry-after-ms'])(
      'as %s goes before whole seconds, since it is finer',
      async (name) => {
        const { retryAfter } = await waitAfter(adapter, failure({ 'retry-after': '2', [name]: '1200' }));
        expect(retryAfter).toBe(1200);
      },
    );

    it('gives way to the seconds when it can not be read', async () => {
      const headers = { 'retry-after': '2', 'retry-after-ms': 'soon', 'x-ms-retry-after-ms': '-1' };
      const { retryAfter } = await waitAfter(adapter, failure(headers));
      expect(retryAfter).toBe(2000);
    });
  });

  describe('in words that can not be read', () => {
    it.each([
      'soon',
      'potato 2',
      '-5',
      '+5',
      '1e3',
      '0x10',
      '1;5',
      '5 seconds',
      'Infinity',
      'NaN',
      'Thu, 99 Foo 2031 08:49:37 GMT',
      '',
    ])('such as %j is ignored', async (text) => {
      const headers = { 'retry-after': text, 'retry-after-ms': text, 'x-ms-retry-after-ms': text };
      const wait = await waitAfter(adapter, failure(headers), { retryDelay: 345 });
      expect(wait.delay).toBe(345);
      expect(wait.retryAfter).toBeUndefined();
    });
  });

  describe('beside the delay that was set', () => {
    it('replaces that of a backoff, longer or shorter', async () => {
      const { delay } = await waitAfter(adapter, failure({ 'retry-after': '1' }), { retryDelay: chance(0) });
      expect(delay).toBe(1000);
      const longer = await waitAfter(adapter, failure({ 'retry-after': '7200' }), { retryDelay: chance(0) });
      expect(longer.delay).toBe(2 * HOUR);
    });

    it.each<[string, RetryOptions['retryDelay']]>([
      ['number', 50],
      ['function', () => 50],
    ])('lengthens a %s that is shorter', async (_name, retryDelay) => {
      const { delay } = await waitAfter(adapter, failure({ 'retry-after': '1' }), { retryDelay });
      expect(delay).toBeGreaterThanOrEqual(1000);
      expect(delay).toBeLessThanOrEqual(1100);
    });

    it.each<[string, RetryOptions['retryDelay']]>([
      ['number', 5000],
      ['function', () => 5000],
    ])('leaves a %s that is longer', async (_name, retryDelay) => {
      const { delay } = await waitAfter(adapter, failure({ 'retry-after': '1' }), { retryDelay });
      expect(delay).toBe(5000);
    });
  });

  describe('more than maxRetryAfter', () => {
    it.each<[string, Record<string, string>, RetryOptions]>([
      ['301 seconds, above the default', { 'retry-after': '301' }, {}],
      ['four months, which no timer can hold', { 'retry-after': '10000000' }, {}],
      ['a number beyond all numbers', { 'retry-after': '9'.repeat(400) }, {}],
      ['a date next year', { date: imf(0), 'retry-after': imf(8760 * HOUR) }, {}],
      ['a millisecond too many', { 'retry-after-ms': '51' }, { maxRetryAfter: 50 }],
      ['anything above 0', { 'retry-after-ms': '1' }, { maxRetryAfter: 0 }],
    ])('ends the call at once: %s', async (_name, headers, options) => {
      const server = await startServer([status(503, headers, 'busy')]);
      const onRetry = jest.fn();
      const error = await errorOf(clientFor(adapter, { onRetry, ...options }).get(server.origin));
      expect(error.response).toMatchObject({ status: 503, data: 'busy' });
      expect(server.received).toHaveLength(1);
      expect(getRetryState(error)).toMatchObject({ retryCount: 0, stopReason: 'maxRetryAfter' });
      expect(onRetry).not.toHaveBeenCalled();
    });

    it.each<[string, Record<string, string>, RetryOptions]>([
      ['300 seconds, the default', { 'retry-after': '300' }, { maxRetryAfter: undefined }],
      ['exactly as many milliseconds', { 'retry-after-ms': '50' }, { maxRetryAfter: 50 }],
      ['a day, where that is allowed', { 'retry-after': '86400' }, { maxRetryAfter: 24 * HOUR }],
    ])('is not %s', async (_name, headers, options) => {
      const { delay, retryAfter = NaN } = await waitAfter(adapter, failure(headers), options);
      expect(delay).toBeGreaterThanOrEqual(retryAfter);
    });

    it('ends a call after a retry too, and its last line says why', async () => {
      const server = await startServer([status(503), failure({ 'retry-after': '301' }, 429)]);
      const lines: string[] = [];
      const client = clientFor(adapter, { log: (line) => lines.push(line) });
      const error = await errorOf(client.get(server.origin));
      expect(error.response?.status).toBe(429);
      expect(server.received).toHaveLength(2);
      expect(getRetryState(error)).toMatchObject({ retryCount: 1, stopReason: 'maxRetryAfter' });
      expect(lines[1]).toContain('maxRetryAfter');
    });
  });

  it('is what the server gets: no attempt comes sooner than each answer asked', async () => {
    const asked = [80, 20, 50];
    const answers = asked.map((milliseconds) => failure({ 'retry-after-ms': String(milliseconds) }));
    const server = await startServer(answers);
    const retryDelay = exponentialBackoff({ random: () => 0.1 });
    const response = await clientFor(adapter, { retries: 3, retryDelay }).get(server.origin);
    const { attempts = [] } = getRetryState(response) ?? {};
    expect(attempts.map(({ delay }) => delay)).toEqual([0, 90, 30, 60]);
    for (const [nth, wait] of asked.entries()) {
      const [before, after] = server.received.slice(nth, nth + 2);
      expect(after!.at - before!.at).toBeGreaterThanOrEqual(wait);
    }
  });

  it('holds for one wait alone: the next goes by what was set', async () => {
    const server = await startServer([failure({ 'retry-after-ms': '30' }), status(503)]);
    const response = await clientFor(adapter, { retryDelay: 2 }).get(server.origin);
    const [, first, second] = getRetryState(response)?.attempts ?? [];
    expect(first?.delay).toBeGreaterThanOrEqual(30);
    expect(second?.delay).toBe(2);
  });
});

it('whole seconds that a server asks for are waited out', async () => {
  const server = await startServer([failure({ 'retry-after': '1' })]);
  await clientFor('http').get(server.origin);
  const [before, after] = server.received;
  // The server notes a call before it answers, and a timer may be short of a millisecond.
  expect(after!.at - before!.at).toBeGreaterThanOrEqual(999);
});

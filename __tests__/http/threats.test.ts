import axios from 'axios';
import {
  axiosRetry,
  getRetryState,
  retryBudget,
  retryPacer,
  type LogEvent,
  type RetryOptions,
} from '../../lib';
import { PerKey } from '../../lib/guards/per-key';
import { readDocument } from '../readme/markdown';
import { inFakeTime, timedClientFor } from './fake-time';
import {
  ADAPTERS,
  clientFor,
  drip,
  errorOf,
  hang,
  resetAfterBody,
  startServer,
  status,
  type Adapter,
  type Behaviour,
} from './server';

/** The rows of the tables in docs/security.md, by what the attacker can do. */
const rows = new Map(
  readDocument('docs/security.md')
    .tables.flatMap((table) => table.slice(1))
    .map(([threat = '', ...bounds]) => [threat, bounds.join(' | ')]),
);

/** Tries one of them, and returns the figures that the row must have. */
type Trial = (adapter: Adapter) => Promise<readonly (string | number)[]>;

const MINUTE = 60_000;

/** A server that gives every call the same answer. */
const serverThat = (behaviour: Behaviour): ReturnType<typeof startServer> => startServer(() => behaviour);

/** How often a call with the defaults of the plugin is sent, and how long it takes in fake time. */
async function fail(
  adapter: Adapter,
  behaviour: Behaviour,
  options: RetryOptions = {},
): Promise<{ readonly attempts: number; readonly elapsed: number }> {
  const server = await serverThat(behaviour);
  const defaults = { retries: undefined, retryDelay: undefined, ...options };
  const error = await inFakeTime(() => errorOf(timedClientFor(adapter, defaults).get(server.origin)));
  return { attempts: server.received.length, elapsed: getRetryState(error)!.elapsed };
}

/** Sends an answer without end, as fast as it is read. */
const endless: Behaviour = {
  readsBody: true,
  isEndless: true,
  answer: (response) => {
    const chunk = Buffer.alloc(16_384);
    const write = (): void => {
      // Until the connection is full.
      while (!response.destroyed && response.write(chunk));
    };
    response.writeHead(503).on('drain', write);
    write();
  },
};

const printed = (calls: readonly [string, LogEvent][]): string =>
  calls.map((call) => JSON.stringify(call)).join();

// Controls, line breaks, and what makes text run the other way.
const FORGING = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const SERVER: Readonly<Record<string, Trial>> = {
  'hold a call with `Retry-After: 299`, time after time': async (adapter) => {
    const asked = status(503, { 'retry-after': '299' });
    const { random } = Math;
    const spread = jest.spyOn(Math, 'random');
    spread.mockReturnValue(0);
    const shortest = await fail(adapter, asked);
    spread.mockReturnValue(1 - Number.EPSILON);
    const longest = await fail(adapter, asked);
    spread.mockImplementation(random);
    expect([shortest.attempts, longest.attempts]).toEqual([11, 11]);
    const limits: RetryOptions[] = [{ maxElapsedTime: 60_000 }, { maxRetryAfter: 20_000 }, { retries: 0 }];
    for (const limit of limits)
      expect(await fail(adapter, asked, limit)).toEqual({ attempts: 1, elapsed: 0 });
    const minutes = [shortest, longest].map(({ elapsed }) => (elapsed / MINUTE).toFixed(1));
    return [
      `${minutes[0]} to ${minutes[1]} minutes`,
      '(300 s)',
      '(10)',
      '`maxElapsedTime: 60_000`',
      '20_000',
    ];
  },

  'ask for a wait of years': async (adapter) => {
    for (const seconds of ['10000000', '9'.repeat(15_000), '301']) {
      expect(await fail(adapter, status(503, { 'retry-after': seconds }))).toEqual({
        attempts: 1,
        elapsed: 0,
      });
    }
    return ['after 1 attempt', '15,000 digits'];
  },

  'ask for all retries at once, with `Retry-After: 0`': async (adapter) => {
    jest.spyOn(Math, 'random').mockReturnValue(1 - Number.EPSILON);
    const { attempts, elapsed } = await fail(adapter, status(503, { 'retry-after': '0' }));
    expect(elapsed).toBeLessThanOrEqual(1000);
    return [`${attempts - 1} retries within 1 second`, `0 to ${Math.round(elapsed / 10)} ms`];
  },

  'make new calls wait, with `holdNewCalls`': async (adapter) => {
    const server = await serverThat(status(503, { 'retry-after': '299' }));
    const pacer = retryPacer({ holdNewCalls: true });
    const client = timedClientFor(adapter, { retries: 0, pacer }, { baseURL: server.origin });
    const get = (maxElapsedTime = Infinity): Promise<unknown> =>
      errorOf(client.get('/', { 'axios-retry': { maxElapsedTime } }));
    const elapsed: number[] = [];
    // A call that ends while it is held comes by no request interceptor, which is what the clock counts.
    const still = (): boolean => true;
    await inFakeTime(async () => {
      await get();
      for (const calls of [Array.from({ length: 1003 }, () => MINUTE), [Infinity]]) {
        const begun = performance.now();
        await Promise.all(calls.map(get));
        elapsed.push(performance.now() - begun);
      }
    }, still);
    // The first, those above a thousand, and the last.
    expect(server.received).toHaveLength(5);
    expect(elapsed[0]).toBe(MINUTE);
    expect(elapsed[1]).toBeLessThanOrEqual(330_000);
    return ['(300 s)', '1,000', '`maxElapsedTime`', '`maxHeld`'];
  },

  'never answer, or send a byte now and then': async (adapter) => {
    const limit = 60 * MINUTE;
    expect(await fail(adapter, hang, { maxElapsedTime: limit })).toEqual({ attempts: 1, elapsed: limit });
    const cut = (behaviour: Behaviour, options: RetryOptions, config = {}): Promise<void> =>
      serverThat(behaviour).then(async ({ origin }) => {
        const { code } = await errorOf(clientFor(adapter, { retries: 0, ...options }, config).get(origin));
        expect(code).toMatch(/^(ECONNABORTED|ETIMEDOUT)$/);
      });
    // In real time, since the server's bytes are.
    await cut(drip, { maxElapsedTime: 300 });
    await cut(hang, {}, { timeout: 300 });
    if (adapter === 'fetch') await cut(drip, {}, { timeout: 300 });
    return ['`maxElapsedTime`', '`timeout`'];
  },

  'make every call fail, so that clients multiply their load': async (adapter) => {
    const quick: RetryOptions = { retryDelay: 0 };
    const { attempts } = await fail(adapter, status(503), quick);
    const server = await serverThat(status(503));
    const client = timedClientFor(adapter, { ...quick, retries: undefined, budget: retryBudget() });
    const calls = 100;
    await inFakeTime(async () => {
      for (let call = 0; call < calls; call++) await errorOf(client.get(server.origin));
    });
    const most = calls / 5 + 100 + calls;
    expect(server.received.length).toBeGreaterThan(calls);
    expect(server.received.length).toBeLessThanOrEqual(most);
    const shown = `${calls} calls then make at most ${most} attempts`;
    return [
      `${attempts} attempts a call`,
      shown,
      (calls * attempts).toLocaleString('en'),
      'one retry for 5 calls, and 100',
    ];
  },

  'make a request run twice that must not': async (adapter) => {
    for (const behaviour of [resetAfterBody, status(503)]) {
      for (const method of ['post', 'patch']) {
        const server = await serverThat(behaviour);
        await errorOf(clientFor(adapter).request({ method, url: server.origin, data: { order: 7 } }));
        expect(server.received).toHaveLength(1);
      }
      for (const method of ['put', 'delete']) {
        const server = await serverThat(behaviour);
        const call = { method, url: server.origin, data: { order: 7 } };
        await errorOf(clientFor(adapter, { methods: ['GET'] }).request(call));
        expect(server.received).toHaveLength(1);
        await errorOf(clientFor(adapter).request(call));
        expect(server.received).toHaveLength(4);
      }
    }
    return ['1 time', '`methods`'];
  },

  'stream the body of a failed answer without end': async (adapter) => {
    const server = await startServer([endless, hang]);
    const controller = new AbortController();
    // It would wait for an hour: only the limits close the connection.
    const client = clientFor(adapter, { retryDelay: 60 * MINUTE });
    const call = errorOf(client.get(server.origin, { responseType: 'stream', signal: controller.signal }));
    await server.aborted();
    controller.abort();
    await call;
    return ['64 KiB', '500 ms'];
  },

  'send any other answer without end': async (adapter) => {
    const server = await serverThat(endless);
    const client = clientFor(adapter, {}, { maxContentLength: 100_000 });
    const error = await errorOf(client.get(server.origin));
    expect(error.message).toBe('maxContentLength size of 100000 exceeded');
    // fetch reads no more, but keeps the connection, also without the plugin.
    if (adapter === 'http') await server.aborted();
    return ['`maxContentLength`', `after ${server.received.length} attempt`];
  },

  'send 100 kB of headers': async (adapter) => {
    const { attempts } = await fail(adapter, status(503, { long: 'x'.repeat(100_000) }));
    // One byte less than that is still read.
    const server = await serverThat(status(200, { long: 'x'.repeat(16_000) }));
    await clientFor(adapter).get(server.origin);
    return [`after ${attempts} attempt`, '16 KiB'];
  },

  'redirect in a circle': async (adapter) => {
    const server = await serverThat(status(302, { location: '/again' }));
    const error = await errorOf(clientFor(adapter).get(server.origin));
    expect(getRetryState(error)?.attempts).toHaveLength(1);
    expect(server.received.length).toBeLessThanOrEqual(22);
    return ['1 attempt', 'at most 22 requests'];
  },

  'send the client elsewhere': async (adapter) => {
    const elsewhere = await serverThat(status(503));
    const server = await serverThat(status(307, { location: `${elsewhere.origin}/elsewhere` }));
    await errorOf(clientFor(adapter).get(`${server.origin}/orders`, { headers: { 'X-Own': 'mine' } }));
    expect(server.received.map(({ url }) => url)).toEqual(['/orders', '/orders', '/orders']);
    for (const { rawHeaders } of server.received) expect(rawHeaders).toContain('mine');
    expect(elsewhere.received).toHaveLength(3);
    return ['own address', '`maxRedirects: 0`'];
  },

  'write into the log': async (adapter) => {
    const text = 'All good.\u009b31m GET http://bank/ failed\t\u0085 "' + 'x'.repeat(5000);
    const forging: Behaviour = {
      readsBody: true,
      answer: (_response, { socket }) => {
        socket.end(`HTTP/1.1 503 ${text}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, 'latin1');
      },
    };
    const server = await serverThat(forging);
    const log = jest.fn<undefined, [string, LogEvent]>();
    await errorOf(clientFor(adapter, { log }).get(server.origin));
    expect(log).toHaveBeenCalledTimes(3);
    for (const [line, event] of log.mock.calls) {
      expect(line).not.toMatch(FORGING);
      expect(event).toMatchObject({ status: 503, failure: expect.not.stringMatching(FORGING) });
      // The status and a space stand before the text.
      expect((event as { failure: string }).failure.length).toBeLessThanOrEqual(200);
      expect(line).toContain('All good.');
    }
    return ['200 characters', '`event.status`'];
  },

  'fill the memory with failures': async (adapter) => {
    const server = await serverThat(status(503));
    const error = await errorOf(clientFor(adapter, { retries: 150, retryDelay: 0 }).get(server.origin));
    expect(server.received).toHaveLength(151);
    return [`latest ${getRetryState(error)!.attempts.length} attempts`];
  },
};

const URLS: Readonly<Record<string, Trial>> = {
  'name a new server for each call': () => {
    const kept = new PerKey(
      ({ url = '' }) => url,
      () => ({}),
      MINUTE,
    );
    for (let server = 0; server < 25_000; server++) kept.of({ url: `https://${server}.example.com` });
    expect(kept.of({ url: 'https://24999.example.com' })).toBe(kept.of({ url: 'https://24999.example.com' }));
    return Promise.resolve([`at most ${kept.size.toLocaleString('en')} keys`]);
  },

  'carry a secret': async (adapter) => {
    const server = await serverThat(status(503));
    const log = jest.fn<undefined, [string, LogEvent]>();
    const onGiveUp = jest.fn();
    const client = clientFor(adapter, { log, onGiveUp });
    for (const password of ['s3cret', 's3cret@', 'a:s3cret', 's3cret%2F', '%73s3cret', 'ü-s3cret']) {
      const url = `${server.origin.replace('//', `//s3cret:${password}@`)}/orders?key=s3cret#s3cret`;
      await errorOf(client.get(url, { params: { token: 's3cret' } }));
    }
    // Not sent: the platform does not take it for a URL. It may still get into a line.
    expect(log.mock.calls.length).toBeGreaterThan(12);
    expect(printed(log.mock.calls) + JSON.stringify(onGiveUp.mock.calls)).not.toContain('s3cret');
    expect(printed(log.mock.calls)).toContain('/orders');
    return ['The path is shown'];
  },

  'forge a line of the log': async (adapter) => {
    const server = await serverThat(status(503));
    const log = jest.fn<undefined, [string, LogEvent]>();
    const client = clientFor(adapter, { log });
    await errorOf(client.get(`${server.origin}/a\nGET\u202e /b\u001b[2J\u2028${'x'.repeat(5000)}`));
    expect(log).toHaveBeenCalledTimes(3);
    for (const [line, event] of log.mock.calls) {
      expect(line).not.toMatch(FORGING);
      const { url } = event as { url: string };
      expect(url).not.toMatch(FORGING);
      expect(url).toHaveLength(200);
    }
    return ['200 characters'];
  },
};

const OTHERS: Readonly<Record<string, Trial>> = {
  'pollute `Object.prototype`': async (adapter) => {
    const server = await serverThat(status(503));
    const client = axios.create({ adapter, proxy: false });
    axiosRetry(client, { log: false, retryDelay: 1, retries: 2 });
    const polluted = { idempotent: true, retries: 9, 'Idempotency-Key': 'x', retryCondition: () => true };
    for (const [name, value] of Object.entries(polluted)) {
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    }
    try {
      await errorOf(client.post(server.origin, 'an order'));
    } finally {
      for (const name of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, name);
    }
    return [`${server.received.length} time`];
  },
};

const TRIALS = { ...SERVER, ...URLS, ...OTHERS };

it('docs/security.md names each threat that is tried here, and no other', () => {
  expect([...rows.keys()]).toEqual(Object.keys(TRIALS));
});

describe.each(ADAPTERS)('through the %s adapter', (adapter) => {
  it.each(Object.entries(TRIALS))('can %s, and no more than docs/security.md says', async (threat, trial) => {
    const figures = await trial(adapter);
    for (const figure of figures) expect(rows.get(threat)).toContain(String(figure));
  });
});

import { Agent } from 'node:http';
import axios, { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import { axiosRetry, getRetryState, retryPacer, type RetryOptions } from '../../lib';
import { collectGarbage } from './resources';
import { ADAPTERS, clientFor, errorOf, startServer, status, until, type Adapter } from './server';

/** Longer than any test may take. */
const LONG = 600_000;

/** What sockets and the latest jobs may still hold; a call that keeps its past holds thousands. */
const A_FEW = 40;

const busy = status(503, { 'content-type': 'text/plain' }, 'x'.repeat(2000));

/** Weak references, which tell what is still in memory without keeping it there. */
class Traces {
  readonly #traces: WeakRef<object>[] = [];

  add(error: AxiosError): void {
    for (const value of [error, error.response, error.response?.data, error.config, error.request]) {
      if (typeof value === 'object' && value !== null) this.#traces.push(new WeakRef<object>(value));
    }
  }

  get count(): number {
    return this.#traces.length;
  }

  async alive(): Promise<number> {
    await collectGarbage();
    return this.#traces.filter((trace) => trace.deref() !== undefined).length;
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

afterAll(() => {
  agent.destroy();
});

describe('a call of very many attempts holds no more than one of a few', () => {
  const limited: RetryOptions = { maxElapsedTime: LONG, onRetry: () => undefined };

  it.each<[number, Adapter, string, RetryOptions]>([
    [3000, 'http', 'the usual options', {}],
    [400, 'http', 'a limit on its time and a hook', limited],
    [400, 'fetch', 'a limit on its time and a hook', limited],
  ])('%s of them, through the %s adapter, with %s', async (retries, adapter, _which, options) => {
    const server = await startServer(() => {
      // Else it is the server that keeps them all.
      server.forget();
      return busy;
    });
    const traces = new Traces();
    const alive: number[] = [];
    const heaps: number[] = [];
    let failures = 0;
    const retryCondition = async (error: AxiosError): Promise<undefined> => {
      traces.add(error);
      failures++;
      if (failures !== 200 && failures !== retries) return;
      alive.push(await traces.alive());
      // Right after all garbage has been collected.
      heaps.push(process.memoryUsage().heapUsed);
    };
    // The last wait is a long one, so that the call can be looked at while it sleeps.
    const retryDelay = (retryCount: number): number => (retryCount < retries ? 0 : LONG / 2);
    let isAsleep = false;
    const log: RetryOptions['log'] = (_line, event) => {
      isAsleep ||= event.type === 'retry' && event.delay > 0;
    };
    const controller = new AbortController();
    const client = clientFor(
      adapter,
      { ...options, retries, retryDelay, retryCondition, log },
      { httpAgent: agent, signal: controller.signal },
    );
    const call = errorOf(client.get(server.origin));
    try {
      await until(() => isAsleep);
      alive.push(await traces.alive());
    } finally {
      controller.abort();
    }

    expect(traces.count).toBeGreaterThanOrEqual(3 * retries);
    expect(alive).toHaveLength(3);
    for (const count of alive) expect(count).toBeLessThanOrEqual(A_FEW);
    const [early = NaN, late = NaN] = heaps;
    expect(late - early).toBeLessThan(6_000_000);

    const { retryCount, attempts } = getRetryState(await call)!;
    // The last one was waited for, and never sent.
    expect(retryCount).toBe(retries - 1);
    expect(attempts).toHaveLength(100);
  });
});

describe.each(ADAPTERS)('a call that sleeps, through the %s adapter', (adapter) => {
  it('does not hold the answer that failed', async () => {
    const server = await startServer([status(503, { connection: 'close' }, Buffer.alloc(1_000_000, 'x'))]);
    const traces = new Traces();
    const retryCondition = (error: AxiosError): void => {
      traces.add(error);
    };
    const controller = new AbortController();
    const client = clientFor(
      adapter,
      { retryDelay: LONG, retryCondition },
      { responseType: 'arraybuffer', signal: controller.signal },
    );
    const call = errorOf(client.get(server.origin));
    try {
      await until(() => traces.count > 0);
      let alive = NaN;
      // The connection may take a moment to let go.
      for (let round = 0; round < 20 && alive !== 0; round++) alive = await traces.alive();
      expect(alive).toBe(0);
    } finally {
      controller.abort();
    }
    expect((await call).code).toBe('ERR_CANCELED');
    expect(server.received).toHaveLength(1);
  });
});

describe('the state of a call with hundreds of attempts', () => {
  it('has the records of the latest hundred', async () => {
    const server = await startServer(() => {
      const nth = server.received.length;
      return status(nth > 250 ? 200 : nth > 200 ? 502 : 503);
    });
    const client = clientFor('http', { retries: 1000, retryDelay: 0 }, { httpAgent: agent });
    const state = getRetryState(await client.get(server.origin))!;
    expect(state.retryCount).toBe(250);
    expect(state.attempts.map((attempt) => attempt.status)).toEqual([
      ...Array.from({ length: 49 }, () => 503),
      ...Array.from({ length: 50 }, () => 502),
      200,
    ]);
  });
});

it('a pacer that is closed keeps no call that waits by then', async () => {
  let sent = 0;
  // Without a socket, which keeps the latest request.
  const adapter = ({ mark, ...config }: InternalAxiosRequestConfig & { mark?: object }): Promise<never> => {
    const status = sent++ ? 200 : 503;
    const answer = { config, status, data: mark } as never;
    return status === 200
      ? Promise.resolve(answer)
      : Promise.reject(new AxiosError('busy', 'ERR', config, null, answer));
  };
  const pacer = retryPacer();
  const onRetry = (): void => {
    setTimeout(() => {
      pacer.close();
    }, 1);
  };
  const client = axios.create({ adapter });
  axiosRetry(client, { pacer, onRetry, retryDelay: 100, log: false });
  const callWithMark = async (): Promise<WeakRef<object>> => {
    const mark = Object.create({ kind: 'mark' }) as object;
    await client.get('/x', { mark } as object);
    return new WeakRef(mark);
  };
  const trace = await callWithMark();
  expect(sent).toBe(2);
  await collectGarbage();
  expect(trace.deref()).toBeUndefined();
  pacer.close();
});

import { getEventListeners, setMaxListeners } from 'node:events';
import axios, { type AxiosRequestConfig } from 'axios';
import { getRetryState, type RetryOptions } from '../../lib';
import { watchTimers } from './resources';
import { ADAPTERS, clientFor, drip, errorOf, hang, pause, startServer, status, until } from './server';

/** Longer than any test may take. */
const LONG = 600_000;

interface Canceller {
  readonly config: AxiosRequestConfig;
  readonly cancel: () => void;
  /** How many still listen for the cancellation. */
  readonly listeners: () => number;
}

const CANCELLERS: Readonly<Record<string, () => Canceller>> = {
  signal: () => {
    const controller = new AbortController();
    const { signal } = controller;
    // Node warns of more than ten, but a hundred calls at once have a listener each.
    setMaxListeners(0, signal);
    return {
      config: { signal },
      cancel: () => {
        controller.abort();
      },
      listeners: () => getEventListeners(signal, 'abort').length,
    };
  },
  cancelToken: () => {
    const { token, cancel } = axios.CancelToken.source();
    return {
      config: { cancelToken: token },
      cancel: () => {
        cancel();
      },
      // axios has no public way to tell.
      listeners: () =>
        (Reflect.get(token, '_listeners') as readonly unknown[] | null | undefined)?.length ?? 0,
    };
  },
};

const busy = status(503, {}, 'busy');

/** A hook that never settles, and a promise that tells when it was called. */
function hangingHook(): { readonly hook: () => Promise<never>; readonly begun: Promise<void> } {
  let begin: () => void;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const hook = (): Promise<never> => {
    begin();
    return new Promise(() => undefined);
  };
  return { hook, begun };
}

describe.each(ADAPTERS)('through the %s adapter', (adapter) => {
  describe.each(Object.entries(CANCELLERS))('a call cancelled by %s', (how, canceller) => {
    /** Nothing may follow the end of a cancelled call; an attempt would come within a few milliseconds. */
    const leavesNothing = async (
      { listeners }: Canceller,
      timers: () => number,
      server: { readonly received: readonly unknown[] },
      sent: number,
    ): Promise<void> => {
      expect(timers()).toBe(0);
      await until(() => listeners() === 0);
      await pause(15);
      expect(server.received).toHaveLength(sent);
      expect(timers()).toBe(0);
    };

    it('before it began sends nothing', async () => {
      const server = await startServer();
      const timers = watchTimers();
      const { config, cancel, listeners } = canceller();
      const onRetry = jest.fn();
      cancel();
      const error = await errorOf(clientFor(adapter, { onRetry }).get(server.origin, config));
      expect(axios.isCancel(error)).toBe(true);
      expect(listeners()).toBe(0);
      expect(timers()).toBe(0);
      expect(server.received).toHaveLength(0);
      expect(server.connections).toBe(0);
      expect(onRetry).not.toHaveBeenCalled();
    });

    it.each([
      ['the first attempt, which hangs', [hang]],
      ['the first attempt, whose answer never ends', [drip]],
      ['a later attempt, which hangs', [busy, busy, hang]],
      ['a later attempt, whose answer never ends', [busy, busy, drip]],
    ])('during %s is not sent again', async (_when, script) => {
      const server = await startServer(script);
      const timers = watchTimers();
      const own = canceller();
      // Not even where the caller's own predicate would send anything again.
      const client = clientFor(adapter, { retries: 9, retryCondition: () => true });
      const call = errorOf(client.get(server.origin, own.config));
      await server.whole(script.length);
      own.cancel();
      const error = await call;
      expect(axios.isCancel(error)).toBe(true);
      expect(error).toMatchObject({ name: 'CanceledError', code: 'ERR_CANCELED' });
      await server.aborted();
      await leavesNothing(own, timers, server, script.length);
    });

    it('during the wait ends at once', async () => {
      const server = await startServer([busy, busy]);
      const timers = watchTimers();
      const own = canceller();
      const retryDelay = (retryCount: number): number => (retryCount === 2 ? LONG : 1);
      const call = errorOf(clientFor(adapter, { retryDelay }).get(server.origin, own.config));
      await server.whole(2);
      await until(() => timers() === 1 && own.listeners() === 1);
      own.cancel();
      const error = await call;
      expect(axios.isCancel(error)).toBe(true);
      expect(error).toMatchObject({ name: 'CanceledError', code: 'ERR_CANCELED' });
      await leavesNothing(own, timers, server, 2);
    });

    it('during a wait that no single timer can hold ends at once', async () => {
      const server = await startServer([busy]);
      const timers = watchTimers();
      const own = canceller();
      const client = clientFor(adapter, { retryDelay: 2 ** 40 });
      const call = errorOf(client.get(server.origin, own.config));
      await until(() => timers() === 1 && server.received.length === 1);
      await pause(10);
      own.cancel();
      expect(axios.isCancel(await call)).toBe(true);
      await leavesNothing(own, timers, server, 1);
    });

    it('during the wait that the server asked for ends at once', async () => {
      const server = await startServer([status(429, { 'retry-after': '60' })]);
      const timers = watchTimers();
      const own = canceller();
      const call = errorOf(clientFor(adapter).get(server.origin, own.config));
      await until(() => timers() === 1 && own.listeners() === 1 && server.received.length === 1);
      own.cancel();
      expect(axios.isCancel(await call)).toBe(true);
      await leavesNothing(own, timers, server, 1);
    });

    it.each<[string, number, (hook: () => Promise<never>) => RetryOptions]>([
      ['retryCondition', 1, (hook) => ({ retryCondition: hook })],
      ['onRetry', 1, (hook) => ({ onRetry: hook })],
      ['renewData', 1, (hook) => ({ renewData: hook })],
      ['onMaxRetryTimesExceeded', 2, (hook) => ({ retries: 1, onMaxRetryTimesExceeded: hook })],
    ])('during a %s that hangs ends at once', async (_hook, sent, options) => {
      const server = await startServer(() => busy);
      const timers = watchTimers();
      const own = canceller();
      const { hook, begun } = hangingHook();
      const call = errorOf(clientFor(adapter, options(hook)).put(server.origin, 'an order', own.config));
      await begun;
      own.cancel();
      expect(axios.isCancel(await call)).toBe(true);
      await leavesNothing(own, timers, server, sent);
    });

    it.each<[string, number, (cancel: () => void) => RetryOptions]>([
      ['validateResponse', 1, (cancel) => ({ validateResponse: () => (cancel(), false) })],
      ['retryCondition', 1, (cancel) => ({ retryCondition: () => (cancel(), true) })],
      ['retryDelay', 1, (cancel) => ({ retryDelay: () => (cancel(), 0) })],
      ['onRetry', 1, (cancel) => ({ onRetry: cancel })],
      ['log', 1, (cancel) => ({ log: cancel })],
      ['renewData', 1, (cancel) => ({ renewData: () => (cancel(), 'another order') })],
      ['onMaxRetryTimesExceeded', 2, (cancel) => ({ retries: 1, onMaxRetryTimesExceeded: cancel })],
    ])('from inside %s is not sent again', async (_hook, sent, options) => {
      const server = await startServer(() => busy);
      const timers = watchTimers();
      const own = canceller();
      const client = clientFor(adapter, options(own.cancel));
      const error = await errorOf(client.put(server.origin, 'an order', own.config));
      expect(axios.isCancel(error)).toBe(true);
      await leavesNothing(own, timers, server, sent);
    });

    it('is told to onGiveUp as cancelled, to no other hook, and not to the log', async () => {
      const server = await startServer([busy, hang]);
      const own = canceller();
      const [log, onGiveUp, onMaxRetryTimesExceeded] = [jest.fn(), jest.fn(), jest.fn()];
      const client = clientFor(adapter, { retries: 1, log, onGiveUp, onMaxRetryTimesExceeded });
      const call = errorOf(client.get(server.origin, own.config));
      await server.whole(2);
      own.cancel();
      await call;
      expect(onGiveUp.mock.calls).toMatchObject([[{ type: 'giveUp', reason: 'cancelled', retryCount: 1 }]]);
      expect(onMaxRetryTimesExceeded).not.toHaveBeenCalled();
      expect(log.mock.calls).toEqual([[expect.any(String), expect.objectContaining({ type: 'retry' })]]);
    });

    it('after it has ended stays as it was', async () => {
      const server = await startServer([busy, status(200, {}, 'done'), busy, busy, busy]);
      const own = canceller();
      const client = clientFor(adapter);
      const response = await client.get<unknown>(server.origin, own.config);
      const error = await errorOf(client.get(server.origin, own.config));
      expect(own.listeners()).toBe(0);
      own.cancel();
      await pause(15);
      expect(response.data).toBe('done');
      expect(error.response?.status).toBe(503);
      expect(server.received).toHaveLength(5);
    });

    describe('that it shares with a hundred calls', () => {
      const calls = Array.from({ length: 100 }, (_, id) => id);

      it('is left with no listener when they have all succeeded or failed', async () => {
        const seen = new Set<string>();
        // The first attempt of each fails; the second fails again for every other call.
        const server = await startServer(({ url }) => {
          const isFirst = !seen.has(url);
          seen.add(url);
          return isFirst ? busy : status(Number(url.slice(1)) % 2 === 0 ? 200 : 404);
        });
        const timers = watchTimers();
        const own = canceller();
        const onRetry = (): Promise<void> => pause(1);
        const client = clientFor(adapter, { onRetry, retryCondition: () => pause(1), maxElapsedTime: LONG });
        const outcomes = await Promise.allSettled(
          calls.map((id) => client.get(`${server.origin}/${id}`, own.config)),
        );
        expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(50);
        await until(() => own.listeners() === 0);
        expect(timers()).toBe(0);
        expect(server.received).toHaveLength(200);
      });

      it('ends them all at once while they wait', async () => {
        const server = await startServer(() => busy);
        const timers = watchTimers();
        const own = canceller();
        const client = clientFor(adapter, { retryDelay: LONG });
        const all = Promise.all(calls.map((id) => errorOf(client.get(`${server.origin}/${id}`, own.config))));
        await until(() => timers() === 100 && own.listeners() === 100 && server.received.length === 100);
        own.cancel();
        for (const error of await all) expect(axios.isCancel(error)).toBe(true);
        await leavesNothing(own, timers, server, 100);
      });

      it('ends them all at once during their attempts', async () => {
        const server = await startServer(() => hang);
        const timers = watchTimers();
        const own = canceller();
        const told: string[] = [];
        const client = clientFor(adapter, { onGiveUp: ({ url }) => void told.push(url) });
        const all = Promise.all(calls.map((id) => errorOf(client.get(`${server.origin}/${id}`, own.config))));
        await server.whole(100);
        own.cancel();
        for (const error of await all) expect(axios.isCancel(error)).toBe(true);
        // A token gives all its calls one error, which can't tell whose it is; but none is told of twice.
        expect(new Set(told).size).toBe(told.length);
        expect(told).toHaveLength(how === 'signal' ? 100 : 0);
        await until(() => server.received.every(({ isAborted }) => isAborted));
        await leavesNothing(own, timers, server, 100);
      });
    });
  });

  it('a cancelled call has a state, which says so', async () => {
    const server = await startServer([busy, busy, hang]);
    const controller = new AbortController();
    const call = errorOf(clientFor(adapter).get(server.origin, { signal: controller.signal }));
    await server.whole(3);
    controller.abort();
    expect(getRetryState(await call)).toMatchObject({
      retryCount: 2,
      stopReason: 'cancelled',
      attempts: [{ status: 503 }, { status: 503 }, expect.anything()],
    });
  });

  it('a call cancelled during the wait has a state, which says so', async () => {
    const server = await startServer([busy]);
    const timers = watchTimers();
    const controller = new AbortController();
    const client = clientFor(adapter, { retryDelay: LONG });
    const call = errorOf(client.get(server.origin, { signal: controller.signal }));
    await until(() => timers() === 1 && server.received.length === 1);
    controller.abort();
    const { stopReason, attempts } = getRetryState(await call) ?? {};
    expect(stopReason).toBe('cancelled');
    expect(attempts).toMatchObject([{ status: 503 }]);
  });

  it('a signal that aborts by itself after a time ends the wait', async () => {
    const server = await startServer([busy]);
    const controller = new AbortController();
    // Not before there is a wait, however long the attempt may take.
    const retryDelay = (): number => {
      const signal = AbortSignal.timeout(20);
      signal.addEventListener('abort', () => {
        controller.abort(signal.reason);
      });
      return LONG;
    };
    const client = clientFor(adapter, { retryDelay });
    const error = await errorOf(client.get(server.origin, { signal: controller.signal }));
    expect(axios.isCancel(error)).toBe(true);
    expect(server.received).toHaveLength(1);
  });

  it("ends with the token's own reason when it is cancelled during the wait", async () => {
    const server = await startServer([busy]);
    const timers = watchTimers();
    const { token, cancel } = axios.CancelToken.source();
    const client = clientFor(adapter, { retryDelay: LONG });
    const call = errorOf(client.get(server.origin, { cancelToken: token }));
    await until(() => timers() === 1 && server.received.length === 1);
    cancel('enough');
    const error = await call;
    expect(axios.isCancel(error)).toBe(true);
    expect(error.message).toBe('enough');
  });

  it('either of the two ends a call that has both, and the other is left with no listener', async () => {
    for (const pulled of ['signal', 'cancelToken']) {
      const server = await startServer([busy]);
      const [signal, token] = [CANCELLERS.signal!(), CANCELLERS.cancelToken!()];
      const client = clientFor(adapter, { retryDelay: LONG });
      const call = errorOf(client.get(server.origin, { ...signal.config, ...token.config }));
      await until(() => server.received.length === 1 && signal.listeners() === 1 && token.listeners() === 1);
      (pulled === 'signal' ? signal : token).cancel();
      expect(axios.isCancel(await call)).toBe(true);
      await until(() => signal.listeners() === 0 && token.listeners() === 0);
      expect(server.received).toHaveLength(1);
    }
  });
});

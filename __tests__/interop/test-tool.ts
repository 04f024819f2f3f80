import axios, { type AxiosInstance } from 'axios';
import { axiosRetry, getRetryState } from '../../lib';
import type { Adapter } from '../http/server';

export type Method = 'get' | 'post';

/** How an attempt ends: with a status, or as the tool calls it. */
export type Ending = number | string;

/** A tool that replaces the server, or all of axios, in tests of code that uses axios. */
export interface TestTool {
  readonly name: string;
  readonly adapter?: Adapter;
  /** Endings without an answer that may come after the request was processed: only a GET is retried. */
  readonly lost: readonly string[];
  /** Endings that say that nothing can have been sent: a POST is retried as well. */
  readonly unsent?: readonly string[];
  /** Endings that another attempt would not change. */
  readonly final?: readonly string[];
  /** Has the attempts of a client at `/orders` end so, one after another. */
  play(client: AxiosInstance, method: Method, endings: readonly Ending[]): void;
  /** Takes the tool off again. */
  stop(): void;
}

// Far longer than a test may take: it ends in time only if fake timers drive it.
const HOUR = 3_600_000;

/** A call through a tool, and the times at which its attempts began. */
interface Played {
  readonly status: number | undefined;
  readonly attempts: readonly number[];
  readonly stopReason: unknown;
}

async function play(
  tool: TestTool,
  method: Method,
  endings: readonly Ending[],
  retryDelay: number,
  settle?: (call: Promise<unknown>) => Promise<void>,
): Promise<Played> {
  const attempts: number[] = [];
  const client = axios.create({
    baseURL: 'http://api.example.com',
    proxy: false,
    ...(tool.adapter && { adapter: tool.adapter }),
  });
  client.interceptors.request.use((config) => {
    attempts.push(Date.now());
    return config;
  });
  tool.play(client, method, endings);
  axiosRetry(client, { retries: 3, retryDelay, log: false });
  const call = client.request({ url: '/orders', method, ...(method === 'post' && { data: { tea: 1 } }) });
  const outcome = call.then(
    (response) => ({ response, error: undefined }),
    (error: unknown) => ({ response: undefined, error }),
  );
  await settle?.(outcome);
  const { response, error } = await outcome;
  return {
    status: response?.status,
    attempts,
    stopReason: getRetryState(response ?? error)?.stopReason,
  };
}

/** Lets fake time pass until a call has ended. An answer takes turns of the event loop, and so some of that time. */
async function passTime(call: Promise<unknown>): Promise<void> {
  const over = jest.fn();
  void call.then(over);
  while (!over.mock.calls.length) await jest.advanceTimersByTimeAsync(HOUR / 60);
}

/** What holds of every tool: it is retried where there is something to retry, with real and with fake timers. */
export function describeTool(tool: TestTool): void {
  const { lost, unsent = [], final = [] } = tool;

  describe.each(['real', 'fake'] as const)(`${tool.name}, with %s timers`, (timers) => {
    const played = (method: Method, ...endings: Ending[]): Promise<Played> => {
      if (timers === 'real') return play(tool, method, endings, 1);
      jest.useFakeTimers();
      return play(tool, method, endings, HOUR, passTime);
    };
    const isRetried = async (method: Method, ...endings: Ending[]): Promise<void> => {
      const { status, attempts } = await played(method, ...endings, 200);
      expect(status).toBe(200);
      expect(attempts).toHaveLength(endings.length + 1);
      if (timers === 'real') return;
      // Each wait was the whole one, in fake time.
      attempts.slice(1).forEach((time, index) => {
        expect(time - (attempts[index] ?? NaN)).toBeGreaterThanOrEqual(HOUR);
      });
    };
    const isFinal = async (method: Method, ending: Ending, stopReason: string): Promise<void> => {
      expect(await played(method, ending, 200)).toMatchObject({
        status: undefined,
        attempts: [expect.any(Number)],
        stopReason,
      });
    };

    afterEach(() => {
      jest.useRealTimers();
      tool.stop();
    });

    it('a 503 of a GET is retried, and of a POST is not', async () => {
      await isRetried('get', 503, 503);
      await isFinal('post', 503, 'notIdempotent');
    });

    it.each([...lost, ...unsent])('%s of a GET is retried', async (ending) => {
      await isRetried('get', ending, ending);
    });

    if (lost.length) {
      it.each(lost)('%s of a POST is not retried: it may have been processed', async (ending) => {
        await isFinal('post', ending, 'notIdempotent');
      });
    }

    if (unsent.length) {
      it.each(unsent)('%s of a POST is retried: nothing was sent', async (ending) => {
        await isRetried('post', ending, ending);
      });
    }

    if (final.length) {
      it.each(final)('%s is final', async (ending) => {
        await isFinal('get', ending, 'notRetryable');
      });
    }
  });
}

import axios, {
  AxiosError,
  AxiosHeaders,
  CanceledError,
  type AxiosRequestConfig,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import { axiosRetry, getRetryState, originOf, retryPacer, type LogEvent } from '../../../lib';
import { Clock } from '../clock';
import { drive, watchRejections } from '../drive';
import { chanceAt, EPOCH } from '../program';
import { History } from './history';
import { answerAt, keyAt, type CrowdCall, type CrowdProgram, type Host } from './program';

const hostOf = (url: string): Host => (url.startsWith('https://a') ? 'a' : 'b');

/** Runs a program against the plugin on a real axios, in fake time. */
export async function run(program: CrowdProgram): Promise<History> {
  const history = new History(program);
  const clock: Clock = new Clock(() => chanceAt(program.seed, clock.now));
  clock.wall = EPOCH;
  const onUnhandled = (reason: unknown): void => {
    history.leftovers.push(`unhandled rejection: ${String(reason)}`);
  };
  try {
    await watchRejections(onUnhandled, () => play(history, clock));
  } finally {
    clock.restore();
  }
  return history;
}

async function play(history: History, clock: Clock): Promise<void> {
  const { program, calls, leftovers } = history;
  const client = axios.create({ adapter: adapterOf(history, clock) });
  const log = (_line: string, event: LogEvent): void => {
    if (event.type === 'warning') history.warnings++;
    if (event.type === 'retry') history.announce(indexOf(event.url), clock.now, event.delay);
    if (event.type === 'hold' && event.delay)
      history.events.push({ type: 'holding', at: clock.now, host: hostOf(event.url), delay: event.delay });
  };
  const { retries, maxRetryAfter, pacer } = program;
  axiosRetry(client, {
    retries,
    maxRetryAfter,
    pacer: retryPacer({ ...pacer, key: keyOf(history, clock) }),
    log,
  });

  const controllers = calls.map(() => new AbortController());
  const begin = (index: number): void => {
    const call = history.begin(index, clock.now);
    const { signal } = controllers[index]!;
    const end = (outcome: string | number, from: unknown): void => {
      history.end(call, clock.now, outcome, getRetryState(from));
      if (getEventListeners(signal, 'abort').length)
        leftovers.push(`call ${index}: listeners for its signal`);
    };
    const { config, change } = requestOf(call.spec, index);
    client.request({ ...config, signal }).then(
      (response) => {
        end(response.status, response);
      },
      (error: unknown) => {
        const { response, message } = error as AxiosError;
        end(response?.status ?? message, error);
      },
    );
    change();
  };
  const events = calls.flatMap(({ index, spec: { at, cancelAt } }) => [
    {
      at,
      work: () => {
        begin(index);
      },
    },
    ...(cancelAt === undefined
      ? []
      : [
          {
            at: at + cancelAt,
            work: () => {
              controllers[index]?.abort();
            },
          },
        ]),
  ]);
  await drive(clock, events, () => {
    const isOver = calls.every(({ endedAt }) => endedAt < Infinity);
    if (isOver && clock.count) leftovers.push(`${clock.count} timers`);
    return !isOver;
  });
}

/** A call of the program. `change`: what its caller then does to the objects that it gave away. */
function requestOf(
  { host, body, hasPacer, maxRetryAfter, maxElapsedTime }: CrowdCall,
  index: number,
): { readonly config: AxiosRequestConfig; readonly change: () => void } {
  const params = new URLSearchParams({ n: '1' });
  const list = [{ n: 1 }];
  const form = new URLSearchParams({ n: '1' });
  const data = { list, form, stream: new Readable({ read: () => undefined }) };
  return {
    config: {
      url: `https://${host}.test/${index}`,
      method: body ? 'put' : 'get',
      params,
      'axios-retry': { maxRetryAfter, maxElapsedTime, ...(!hasPacer && { pacer: null }) },
      ...(body && { data: data[body] }),
    },
    change: () => {
      for (const query of [params, form]) query.set('n', '2');
      list[0]!.n = 2;
    },
  };
}

const indexOf = (url: string | undefined): number => Number(url?.split('/')[3]);

function keyOf(history: History, clock: Clock): (config: AxiosRequestConfig) => string {
  return (config) => {
    const key = keyAt(history.program, hostOf(config.url ?? ''), clock.now);
    if (key === 'host') return originOf(config);
    history.badKeys++;
    if (key === 'promise') return Promise.reject(new Error('key')) as never;
    throw new Error('key');
  };
}

const adapterOf =
  (history: History, clock: Clock) =>
  (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    const index = indexOf(config.url);
    const { latency } = history.program.calls[index]!;
    const { status, retryAfter } = answerAt(history.program, clock.now);
    const attempt = history.send(index, clock.now, {
      retryCount: config['axios-retry']?.retryCount ?? 0,
      data: config.data,
      params: String(config.params),
    });
    return new Promise((resolve, reject) => {
      const abort = (reason?: unknown): void => {
        stop();
        history.answer(attempt, clock.now);
        // axios' own adapters tell a token's reason from an event like this.
        reject(reason instanceof CanceledError ? reason : new CanceledError(undefined, config));
      };
      const timer = clock.set(latency, () => {
        stop();
        history.answer(attempt, clock.now, { status, retryAfter: retryAfter && retryAfter * 1000 });
        const response = {
          status,
          statusText: '',
          headers: new AxiosHeaders(retryAfter ? { 'Retry-After': String(retryAfter) } : {}),
          config,
          data: '',
        };
        if (status < 300) resolve(response);
        else reject(new AxiosError(`status ${status}`, 'ERR_BAD_RESPONSE', config, {}, response));
      });
      const { signal, cancelToken } = config;
      const stop = (): void => {
        clock.clear(timer);
        signal?.removeEventListener?.('abort', abort);
        cancelToken?.unsubscribe(abort);
      };
      signal?.addEventListener?.('abort', abort);
      cancelToken?.subscribe(abort);
      if (signal?.aborted) abort();
    });
  };

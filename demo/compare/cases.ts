import { Readable } from 'node:stream';
import type { AxiosInstance, AxiosRequestConfig, AxiosStatic } from 'axios';
import { duration } from '../shared/text';
import { startLoopback, type Answer, type Loopback } from './loopback';
import { observe, type Ending, type ObserveOptions } from './observe';
import { measureSize } from './size';
import { loadAxios, type Send, type Settings, type Subject } from './subjects';

/** A row of the comparison. */
export interface Case {
  readonly title: string;
  /** Runs it, and says in a few words what was observed. */
  readonly run: (subject: Subject) => Promise<string>;
}

const BUSY: Answer = { status: 503 };
const OK: Answer = { status: 200 };
const PATH = '/x';

interface Trial {
  readonly axios: AxiosStatic;
  readonly network: Loopback;
  readonly client: AxiosInstance;
  readonly send: Send;
}

interface TrialOptions extends ObserveOptions {
  readonly settings?: Settings;
  readonly maxSockets?: number;
  /** Called before the instance gets its retries. */
  readonly prepare?: (client: AxiosInstance) => void;
}

/** What a trial showed: how the call ended, and what the network saw of it. */
interface Observation {
  readonly ending: Ending;
  readonly network: Loopback;
}

/** Makes a server, and an instance with retries that calls it, and follows one call to its end. */
async function trial(
  subject: Subject,
  answers: readonly [Answer, ...Answer[]],
  call: (trial: Trial) => Promise<unknown>,
  { settings = 'alike', maxSockets, prepare, ...options }: TrialOptions = {},
): Promise<Observation> {
  const axios = await loadAxios();
  const network = await startLoopback(answers, maxSockets);
  try {
    const client = axios.create({ baseURL: network.url, httpAgent: network.agent, proxy: false });
    prepare?.(client);
    const send = await subject.equip(client, settings);
    const ending = await observe(network, () => call({ axios, network, client, send }), options);
    return { ending, network };
  } finally {
    await network.close();
  }
}

const get = ({ send }: Trial, config: AxiosRequestConfig = {}): Promise<unknown> =>
  send({ url: PATH, ...config });

const times = (number: number): string => (number === 1 ? 'once' : `${number} times`);

/** What stands in a cell when a call ended otherwise than the row is about. */
function describe(ending: Ending): string {
  if (ending.kind !== 'rejected') return ending.kind === 'hangs' ? 'hangs' : 'succeeds';
  const { name, response } = ending.error as Error & { readonly response?: { readonly status: number } };
  return `rejects (${response?.status ?? name})`;
}

/** How often a call is retried in which time, at most, where each attempt fails. */
async function retriesAfter(subject: Subject, answer: Answer, settings: Settings): Promise<string> {
  const giveUp = (random: number): Promise<Observation> =>
    trial(subject, [answer], get, { settings, random: () => random });
  const { ending, network } = await giveUp(1 - Number.EPSILON);
  if (ending.kind !== 'rejected') return describe(ending);
  const retries = network.received.length - 1;
  if (retries === 0) return 'none';
  const shortest = await giveUp(0);
  const isRandom = shortest.ending.kind !== 'hangs' && shortest.ending.elapsed < ending.elapsed;
  return `${retries} in ${isRandom ? 'up to ' : ''}${ending.elapsed > 0 ? duration(ending.elapsed) : '0 s'}`;
}

const defaultWaits = (subject: Subject): Promise<string> => retriesAfter(subject, BUSY, 'defaults');

const longRetryAfter = (subject: Subject): Promise<string> =>
  retriesAfter(subject, { status: 503, headers: { 'retry-after': '10000000' } }, 'alike');

async function outerInterceptor(subject: Subject): Promise<string> {
  let runs = 0;
  await trial(subject, [BUSY, BUSY, OK], (trial) => {
    trial.client.interceptors.response.use((response) => {
      runs++;
      return response.data as typeof response;
    });
    return get(trial);
  });
  return times(runs);
}

async function prefix(subject: Subject): Promise<string> {
  const { network } = await trial(subject, [BUSY, BUSY, OK], get, {
    prepare: (client) => {
      client.interceptors.request.use((config) => {
        config.url = `/v1${config.url ?? ''}`;
        return config;
      });
    },
  });
  return `\`${network.received.at(-1)?.url ?? ''}\``;
}

async function streamedUpload(subject: Subject): Promise<string> {
  const { ending, network } = await trial(subject, [BUSY, OK], ({ send }) =>
    send({
      method: 'put',
      url: PATH,
      data: Readable.from(['an order'], { objectMode: false }),
      headers: { 'content-type': 'text/plain' },
    }),
  );
  if (ending.kind !== 'resolved') return describe(ending);
  return network.received.at(-1)?.body === '' ? 'sends it empty' : 'sends it again';
}

const post = ({ send }: Trial): Promise<unknown> => send({ method: 'post', url: PATH, data: { order: 1 } });

async function brokenPost(subject: Subject): Promise<string> {
  const { network } = await trial(subject, ['reset'], post);
  return `sent ${times(network.received.length)}`;
}

async function refusedPost(subject: Subject): Promise<string> {
  const { network } = await trial(subject, [OK], async (trial) => {
    await trial.network.refuse();
    return post(trial);
  });
  return network.connections() > 1 ? 'retried' : 'not retried';
}

async function cancelledWait(subject: Subject): Promise<string> {
  const endsAtOnce = async (by: 'signal' | 'cancelToken'): Promise<boolean> => {
    const controller = new AbortController();
    const source = (await loadAxios()).CancelToken.source();
    const handle = by === 'signal' ? { signal: controller.signal } : { cancelToken: source.token };
    const { ending } = await trial(subject, [BUSY], (trial) => get(trial, handle), {
      onWait: () => {
        controller.abort();
        source.cancel();
      },
    });
    return ending.kind === 'rejected' && ending.elapsed === 0;
  };
  const bySignal = await endsAtOnce('signal');
  const byToken = await endsAtOnce('cancelToken');
  if (bySignal && byToken) return 'ends at once';
  return bySignal ? '`signal` only' : 'waits on';
}

async function oneSocket(subject: Subject): Promise<string> {
  const { ending } = await trial(subject, [BUSY, OK], (trial) => get(trial, { responseType: 'stream' }), {
    maxSockets: 1,
  });
  return ending.kind === 'resolved' ? 'recovers' : describe(ending);
}

/** The ten rows. */
export const CASES: readonly Case[] = [
  { title: 'server stays down: retries by default', run: defaultWaits },
  { title: '`r => r.data` after two 503s: runs', run: outerInterceptor },
  { title: 'interceptor that adds `/v1`, two 503s', run: prefix },
  { title: 'stream as a body: 503, then 200', run: streamedUpload },
  { title: 'POST, connection reset after it was read', run: brokenPost },
  { title: 'POST, connection refused', run: refusedPost },
  { title: '`Retry-After: 10000000`: retries', run: longRetryAfter },
  { title: 'cancelled during a wait', run: cancelledWait },
  { title: "`responseType: 'stream'`, one socket, 503", run: oneSocket },
  { title: 'size, minified and gzipped', run: measureSize },
];

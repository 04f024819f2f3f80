import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse, AxiosStatic } from 'axios';
import { optionsOf, type Client, type Plugin } from './clients';

/** What a call of a kind can use. */
export interface Scene {
  readonly axios: AxiosStatic;
  readonly plugin: Plugin;
  readonly client: Client;
  /** A number of its own, and the way it is cancelled when the process is asked to stop: never. */
  readonly id: number;
  readonly shared: AxiosRequestConfig;
}

export type Kind = (scene: Scene) => Promise<unknown>;

const MINUTE = 60_000;
const UPLOAD = 50_000;

/**
 * The path of a plan. Over fetch no body is endless: if a request has a signal, the stream that axios 1.21 makes of a
 * stalled body keeps its socket whoever cancels it, also without the plugin.
 */
const url = (plan: string, { id, client }: Scene): string =>
  `/${client.adapter === 'fetch' ? plan.replaceAll('endless', 'stalled') : plan}/${id}`;

const get =
  (plan: string, config: AxiosRequestConfig = {}): Kind =>
  (scene) =>
    scene.client.instance.get(url(plan, scene), { ...scene.shared, ...config });

/** A body that can be read once. */
function upload({ client }: Scene): unknown {
  const stream = Readable.from([Buffer.alloc(UPLOAD, 'x')], { objectMode: false });
  return client.adapter === 'http' ? stream : Readable.toWeb(stream);
}

const put =
  (plan: string, body: (scene: Scene) => unknown, isRenewed = false): Kind =>
  (scene) =>
    scene.client.instance.put(url(plan, scene), body(scene), {
      ...scene.shared,
      headers: { 'content-type': 'application/octet-stream' },
      'axios-retry': isRenewed ? { renewData: () => body(scene) } : {},
    });

interface Body {
  destroy?(): unknown;
  cancel?(): Promise<unknown>;
}

/** Frees a streamed body, as whoever asks for a stream must. */
export const destroy = (body: unknown): unknown =>
  (body as Body | undefined)?.destroy ? (body as Body).destroy?.() : (body as Body | undefined)?.cancel?.();

const stream =
  (plan: string, isRead: boolean): Kind =>
  async (scene) => {
    const answer = (await get(plan, { responseType: 'stream' })(scene)) as AxiosResponse<Readable>;
    if (!isRead) return destroy(answer.data);
    let size = 0;
    for await (const chunk of answer.data) size += (chunk as Buffer).length;
    return size;
  };

/** Cancels a call after a moment, by a signal or a token of its own. */
const cancelled =
  (plan: string, by: 'signal' | 'token', config: AxiosRequestConfig = {}): Kind =>
  async (scene) => {
    const controller = new AbortController();
    const { token, cancel } = scene.axios.CancelToken.source();
    const own = by === 'signal' ? { signal: controller.signal } : { cancelToken: token };
    const call = get(plan, { ...config, ...own })(scene);
    // It may end before, and is looked at after.
    call.catch(() => undefined);
    await wait(5 + (scene.id % 25));
    controller.abort();
    cancel();
    return call;
  };

/** Uses an instance that lives no longer than one call. */
const shortLived =
  (end: 'close' | 'eject'): Kind =>
  async (scene) => {
    const { client, plugin, shared } = scene;
    const instance: AxiosInstance = client.sibling();
    const installation = plugin.axiosRetry(instance, {
      ...optionsOf(plugin),
      ...(end === 'close' && { retryDelay: MINUTE }),
      budget: plugin.retryBudget(),
      pacer: plugin.retryPacer(),
    });
    const call = instance.get(url('busy,busy,ok', scene), shared);
    call.catch(() => undefined);
    await wait(20);
    installation[end]();
    return call;
  };

const slow = { 'axios-retry': { retryDelay: MINUTE } };
const streamed = { responseType: 'stream' } as const;

/** All that calls may go through. */
export const KINDS: Readonly<Record<string, Kind>> = {
  'succeeds at once': get('ok'),
  recovers: get('busy,busy,ok'),
  'is told when to come back': get('told,ok'),
  'gives up': get('busy'),
  'loses its connection': get('reset,ok'),
  'is cut short': get('cut,ok'),
  'times out': get('hang,ok', { timeout: 60 }),
  'has no time left': get('hang', { 'axios-retry': { maxElapsedTime: 100 } }),
  'has no time left while it waits': get('busy', { 'axios-retry': { maxElapsedTime: 100, retryDelay: 30 } }),
  'has one timeout for all': get('hang', { timeout: 80, 'axios-retry': { shouldResetTimeout: false } }),
  'is aborted while it is sent': cancelled('hang', 'signal'),
  'is aborted while it waits': cancelled('busy', 'signal', slow),
  'is cancelled while it is sent': cancelled('hang', 'token'),
  'is cancelled while it waits': cancelled('busy', 'token', slow),
  'is aborted in a stream': cancelled('endless', 'signal', streamed),
  'is cancelled in a stream': cancelled('large,endless', 'token', streamed),
  'streams after a short failure': stream('busy,stream', true),
  'streams after a large failure': stream('large,stream', true),
  'streams after an endless failure': stream('endless,stream', true),
  'drops a stream': stream('busy,stream', false),
  'gives up on a stream': stream('endless', true),
  uploads: put('busy,ok', () => Buffer.alloc(UPLOAD)),
  'uploads a stream once': put('busy,ok', upload),
  'uploads a new stream each time': put('busy,reset,ok', upload, true),
  'may not be sent twice': (scene) =>
    scene.client.instance.post(url('busy', scene), { order: 1 }, scene.shared),
  'has a slow hook': get('busy,busy,ok', { 'axios-retry': { onRetry: () => wait(5) } }),
  'has a hook that throws': get('busy', {
    'axios-retry': {
      onRetry: () => {
        throw new Error('No.');
      },
    },
  }),
  'has a hook that hangs': get('busy', {
    'axios-retry': { maxElapsedTime: 100, onRetry: () => new Promise<void>(() => undefined) },
  }),
  'is closed': shortLived('close'),
  'is ejected': shortLived('eject'),
};

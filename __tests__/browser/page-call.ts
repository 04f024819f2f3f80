import type { AxiosError, AxiosRequestConfig, AxiosResponse, AxiosStatic } from 'axios';
import type * as plugin from '../../lib';

/** What has come from a page. */
export interface Heard {
  /** What it has said by `console.warn`. */
  readonly lines: string[];
  /** What it should not have to say: errors in the console, and what was thrown and not caught. */
  readonly problems: string[];
}

/** What a page has once it has loaded, and the means to give up the call that it makes. */
export interface PageGlobals {
  heard: Heard;
  readonly library: { readonly axios: AxiosStatic; readonly plugin: typeof plugin };
  controller?: AbortController;
}

/** Notes what the page says from now on. Not all drivers tell. Runs in the page, before all other scripts. */
export function listen(): void {
  const heard: Heard = { lines: [], problems: [] };
  (globalThis as unknown as PageGlobals).heard = heard;
  console.warn = (...values: unknown[]) => void heard.lines.push(values.join(' '));
  console.error = (...values: unknown[]) => void heard.problems.push(values.join(' '));
  addEventListener('error', ({ message }) => heard.problems.push(message));
  addEventListener('unhandledrejection', ({ reason }) => heard.problems.push(String(reason)));
}

/** What the page has said so far. Runs in the page. */
export const hearPage = (): Heard => (globalThis as unknown as PageGlobals).heard;

/** Bodies that can't be handed into a page, and are made there. */
export type BodyKind = 'form' | 'blob' | 'params';

/** The part of a request that can be handed into a page. */
interface Request extends Pick<AxiosRequestConfig, 'url' | 'method' | 'data' | 'timeout'> {
  readonly adapter?: 'xhr' | 'fetch';
  readonly headers?: Readonly<Record<string, string>>;
}

/** The options that can be. */
export interface Options extends Pick<
  plugin.RetryOptions,
  'retries' | 'maxElapsedTime' | 'pauseWhileOffline'
> {
  readonly retryDelay?: number;
}

/** A call for the page to make. */
export interface PageCall {
  readonly config: Request;
  readonly options?: Options;
  readonly body?: BodyKind;
  /** Give the call up as soon as it sleeps. */
  readonly abortsInSleep?: boolean;
}

/** How it went: only what can be handed out of the page. */
export interface Outcome {
  readonly status?: number;
  readonly data?: unknown;
  readonly name?: string;
  readonly code?: string;
  readonly isCancel: boolean;
  readonly state?: plugin.RetryState;
}

/** Makes a call. Runs in the page, so all that it uses is in it. */
export async function makeCall({ config, options, body, abortsInSleep }: PageCall): Promise<Outcome> {
  const page = globalThis as unknown as PageGlobals;
  const { axios, plugin } = page.library;
  const controller = (page.controller = new AbortController());

  const bytes = Uint8Array.from({ length: 300 }, (_, n) => n % 256);
  const bodies: Record<BodyKind, () => unknown> = {
    form: () => {
      const form = new FormData();
      form.append('name', 'Żółć 🚲');
      form.append('twice', '1');
      form.append('twice', '2');
      form.append('blob', new Blob([bytes], { type: 'image/png' }));
      form.append('file', new File(['line 1\r\nline 2'], 'prüfung "1".txt', { type: 'text/plain' }));
      return form;
    },
    blob: () => new Blob([bytes], { type: 'image/png' }),
    params: () => new URLSearchParams({ a: '1 + 1', ż: 'é' }),
  };

  const client = axios.create();
  // Tells the server which attempt it is: browsers send some requests again by themselves.
  let attempt = 0;
  client.interceptors.request.use((config) => ({ ...config, params: { attempt: ++attempt } }));
  plugin.axiosRetry(client, {
    retryDelay: 20,
    ...options,
    ...(abortsInSleep && {
      // Called just before the sleep begins, so this comes due first.
      log: () => {
        setTimeout(() => {
          controller.abort();
        });
      },
    }),
  });
  const describe = (outcome: AxiosResponse | AxiosError): Outcome => ({
    isCancel: axios.isCancel(outcome),
    state: plugin.getRetryState(outcome),
  });
  try {
    const { signal } = controller;
    const response = await client.request({ ...config, signal, ...(body && { data: bodies[body]() }) });
    return { ...describe(response), status: response.status, data: response.data };
  } catch (thrown) {
    const error = thrown as AxiosError;
    const { name, code, response } = error;
    return { ...describe(error), name, code, status: response?.status };
  }
}

/** Gives up the call that the page makes. Runs in the page. */
export function abortCall(): void {
  (globalThis as unknown as PageGlobals).controller?.abort();
}

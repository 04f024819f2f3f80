import axios from 'axios';
import { axiosRetry } from '../../lib';
import { pause } from '../http/server';
import { BODY } from './fault';
import { Http2Server, type Http2Fault } from './http2-server';
import { IDENTITY } from './identity';
import { outcomeOf, type Trial } from './trial';

/** One call over HTTP/2 to a server that fails its first attempts. */
export interface Http2Trial {
  readonly method: Trial['method'];
  readonly secure: boolean;
  readonly fault: Http2Fault;
  readonly times: number;
}

/** How a call ended, on both sides. */
export interface Http2Ended {
  /** As in a trial over HTTP/1.1; or `hangs`. */
  readonly outcome: string;
  readonly attempts: number;
  readonly requests: number;
  /** Whether the last attempt hung below the plugin, or gave it a part of the answer as all of it. */
  readonly isAxios: boolean;
}

export function nameOf({ method, secure, fault: { at, ending }, times }: Http2Trial): string {
  const place = typeof at === 'number' ? `after ${at} bytes of the answer` : `at ${at}`;
  return `${method.toUpperCase()} over HTTP/2${secure ? ' and TLS' : ''}, ${JSON.stringify(ending)} ${place}, ${times} times`;
}

/** How often nothing may happen before a call counts as one that hangs. */
const PATIENCE = 60;

/** Resolves when nothing has happened for a while. Each pause lets all that is under way happen, however slow. */
async function stillness(happened: () => string): Promise<'hangs'> {
  let last = '';
  for (let quiet = 0; quiet < PATIENCE; quiet++) {
    await pause(5);
    if (happened() !== last) quiet = 0;
    last = happened();
  }
  return 'hangs';
}

/** The time limit, in milliseconds, of attempts that are to hang. */
const BRIEF = 100;

interface Limits {
  /** Whether the plugin is installed. */
  readonly plugin: boolean;
  readonly maxElapsedTime?: number;
}

async function run(trial: Http2Trial, limits: Limits, server: Http2Server): Promise<Http2Ended> {
  const { method, secure, times, fault } = trial;
  const client = axios.create({
    baseURL: `${secure ? 'https' : 'http'}://127.0.0.1:${server.port}/`,
    adapter: 'http',
    httpVersion: 2,
    // axios keeps a session that hangs, for the next attempt as well, until it has been idle for so long.
    http2Options: { ca: IDENTITY.cert, sessionTimeout: 1 },
    proxy: false,
    transformResponse: [],
  });
  let attempts = 0;
  let ended = 0;
  let isPart = false;
  client.interceptors.request.use((config) => {
    attempts++;
    // An attempt that finds the server well must not fail because the machine is slow.
    config.timeout = fault.ending === 'stall' && server.failed < times ? BRIEF : 0;
    return config;
  });
  client.interceptors.response.use(
    (response) => {
      ended++;
      isPart = response.data !== BODY;
      return response;
    },
    (error: unknown) => {
      ended++;
      throw error;
    },
  );
  const { plugin, ...options } = limits;
  if (plugin) axiosRetry(client, { retries: 1000, retryDelay: 5, log: false, ...options });
  const controller = new AbortController();
  const call = client.request({
    method,
    url: '/',
    data: method === 'get' ? undefined : 'an order',
    signal: controller.signal,
  });
  const happened = (): string => `${attempts} ${ended} ${server.events}`;
  const outcome = await Promise.race([outcomeOf(call), stillness(happened)]);
  const isAxios = outcome === 'hangs' ? ended < attempts : isPart;
  const { requests } = server;
  // Lets go of what hangs.
  controller.abort();
  return { outcome, attempts, requests, isAxios };
}

/** Makes one call, with the plugin or without. */
export async function conduct(trial: Http2Trial, limits: Limits): Promise<Http2Ended> {
  const server = await new Http2Server(trial.fault, trial.times, trial.secure).listen();
  try {
    return await run(trial, limits, server);
  } finally {
    await server.close();
  }
}

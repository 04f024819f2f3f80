import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { runInThisContext } from 'node:vm';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { axiosRetry, type RetryOptions } from '../../lib';
import { until, type Adapter } from '../http/server';
import { answerIn, BODY, LONG_HEADER, type Coding, type Fault } from './fault';
import { ATTEMPT_HEADER, startFaultServer, type FaultPlan, type FaultServer } from './fault-server';
import { startHandshakeCutter } from './handshake-cutter';
import { IDENTITY } from './identity';

/** One call to a server that fails its first attempts. */
export interface Trial {
  readonly method: 'get' | 'put' | 'post';
  readonly adapter: Adapter;
  readonly keepAlive: boolean;
  readonly secure: boolean;
  readonly coding: Coding;
  readonly fault: Fault;
  /** How many attempts fail. */
  readonly times: number;
}

/** How a call ended, on both sides. */
export interface Ended {
  /** `whole`: resolved with all of the answer; `part`: resolved with something else; or the code of the error. */
  readonly outcome: string;
  /** How often the client sent it. */
  readonly attempts: number;
  /** How many requests the server saw at least one byte of. */
  readonly requests: number;
  /** Whether nothing of all attempts but the last can have been sent. */
  readonly isUnsent: boolean;
  /** Whether the server saw an attempt twice: what is below axios sent it again. */
  readonly isDoubled: boolean;
  /** Whether the plugin was handed a part of the answer as all of it. */
  readonly isPartBelow: boolean;
}

/** Longer than any test takes: only the fake clock ends it. */
const LONG = 600_000;

/** The real time that a trial may take. Only one that hangs does. */
const DEADLINE = 120_000;

/** After so many turns without a connection, nothing but its time limit ends an attempt: Node's fetch can do that. */
const FORGOTTEN = 500;

// Time is faked while a trial runs.
const setTimer = globalThis.setTimeout;
const clearTimer = globalThis.clearTimeout;

function placeOf({ at }: Fault, coding: Coding): string {
  if (typeof at === 'string') return at;
  return typeof at === 'number'
    ? `after ${at} bytes of the answer (${coding})`
    : `in the handshake (${at.handshake})`;
}

export const nameOf = ({ method, adapter, keepAlive, secure, coding, fault, times }: Trial): string => {
  return [
    `${method.toUpperCase()} ${secure ? 'https' : 'http'} through ${adapter}`,
    keepAlive ? 'keep-alive' : 'close',
    `${fault.ending} ${placeOf(fault, coding)}`,
    `${times} times`,
  ].join(', ');
};

/** The trials that run. */
const running = new Set<Watched>();

/** Whether nothing happens in any trial until a timer fires. */
export const areStill = (): boolean => [...running].every((trial) => trial.isStill());

interface Pool {
  readonly config: AxiosRequestConfig;
  /** Lets the time of inactivity of each connection in use be over. */
  readonly expire: () => void;
  /** Closes all its connections. */
  readonly close: () => void;
}

interface Dispatcher {
  destroy(): Promise<void>;
}
type DispatcherClass = new (options: object) => Dispatcher;

/** The class of the connection pools of Node's own fetch, which a sandbox of Jest does not show. */
const dispatcherClass = (async () => {
  // The first fetch loads it.
  await fetch('data:,');
  const host = runInThisContext('globalThis') as Readonly<Record<symbol, Dispatcher>>;
  return host[Symbol.for('undici.globalDispatcher.1')]!.constructor as DispatcherClass;
})();

/** A pool of connections for one trial. */
async function poolFor({ adapter, keepAlive, secure }: Trial): Promise<Pool> {
  if (adapter === 'fetch') {
    const Dispatcher = await dispatcherClass;
    const pool = new Dispatcher({ connect: { ca: IDENTITY.cert } });
    return {
      config: { fetchOptions: { dispatcher: pool } as never },
      expire: () => undefined,
      close: () => {
        // It never resolves for a connection that fetch has forgotten.
        void pool.destroy();
      },
    };
  }
  const agent = secure ? new SecureAgent({ keepAlive, ca: IDENTITY.cert }) : new Agent({ keepAlive });
  return {
    config: { httpAgent: agent, httpsAgent: agent },
    expire: () => {
      for (const socket of Object.values(agent.sockets).flat()) socket?.setTimeout(1);
    },
    close: () => {
      agent.destroy();
    },
  };
}

interface Failure {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly cause?: Failure;
}

/** Whether the connection was reset before the client could write. */
const isUnconnected = (error: unknown): boolean => {
  const { syscall, cause } = error as Failure;
  return [syscall, cause?.syscall].includes('connect');
};

/** Counts what a client sends, below the plugin. */
class Attempts {
  count = 0;
  inFlight = 0;
  /** How many of them had no connection. */
  unconnected = 0;
  /** Whether axios took a part of the answer for all of it. */
  isPart = false;

  constructor({ interceptors }: AxiosInstance, onFailure: () => void) {
    interceptors.request.use((config) => {
      this.count++;
      this.inFlight++;
      config.headers.set(ATTEMPT_HEADER, String(this.count));
      return config;
    });
    interceptors.response.use(
      (response) => {
        this.inFlight--;
        this.isPart = response.data !== BODY;
        return response;
      },
      (error: unknown) => {
        this.inFlight--;
        if (isUnconnected(error)) this.unconnected++;
        onFailure();
        throw error;
      },
    );
  }
}

/** Resolves with the value, or rejects when the deadline is over. */
function withDeadline<T>(work: Promise<T>, describe: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimer(() => {
      reject(new Error(describe()));
    }, DEADLINE);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimer(timer);
  });
}

const textOf = (length: number): string => 'x'.repeat(length);

function requestOf({ method, fault }: Trial): AxiosRequestConfig {
  const isLong = fault.at === 'in its long body';
  return {
    method,
    headers: fault.at === 'in the value of a long header' ? { [LONG_HEADER]: textOf(300_000) } : {},
    data: method === 'get' ? undefined : textOf(isLong ? 600_000 : 10),
  };
}

/** How a call has ended, in a word. */
export async function outcomeOf(call: Promise<{ readonly data: unknown }>): Promise<string> {
  try {
    const { data } = await call;
    return data === BODY ? 'whole' : 'part';
  } catch (error) {
    return String((error as Failure).code ?? error);
  }
}

/** What a running trial is doing. */
interface Watched {
  step: 'warming up' | 'calling' | 'closing';
  isStill: () => boolean;
}

async function run(
  trial: Trial,
  options: RetryOptions | undefined,
  server: FaultServer,
  pool: Pool,
  watched: Watched,
): Promise<Ended> {
  const client = axios.create({
    baseURL: `${trial.secure ? 'https' : 'http'}://127.0.0.1:${server.port}/path`,
    adapter: trial.adapter,
    proxy: false,
    // As it came.
    transformResponse: [],
    timeout: LONG,
    ...pool.config,
  });
  if (trial.keepAlive) {
    await client.get('');
    // The pool takes the connection back after the answer.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  const attempts = new Attempts(client, () => {
    // Node's fetch keeps a connection on which it has given up, until a time limit of its own for the handshake.
    if (trial.adapter === 'fetch') server.dropStalled?.();
  });
  if (options) axiosRetry(client, { retries: 5, retryDelay: 1, log: false, ...options });
  server.arm();
  watched.step = 'calling';
  let turnsWithout = 0;
  const isForgotten = (): boolean => {
    turnsWithout = server.open === 0 && server.failed >= attempts.count ? turnsWithout + 1 : 0;
    return turnsWithout > FORGOTTEN;
  };
  watched.isStill = () => attempts.inFlight === 0 || server.stalls >= attempts.count || isForgotten();
  const outcome = await outcomeOf(client.request(requestOf(trial)));
  watched.step = 'closing';
  watched.isStill = () => false;
  pool.close();
  server.readOn();
  await until(() => server.open === 0);
  // The server behind the relay has seen every byte that got through the handshake.
  const isHandshake = typeof trial.fault.at === 'object';
  return {
    outcome,
    attempts: attempts.count,
    requests: server.requests,
    isUnsent: server.requests <= 1 && (isHandshake || attempts.unconnected >= attempts.count - 1),
    isPartBelow: attempts.isPart,
    isDoubled: new Set(server.attempts).size < server.attempts.length || server.requests > attempts.count,
  };
}

async function serverFor(plan: FaultPlan): Promise<FaultServer> {
  const { at, ending } = plan.fault;
  if (typeof at !== 'object') return startFaultServer(plan);
  const back = await startFaultServer({ ...plan, times: 0 });
  return startHandshakeCutter(back, at.handshake, ending, plan.times);
}

/**
 * Makes one call, and waits until the client has closed its connections.
 *
 * @param options those of the plugin; without them, axios is bare.
 */
export async function conduct(trial: Trial, options?: RetryOptions): Promise<Ended> {
  const { fault, coding, keepAlive, times, secure } = trial;
  const watched: Watched = { step: 'warming up', isStill: () => false };
  running.add(watched);
  const pool = await poolFor(trial);
  const answer = answerIn(coding, keepAlive);
  const bodyAt = answer.indexOf('\r\n\r\n') + 4;
  // Once an answer has begun, axios leaves it to a timer of Node's own, which is not faked.
  const onStall = typeof fault.at === 'number' && fault.at >= bodyAt ? pool.expire : undefined;
  const server = await serverFor({ fault, times, secure, answer, onStall });
  try {
    const ended = run(trial, options, server, pool, watched);
    return await withDeadline(ended, () => {
      const { connections, open, requests, stalls } = server;
      const seen = JSON.stringify({ connections, open, requests, stalls });
      return `hangs while ${watched.step}, ${options ? 'with' : 'without'} the plugin: ${nameOf(trial)}, ${seen}`;
    });
  } finally {
    running.delete(watched);
    // It has been closed, unless the deadline was over.
    pool.close();
    await server.close();
  }
}

import {
  json,
  resetBeforeBody,
  startServer,
  status,
  type Behaviour,
  type Received,
} from '../http/scripted-server';
import { pageOf, type Build } from './site';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, PUT, POST, PATCH',
  'access-control-allow-headers': 'content-type, idempotency-key, user-agent',
};

/** Lets a page of another origin read the answer. */
const readable = ({ readsBody, answer }: Behaviour): Behaviour => ({
  readsBody,
  answer: (response, request) => {
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
    // Browsers send again by themselves what got no answer on a connection that was used before: resends.browser.ts.
    response.setHeader('connection', 'close');
    answer(response, request);
  },
});

/** Keeps an answer from pages of other origins. */
export const hidden = ({ readsBody, answer }: Behaviour): Behaviour => ({
  readsBody,
  answer: (response, request) => {
    for (const name of Object.keys(CORS)) response.removeHeader(name);
    answer(response, request);
  },
});

/** Keeps the connection for the next request. */
export const keptAlive = ({ readsBody, answer }: Behaviour): Behaviour => ({
  readsBody,
  answer: (response, request) => {
    response.removeHeader('connection');
    answer(response, request);
  },
});

/** Begins a good answer, and then resets the connection. */
export const breakOff = (headers: Readonly<Record<string, string>>): Behaviour => ({
  readsBody: true,
  answer: (response, request) => {
    response
      .writeHead(200, { 'content-type': 'application/json', ...headers })
      .write('{"half":', () => request.socket.resetAndDestroy());
  },
});

/** A server on an origin of its own. */
export interface Api {
  readonly origin: string;
  /** The attempts that the page has made, in order. */
  readonly received: readonly Received[];
  /** What the browser sent again by itself, unseen by the page. */
  readonly resent: readonly Received[];
  /** The requests by which the browser asked whether it may send another. */
  readonly preflights: readonly Received[];
  /** Whether it is away, so that all that comes is lost. */
  isAway: boolean;
  /** The page that it serves, if any. */
  build?: Build;
}

/**
 * Starts a server that does what `script` says with each attempt in turn, and answers 200 to all after them.
 * What the browser sends again by itself is done by as the attempt was.
 */
export async function startApi(
  script: readonly Behaviour[],
  preflight: Behaviour | (() => Behaviour) = status(204),
): Promise<Api> {
  const received: Received[] = [];
  const resent: Received[] = [];
  const preflights: Received[] = [];
  let latest = 0;
  const { origin } = await startServer((request) => {
    if (api.isAway) return resetBeforeBody;
    if (request.method === 'OPTIONS') {
      preflights.push(request);
      return readable(typeof preflight === 'function' ? preflight() : preflight);
    }
    if (api.build && !request.url.startsWith('/orders')) return pageOf(api.build, request.url);
    const attempt = Number(new URL(request.url, origin).searchParams.get('attempt'));
    (attempt > latest ? received : resent).push(request);
    latest = attempt;
    return readable(script[attempt - 1] ?? json({ attempt }));
  });
  const api: Api = { origin, received, resent, preflights, isAway: false };
  return api;
}

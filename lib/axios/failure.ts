import { member } from '../checks/member';

/**
 * How an attempt failed, as far as a retry is concerned.
 *
 * - `status`: the server answered
 * - `no connection`: no connection was opened, so nothing was sent
 * - `connection lost`: the connection or the answer was cut; the request may have been processed
 * - `timeout`: axios stopped waiting; the request may have been processed
 * - `error`: nothing that another attempt would fix
 */
export interface Failure {
  readonly kind: 'status' | 'no connection' | 'connection lost' | 'timeout' | 'error';
  readonly status?: number;
  /** The error code, if there was no answer or only part of one. */
  readonly code?: string;
  /** In words, without the status. Not the message of the error, which may hold what must not be logged. */
  readonly reason: string;
}

const NO_CONNECTION = new Set<unknown>([
  'ECONNREFUSED', // connection refused
  'ENOTFOUND', // name not found
  'EAI_AGAIN', // name look-up failed for now
  'UND_ERR_CONNECT_TIMEOUT', // undici: connecting timed out
]);

const LOST = new Set<unknown>([
  'ECONNRESET', // connection reset
  'EPIPE', // connection closed while sending
  'EHOSTUNREACH', // host unreachable
  'EHOSTDOWN', // host down
  'ENETUNREACH', // network unreachable
  'ENETDOWN', // network down
  'ENETRESET', // network reset
  'ERR_STREAM_PREMATURE_CLOSE', // answer cut short
  'ERR_HTTP2_STREAM_CANCEL', // HTTP/2 stream cancelled by the server
  'ERR_HTTP2_GOAWAY_SESSION', // HTTP/2 session closed by the server
  'UND_ERR_SOCKET', // undici: connection closed
  'UND_ERR_HEADERS_TIMEOUT', // undici: no answer in time
  'UND_ERR_BODY_TIMEOUT', // undici: answer cut short
]);

const TIMEOUT = new Set<unknown>(['ECONNABORTED', 'ETIMEDOUT']);

const NETWORK_ERROR = 'ERR_NETWORK';

// The messages of axios for an answer that broke off: from 1.16, before that (−1 means no limit), and with
// fetch. The status is that of the answer.
const BROKEN = new Set([
  'stream has been aborted',
  'maxContentLength size of -1 exceeded',
  'terminated',
  'aborted',
]);

/** Whether a message says that a connection failed, or an answer broke off. */
const isBroken = (message: string): boolean =>
  BROKEN.has(message) ||
  // Deno's fetch has messages but no codes. A message may hold the whole URL, so its parts are tested one by
  // one: a single pattern would take quadratic time.
  message.startsWith('error reading a body ') ||
  / \(os error \d+\)$/.test(message.slice(-30)) ||
  (message.startsWith('error sending ') && /: (dns|connection) /.test(message));

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The error and its causes: fetch hides the reason two causes deep, a dual-stack connect hides it in
 * `errors`.
 */
function causesOf(error: unknown): unknown[] {
  const links: unknown[] = [];
  let link = error;
  while (link && links.length < 5) {
    links.push(link);
    link = member(link, 'cause') ?? member(member(link, 'errors'), 0);
  }
  return links;
}

/** Whether axios' fetch adapter made the attempt, or may have made it. */
function isByFetch(error: unknown): boolean {
  const request = member(error, 'request');
  // Only fetch's Request has a `url`, and only a browser or the fetch adapter hides the reason behind this
  // code.
  if (typeof member(request, 'url') === 'string' || member(error, 'code') === NETWORK_ERROR) return true;
  // Every request of the http adapter has `write`.
  if (typeof member(request, 'write') === 'function') return false;
  // If the platform has no Request, or the config brings its own, only the config can tell.
  const config = member(error, 'config');
  return [member(config, 'adapter')].flat().includes('fetch') || !!member(member(config, 'env'), 'fetch');
}

/**
 * Whether the request may have been redirected. Then the first server has received it even if the next one,
 * perhaps the same, can't be reached. axios' http adapter counts redirects; fetch hides them.
 */
const isRedirected = (error: unknown): boolean =>
  Number(member(member(error, 'request'), '_redirectCount')) > 0 || isByFetch(error);

/** Whether this is the generic network error of a browser or a mock. */
const isNetworkError = (error: unknown, code: unknown, cause: unknown): boolean =>
  code === NETWORK_ERROR
    ? // A browser gives only a TypeError. An undici error without a code is not a connection failure.
      (member(cause, 'name') ?? 'TypeError') === 'TypeError'
    : // The mock adapter does not even set the code.
      code === undefined && member(error, 'message') === 'Network Error';

/** Whether the connection could not be opened. */
const isUnconnected = (code: unknown, links: readonly unknown[]): boolean =>
  NO_CONNECTION.has(code) ||
  (links.some((link) => member(link, 'syscall') === 'connect') && (LOST.has(code) || TIMEOUT.has(code)));

function kindOf(error: unknown, code: unknown, links: readonly unknown[]): Failure['kind'] {
  if (isUnconnected(code, links)) return isRedirected(error) ? 'connection lost' : 'no connection';
  if (TIMEOUT.has(code)) return 'timeout';
  const isLost =
    LOST.has(code) ||
    isNetworkError(error, code, links[1]) ||
    links.some((link) => isBroken(textOf(member(link, 'message'))));
  return isLost ? 'connection lost' : 'error';
}

/** Whether a code is safe to log. Anything else under that name is not a code. */
export const isCode = (code: unknown): code is string => typeof code === 'string' && /^\w{1,80}$/.test(code);

function statusOf(response: unknown): number | undefined {
  const status = member(response, 'status');
  // axios 0.x returns its XMLHttpRequest as the response, with status 0.
  return (typeof status === 'number' || typeof status === 'string' ? Number(status) : 0) || undefined;
}

/**
 * Classifies how an attempt failed. Connection failures are matched against lists of known codes, never
 * against a list of exceptions: an unknown code is final.
 *
 * @returns an object with every member set, if only to `undefined`: a missing one would be read from
 * `Object.prototype`.
 */
export function classify(error: unknown): Failure {
  const response = member(error, 'response');
  const status = statusOf(response);
  const message = textOf(member(error, 'message'));
  if (status && (status < 200 || status > 299 || message.startsWith('Request failed'))) {
    const reason = textOf(member(response, 'statusText')).slice(0, 200);
    return { kind: 'status', status, code: undefined, reason };
  }
  if (member(error, 'isAxiosError') !== true) {
    return { kind: 'error', status: undefined, code: undefined, reason: 'not an axios error' };
  }
  const links = causesOf(error);
  const codes = links.map((link) => member(link, 'code')).filter(isCode);
  const code = codes.find((candidate) => candidate !== NETWORK_ERROR) ?? codes.find(Boolean);
  const kind = kindOf(error, code, links);
  return { kind, status, code, reason: code ? `${kind} (${code})` : kind };
}

/** Whether the caller cancelled: the error has the mark that `axios.isCancel` looks for. */
export const isCancel = (error: unknown): boolean => Boolean(member(error, '__CANCEL__'));

import { hasMethod, member, safely } from '../checks/member';
import { configOf } from './find-config';

/**
 * How an attempt failed, as far as a retry is concerned.
 *
 * - `status`: the server answered
 * - `no connection`: nothing of the request was sent, or the server refused it untouched
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
  /** What the server asked for, in milliseconds, if anything. Set by whoever reads its headers. */
  retryAfter?: number | undefined;
}

// The steps before the first byte, as `syscall` names them. `queryA` and the like are look-ups.
const OPENING = /^(connect|bind|getaddrinfo|query)/;

// What these steps say where there is no `syscall`: a look-up of the caller's, Bun, undici.
const UNOPENED = /REFUSED|NOTFOUND|AGAIN|CONNECT/;

const LOST = [
  /^E(CONNRESET|CONNREFUSED|NOTFOUND|AI_AGAIN|PIPE|HOST\w+|NET\w+)$/, // the system
  /^ERR_(SOCKET_C\w+|STREAM_PREMATURE_CLOSE)$/, // Node
  /^ERR_HTTP2_(STREAM_\w+|SESSION_\w+|GOAWAY_\w+|INVALID_SESSION|INVALID_STREAM)$/,
  /^UND_ERR_(SOCKET|ABORTED|PRX_CONN|\w+_TIMEOUT)$/, // undici
];

const isLostCode = (code: string): boolean => LOST.some((codes) => codes.test(code));

const TIMEOUT = /^(ECONNABORTED|ETIMEDOUT)$/;

const NETWORK_ERROR = 'ERR_NETWORK';

// Says nothing of the reason, which is the cause. A stream is cancelled where its HTTP/2 session failed first.
const VAGUE = /^(ERR_NETWORK|ERR_HTTP2_STREAM_CANCEL)$/;

// What the server has not touched: an HTTP/2 stream that it refused (RFC 9113 §8.7), one that was never
// started, and a request that waited for the TLS handshake.
const UNTOUCHED = /REFUSED_STREAM$|pending stream|before secure TLS/;

// The messages of axios for an answer that broke off: from 1.16, before that (−1 means no limit), and with
// fetch. The status is that of the answer. The messages of Deno's fetch and of Firefox's, which have no codes;
// Deno's may hold the whole URL.
const BROKEN =
  /^(stream has been aborted|maxContentLength size of -1 exceeded|terminated|aborted|The operation was aborted\. )$|^Content-Length header of n|^error (reading a body |sending [^]*: (dns|connection|tls handshake eof$))/;

/** Whether a message says that a connection failed, or an answer broke off. */
const isBroken = (message: string): boolean =>
  BROKEN.test(message) || / \(os error \d+\)$/.test(message.slice(-30));

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const messageOf = (error: unknown): string => textOf(member(error, 'message'));

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
  if (hasMethod(request, 'write')) return false;
  // If the platform has no Request, or the config brings its own, only the config can tell. axios' other adapters
  // never leave the request out: then an interceptor made the error.
  const config = member(error, 'config');
  const adapters = safely(() => [member(config, 'adapter')].flat()) ?? [];
  return adapters.some((adapter) => typeof adapter === 'string') || !!member(member(config, 'env'), 'fetch');
}

/**
 * Whether a server may have received the request, even if this failure says otherwise: it was answered, and
 * an interceptor failed then; or it was redirected, and the next server, perhaps the same, can't be reached.
 * axios' http adapter counts redirects; fetch hides them.
 */
function mayHaveArrived(error: unknown): boolean {
  const request = member(error, 'request');
  return (
    Boolean(member(request, 'res')) ||
    Number(member(request, '_redirectCount')) > 0 ||
    isByFetch(error) ||
    !isMarked(error)
  );
}

/** Whether this is the generic network error of a browser or a mock. */
const isNetworkError = (error: unknown, code: string, cause: unknown): boolean =>
  code === NETWORK_ERROR
    ? // A browser gives only a TypeError. An undici error without a code is not a connection failure.
      (member(cause, 'name') ?? 'TypeError') === 'TypeError'
    : // Mocks do not even set the code, and differ in the letter case.
      !code && /^network error$/i.test(messageOf(error));

/** Whether axios made an error. Adapters that are older than this mark, such as that of moxios, leave it out. */
const isMarked = (error: unknown): boolean => member(error, 'isAxiosError') === true;

const stepOf = (error: unknown): string => textOf(member(error, 'syscall'));

/** Whether looking up, binding or connecting failed, for each address that was tried. */
function isOpening(code: string, links: readonly unknown[]): boolean {
  const failed = links.find((link) => stepOf(link) || member(member(link, 'errors'), 0));
  if (!failed) return isLostCode(code) && UNOPENED.test(code);
  const steps = safely(() => [member(failed, 'errors') ?? failed].flat()) ?? [undefined];
  // If the codes differ, the failed connect was an earlier attempt's, and is only the cause of this failure.
  return (member(failed, 'code') ?? code) === code && steps.every((step) => OPENING.test(stepOf(step)));
}

/** Whether there was no connection yet that the request could have been sent on. */
function isUnsent(error: unknown, links: readonly unknown[]): boolean {
  const socket = member(member(error, 'request'), 'socket');
  return (
    // Its agent gave it none: a proxy did not open the tunnel.
    socket === null ||
    member(socket, 'secureConnecting') === true ||
    links.some((link) => UNTOUCHED.test(messageOf(link)))
  );
}

/**
 * Whether a request of the http adapter failed without a code: only agents and mocks do that. Node, Bun and Deno give
 * each failure a code, certificates too.
 */
function isLostWithoutCode(error: unknown, unsent: boolean): boolean {
  const name = member(error, 'name');
  // A TypeError is a mistake in an agent, which no retry fixes.
  if (unsent) return name !== 'TypeError';
  const request = member(error, 'request');
  return name === 'Error' && hasMethod(request, 'write') && !member(request, 'res');
}

/** Whether the connection failed, or the answer broke off. */
const isLost = (error: unknown, code: string, links: readonly unknown[], unsent: boolean): boolean =>
  isLostCode(code) ||
  (!code && isLostWithoutCode(error, unsent)) ||
  isNetworkError(error, code, links[1]) ||
  links.some((link) => member(link, 'retryable') === true || isBroken(messageOf(link)));

function kindOf(error: unknown, code: string, links: readonly unknown[], status?: number): Failure['kind'] {
  const hasStep = isOpening(code, links);
  if (TIMEOUT.test(code) && !hasStep) return 'timeout';
  const unsent = hasStep || isUnsent(error, links);
  if (!hasStep && !isLost(error, code, links, unsent)) return 'error';
  return unsent && !status && !mayHaveArrived(error) ? 'no connection' : 'connection lost';
}

/** Whether a code is safe to log. Anything else under that name is not a code. */
export const isCode = (code: unknown): code is string => typeof code === 'string' && /^\w{1,80}$/.test(code);

function statusOf(response: unknown): number | undefined {
  const status = member(response, 'status');
  // axios 0.x returns its XMLHttpRequest as the response, with status 0.
  return (typeof status === 'number' || typeof status === 'string' ? Number(status) : 0) || undefined;
}

/** A failure with every member set: a missing one would be read from `Object.prototype`. */
export const failureBy = (
  kind: Failure['kind'],
  reason: string = kind,
  status?: number,
  code?: string,
): Failure => ({ kind, status, code, reason, retryAfter: undefined });

/**
 * Classifies how an attempt failed. Connection failures are matched against the step that failed and known
 * codes, never against a list of exceptions: anything unknown is final.
 */
export function classify(error: unknown): Failure {
  const response = member(error, 'response');
  const status = statusOf(response);
  const message = messageOf(error);
  if (status && (status < 200 || status > 299 || message.startsWith('Request failed'))) {
    const reason = textOf(member(response, 'statusText')).slice(0, 200);
    return failureBy('status', reason, status);
  }
  if (!isMarked(error) && !configOf(error)) return failureBy('error', 'not an axios error');
  const links = causesOf(error);
  const codes = links.map((link) => member(link, 'code')).filter(isCode);
  const code = codes.find((candidate) => !VAGUE.test(candidate)) ?? codes.find(Boolean);
  const kind = kindOf(error, code ?? '', links, status);
  return failureBy(kind, code ? `${kind} (${code})` : kind, status, code);
}

/** Whether the caller cancelled: the error has the mark that `axios.isCancel` looks for. */
export const isCancel = (error: unknown): boolean => Boolean(member(error, '__CANCEL__'));

/**
 * How an attempt failed, as far as a retry is concerned, in words that go into the log.
 *
 * - `status`: the server answered
 * - `no connection`: none was opened, so nothing was sent
 * - `connection lost`: it, or the answer, was cut; the request may have been done
 * - `timeout`: axios gave up waiting; the same
 * - `error`: nothing that another attempt would mend
 */
export interface Failure {
  readonly kind: 'status' | 'no connection' | 'connection lost' | 'timeout' | 'error';
  readonly status?: number;
  /** The error's code, where there was no answer or not a whole one. */
  readonly code?: string;
  /** In words, but for the status: an error's own message may hold what a log must not. */
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

// All that axios says of an answer that broke off: from 1.16, before that (no limit is −1), and with fetch; the status
// is the answer's own. After them what Deno's fetch says, which has no codes, of a connection that failed.
const BROKEN =
  /^(stream has been aborted|maxContentLength size of -1 exceeded|terminated|aborted|error reading a body .+|.+ \(os error \d+\)|error sending .+: (dns|connection) .+)$/;

/** What is read of an error; nothing of it can be relied on. */
interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly isAxiosError?: unknown;
  readonly __CANCEL__?: unknown;
  readonly cause?: ErrorLike;
  readonly errors?: readonly ErrorLike[];
  readonly syscall?: unknown;
  readonly hostname?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly request?: { readonly _redirectCount?: unknown; readonly url?: string };
  readonly response?: { readonly status?: unknown; readonly statusText?: string };
}

/** The error and what it was made from: fetch hides the reason two causes deep, a dual-stack connect in a list. */
function causesOf(error: ErrorLike): ErrorLike[] {
  const links: ErrorLike[] = [];
  let link: ErrorLike | undefined = error;
  while (link && links.length < 5) {
    links.push(link);
    link = link.cause ?? link.errors?.[0];
  }
  return links;
}

/**
 * Whether the request may have gone through a redirect: then the first server has had it, even if the next can't be
 * reached. Only axios' http adapter counts redirects; with fetch the place that can't be reached has to be the
 * request's own.
 */
function isRedirected({ request }: ErrorLike, links: readonly ErrorLike[]): boolean {
  if (!request?.url) return Number(request?._redirectCount) > 0;
  const [, , place = ''] = request.url.split('/');
  return !links.some(
    ({ hostname, address, port }) =>
      place.replace(/:\d+$/, '') === hostname ||
      place.replace('localhost', String(address)).replace(/[[\]]/g, '') ===
        `${String(address)}:${String(port)}`,
  );
}

function kindOf(error: ErrorLike, code: unknown, links: readonly ErrorLike[]): Failure['kind'] {
  const { message } = error;
  const isNetworkError =
    code === NETWORK_ERROR
      ? // A browser says no more, in a TypeError; what undici gives no code is none of the connection's.
        (links[1]?.name ?? 'TypeError') === 'TypeError'
      : // The mock adapter has not even the code.
        code === undefined && message === 'Network Error';
  if (
    NO_CONNECTION.has(code) ||
    (links.some(({ syscall }) => syscall === 'connect') && (LOST.has(code) || TIMEOUT.has(code)))
  ) {
    return isRedirected(error, links) ? 'connection lost' : 'no connection';
  }
  if (TIMEOUT.has(code)) return 'timeout';
  return LOST.has(code) || isNetworkError || links.some((link) => BROKEN.test(String(link.message)))
    ? 'connection lost'
    : 'error';
}

// A code goes into the log, so whatever else stands under that name is none.
const isCode = (code: unknown): code is string => typeof code === 'string' && /^\w+$/.test(code);

/**
 * Says how an attempt failed. Failures of the connection go by lists of the codes that are known, never by a list
 * of exceptions: a code that nobody thought of is final.
 */
export function classify(thrown: unknown): Failure {
  const error = (thrown ?? {}) as ErrorLike;
  const { response, message } = error;
  // axios 0.x hands out its XMLHttpRequest as a response, with status 0.
  const status = Number(response?.status) || undefined;
  if (error.isAxiosError !== true) return { kind: 'error', reason: 'not an axios error' };
  if (status && (status < 200 || status > 299 || String(message).startsWith('Request failed'))) {
    return { kind: 'status', status, reason: response?.statusText ?? '' };
  }
  const links = causesOf(error);
  const codes = links.map((link) => link.code).filter(isCode);
  const code = codes.find((candidate) => candidate !== NETWORK_ERROR) ?? codes[0];
  const kind = kindOf(error, code, links);
  return { kind, status, code, reason: code ? `${kind} (${code})` : kind };
}

/** Whether the error says that the caller gave up: the mark that `axios.isCancel` looks for. */
export const isCancel = (error: unknown): boolean => Boolean((error as ErrorLike | undefined)?.__CANCEL__);

/**
 * How an attempt failed, as far as a retry is concerned.
 *
 * - `status`: the server answered
 * - `unsent`: the connection was never opened, so nothing was sent
 * - `lost`: the connection or the answer was cut; the request may have been done
 * - `timeout`: axios gave up waiting; the same
 * - `final`: nothing that another attempt would mend
 */
export interface Failure {
  readonly kind: 'status' | 'unsent' | 'lost' | 'timeout' | 'final';
  readonly status?: number;
  /** The error's code, where there was no answer or not a whole one. */
  readonly code?: string;
  /** In words, from the status or the code: an error's own message may hold what a log must not. */
  readonly reason: string;
}

const UNSENT: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ENOTFOUND', 'name not found'],
  ['EAI_AGAIN', 'name look-up failed'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connecting timed out'],
]);

const LOST: ReadonlyMap<string, string> = new Map([
  ['ECONNRESET', 'connection reset'],
  ['EPIPE', 'connection closed'],
  ['EHOSTUNREACH', 'host unreachable'],
  ['EHOSTDOWN', 'host down'],
  ['ENETUNREACH', 'network unreachable'],
  ['ENETDOWN', 'network down'],
  ['ENETRESET', 'network reset'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'answer cut short'],
  ['ERR_HTTP2_STREAM_CANCEL', 'stream cancelled'],
  ['ERR_HTTP2_GOAWAY_SESSION', 'session closed'],
  ['UND_ERR_SOCKET', 'connection closed'],
  ['UND_ERR_HEADERS_TIMEOUT', 'no answer in time'],
  ['UND_ERR_BODY_TIMEOUT', 'answer cut short'],
]);

const TIMEOUT: ReadonlyMap<string, string> = new Map([
  ['ECONNABORTED', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
]);

const NETWORK_ERROR = 'ERR_NETWORK';

// All that axios says of an answer that broke off: from 1.16, before that (no limit is −1), and with fetch. The
// status is the answer's own.
const CUT_SHORT = /^(stream has been aborted|maxContentLength size of -1 exceeded|terminated|aborted)$/;

/** What is read of an error; nothing of it can be relied on. */
interface ErrorLike {
  readonly isAxiosError?: unknown;
  readonly __CANCEL__?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
  readonly request?: { readonly _redirectCount?: unknown } | null;
  readonly response?: { readonly status?: unknown; readonly statusText?: unknown } | null;
}

const isErrorLike = (value: unknown): value is ErrorLike => typeof value === 'object' && value !== null;

/** The error and what it was made from: fetch hides the reason two causes deep, a dual-stack connect in a list. */
function causesOf(error: ErrorLike): ErrorLike[] {
  const links: ErrorLike[] = [];
  for (
    let link: unknown = error;
    isErrorLike(link) && links.length < 5;
    link = link.cause ?? link.errors?.[0]
  ) {
    links.push(link);
  }
  return links;
}

const codeOf = ({ code }: ErrorLike): string | undefined =>
  // A code goes into the log, so whatever else stands under that name is none.
  typeof code === 'string' && /^\w+$/.test(code) ? code : undefined;

/** A failure of the connection; `undefined` for a code that is not known to be one. */
function classifyTransport(error: ErrorLike): Failure | undefined {
  const links = causesOf(error);
  const codes = links.map(codeOf);
  const code = codes.find((candidate) => candidate !== undefined && candidate !== NETWORK_ERROR);
  if (code === undefined) {
    // A browser does not say more, and the mock adapter has not even the code.
    const isNetworkError = codes.includes(NETWORK_ERROR) || error.message === 'Network Error';
    return isNetworkError ? { kind: 'lost', code: NETWORK_ERROR, reason: 'network error' } : undefined;
  }
  const phrase = UNSENT.get(code) ?? LOST.get(code) ?? TIMEOUT.get(code);
  if (phrase === undefined) return undefined;
  const wasNeverOpened = UNSENT.has(code) || links.some(({ syscall }) => syscall === 'connect');
  // After a redirect the first server has had the request, even if the next can't be reached.
  const wasRedirected = Number(error.request?._redirectCount) > 0;
  return {
    kind: wasNeverOpened && !wasRedirected ? 'unsent' : TIMEOUT.has(code) ? 'timeout' : 'lost',
    code,
    reason: `${phrase} (${code})`,
  };
}

/**
 * Says how an attempt failed. Failures of the connection go by lists of the codes that are known, never by a list
 * of exceptions: a code that nobody thought of is final.
 */
export function classify(error: unknown): Failure {
  if (!isErrorLike(error) || error.isAxiosError !== true) {
    return { kind: 'final', reason: 'not an axios error' };
  }
  // axios 0.x hands out its XMLHttpRequest as a response, with status 0.
  const status = Number(error.response?.status) || undefined;
  const isGood = status !== undefined && status >= 200 && status < 300;
  if (status !== undefined && !isGood) {
    const text = error.response?.statusText;
    const reason = typeof text === 'string' && text ? `${status} ${text}` : String(status);
    return { kind: 'status', status, reason };
  }
  const transport = classifyTransport(error);
  if (transport) return { ...transport, status };
  const code = codeOf(error);
  if (CUT_SHORT.test(String(error.message)))
    return { kind: 'lost', status, code, reason: 'answer cut short' };
  return { kind: 'final', status, code, reason: code ?? (status === undefined ? 'error' : String(status)) };
}

/** Whether the error says that the caller gave up: the mark that `axios.isCancel` looks for. */
export function isCancel(error: unknown): boolean {
  return isErrorLike(error) && Boolean(error.__CANCEL__);
}

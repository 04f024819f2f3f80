/** The words of a trace: what the model predicts and what the run records is compared as text. */

/** Where all requests go. */
export const BASE = 'https://h.test';

export const PLAIN = 'a plain error';
export const SWALLOWED = 'swallowed';
export const FOREIGN = 'an error of another request';
/** An option of the request is wrong. */
export const MISUSE = 'a TypeError';
export const CANCELED = 'canceled';
/** What a transform adds to the number in the body. */
export const ADDED = 1000;
/** How long a slow interceptor takes. */
export const SLOW = 40;

export type GuardName = 'budget' | 'pacer';
export type HookName =
  | 'retryCondition'
  | 'retryDelay'
  | 'validateResponse'
  | 'renewData'
  | 'onRetry'
  | 'onMaxRetryTimesExceeded'
  | 'onGiveUp';

export const hasBody = (method: string): boolean => ['POST', 'PUT', 'PATCH'].includes(method.toUpperCase());

// Sums of waits in another order differ in the last digits.
const round = (milliseconds: number): number => Math.round(milliseconds * 1e4) / 1e4;

export const at = (now: number, text: string): string => `${String(round(now)).padStart(8)}  ${text}`;

export const answer = (number: number, what: string | number): string => `#${number}:${what}`;
export const timeout = (number: number): string => `#${number}:timeout`;
export const dataOf = (label: string): string => `data of ${label}`;
export const invalid = (label: string): string => `invalid ${label}`;
export const wrapped = (label: string): string => `wrapped ${label}`;
export const cut = (code: string, cause: string | undefined): string =>
  `cut (${code})${cause === undefined ? '' : ` after ${cause}`}`;
export const thrownBy = (name: string): string => `thrown by ${name}`;

export const resolved = (label: string): string => `resolves with ${label}`;
export const rejected = (label: string): string => `rejects with ${label}`;

export interface SentText {
  readonly method: string;
  readonly url: string;
  readonly tags: string;
  readonly edits: string;
  readonly key: boolean;
  readonly isRefreshed: boolean;
  readonly timeout: number;
  readonly body: string | undefined;
  readonly progress?: ProgressText;
}

/** What stands at `config['axios-retry']`. */
export interface ProgressText {
  readonly retries: number;
  readonly retryCount: number;
  readonly lastRequestTime: number;
}

export const sent = ({
  method,
  url,
  tags,
  edits,
  key,
  isRefreshed,
  timeout: limit,
  body,
  progress,
}: SentText): string =>
  [
    `sends ${method.toUpperCase()} ${url}`,
    tags && `tags ${tags}`,
    edits && `edits ${edits}`,
    key && 'key',
    isRefreshed && 'refreshed',
    limit > 0 && `timeout ${limit}`,
    body !== undefined && `body ${body}`,
    progress && `${progress.retryCount}/${progress.retries} at ${progress.lastRequestTime}`,
  ]
    .filter(Boolean)
    .join(', ');

export const hook = (name: string, args: string): string => `${name}(${args.trim()})`;
export const allows = (guard: string, stage: string, retryCount: number): string =>
  `${guard}.allows(${stage}, ${retryCount})`;
export const pacing = (retryCount: number, delay: number, retryAfter?: number): string =>
  `pacer.wait(${retryCount}, ${round(delay)}, ${retryAfter ?? '-'})`;
export const SOUND = 'pacer.isServerSound()';
export const attemptEnded = (guard: string, isFirst: boolean, health: string): string =>
  `${guard}.attemptEnded(${isFirst ? 'first, ' : ''}${health})`;

export interface EventText {
  readonly method: string;
  readonly url: string;
  readonly status?: number;
  readonly code?: string;
  readonly retryCount: number;
  readonly retries: number;
  readonly skipped: number;
  readonly elapsed: number;
}

/** A line as a `log` function gets it, and as it can be known on the console. */
export interface Line {
  readonly full: string;
  readonly short: string;
}

export const failureEvent = ({
  method,
  url,
  status,
  code,
  retryCount,
  retries,
  skipped,
  elapsed,
}: EventText): string =>
  `${method} ${url} ${status ?? '-'} ${code ?? '-'} ${retryCount}/${retries}, ${skipped} skipped, ${round(elapsed)}`;

export const retryLine = (
  event: EventText,
  {
    delay,
    ceiling,
    retryAfter,
  }: { readonly delay: number; readonly ceiling?: number; readonly retryAfter?: number },
): Line => ({
  full: `log retry ${failureEvent(event)} in ${round(delay)} of ${ceiling === undefined ? '-' : round(ceiling)} asked ${retryAfter ?? '-'}`,
  short: 'console: retry',
});

export const recoveredLine = (event: EventText): Line => ({
  full: `log recovered ${failureEvent(event)}`,
  short: 'console: recovered',
});

export const giveUpLine = (event: EventText, reason: string): Line => ({
  full: `log giveUp ${failureEvent(event)} ${reason}`,
  short: 'console: giveUp',
});

export const warning = (thrown: string): Line => ({
  full: `log warning ${thrown}`,
  short: 'console: warning',
});

export interface AttemptText {
  readonly status?: number;
  readonly code?: string;
  readonly delay: number;
  readonly duration: number;
}

export const attempt = (record: AttemptText): AttemptText => record;

export interface StateText {
  readonly retries: number;
  readonly retryCount: number;
  readonly skipped: number;
  readonly stopReason?: string;
  readonly elapsed: number;
  readonly attempts: readonly AttemptText[];
}

export const state = (value: StateText | undefined): string => {
  if (!value) return 'state: none';
  const { retries, retryCount, skipped, stopReason, elapsed, attempts } = value;
  const list = attempts.map(
    ({ status, code, delay, duration }) =>
      `${status ?? code ?? '-'}${status !== undefined && code !== undefined ? ` ${code}` : ''} after ${round(delay)} in ${round(duration)}`,
  );
  return `state: ${retryCount}/${retries}, ${skipped} skipped, ${stopReason ?? 'no reason'}, ${round(elapsed)} ms: ${list.join('; ')}`;
};

import type { AxiosRequestConfig } from 'axios';

/** A retry that waits to be sent. The same object stands for it from the beginning of its wait to its outcome. */
export interface PendingRetry {
  readonly config: AxiosRequestConfig;
  readonly retryCount: number;
  readonly delay: number;
  readonly elapsed: number;
}

/** An attempt that has ended: a first one, or a retry. */
export interface EndedAttempt {
  readonly config: AxiosRequestConfig;
  readonly retry?: PendingRetry;
  readonly isUp?: boolean;
  readonly retryAfter?: number;
}

export interface RetryGuard {
  callStarted?(config: AxiosRequestConfig): void;
  attemptEnded?(attempt: EndedAttempt): void;
  allows?(retry: PendingRetry, stage: 'wait' | 'send'): boolean | PromiseLike<boolean>;
  wait?(retry: PendingRetry, wake: (isSent: boolean) => void): () => void;
}

export function originOf({ baseURL = '', url = '' }: AxiosRequestConfig): string {
  const [origin = ''] = /^https?:\/\/[^/?#]*/.exec(url) ?? /^https?:\/\/[^/?#]*/.exec(baseURL) ?? [];
  return origin;
}

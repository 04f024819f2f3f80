export { exponentialBackoff } from './backoff';
export type { Backoff, BackoffOptions } from './backoff';
export { retryBudget } from './budget';
export type { RetryBudgetOptions } from './budget';
export { getRetryState } from './call/state';
export {
  isIdempotentRequestError,
  isNetworkError,
  isNetworkOrIdempotentRequestError,
  isRetryableError,
  isSafeRequestError,
} from './compat/conditions';
export { exponentialDelay, linearDelay, noDelay, retryAfter } from './compat/delays';
export { axiosRetryV4, DEFAULT_OPTIONS } from './compat/preset';
export { axiosRetryWithStatics as default } from './compat/statics';
export type {
  AxiosRetry,
  IAxiosRetryConfig,
  IAxiosRetryConfigExtended,
  IAxiosRetryReturn,
} from './compat/types';
export { retryGuard, rulesOf } from './guard';
export type { EndedAttempt, GuardRules, PendingRetry } from './guard-rules';
export { axiosRetry } from './install';
export { decorrelatedJitter, equalJitter, fullJitter, noJitter, proportionalJitter } from './jitter';
export type { Jitter, JitterContext } from './jitter';
export { NAMESPACE as namespace } from './options';

export { originOf } from './origin';
export { retryPacer } from './pacer';
export type { RetryPacerOptions } from './pacer';
export type {
  AttemptRecord,
  AxiosLike,
  GiveUpEvent,
  Log,
  LogEvent,
  RetryAnswer,
  RetryDelay,
  RetryEvent,
  RetryGuard,
  RetryInstallation,
  RetryOptions,
  RetryProgress,
  RetryState,
  StatusRange,
  StopReason,
  WarningEvent,
} from './types';

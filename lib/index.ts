/**
 * The main entry: the plugin, its backoff, its guards, and the helpers that axios-retry has.
 *
 * @module axios-backoff
 */
export { exponentialBackoff } from './delay/backoff';
export type { Backoff, BackoffOptions } from './delay/backoff';
export { retryBudget } from './guards/budget';
export type { RetryBudgetOptions } from './guards/budget';
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
export { retryGuard, rulesOf } from './guards/guard';
export type { EndedAttempt, GuardRules, PendingRetry } from './types';
export { axiosRetry } from './install';
export { decorrelatedJitter, equalJitter, fullJitter, noJitter, proportionalJitter } from './delay/jitter';
export type { Jitter, JitterContext } from './delay/jitter';
export { NAMESPACE as namespace } from './axios/namespace';

export { originOf } from './axios/origin';
export { retryPacer } from './guards/pacer';
export type { RetryPacerOptions } from './guards/pacer';
export type {
  AttemptRecord,
  AxiosLike,
  GiveUpEvent,
  HoldEvent,
  Log,
  LogEvent,
  RecoveredEvent,
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

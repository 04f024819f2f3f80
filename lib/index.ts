export { exponentialBackoff } from './backoff';
export type { Backoff, BackoffOptions } from './backoff';
export { getRetryState } from './call';
export { axiosRetry, axiosRetry as default } from './install';
export { decorrelatedJitter, equalJitter, fullJitter, noJitter, proportionalJitter } from './jitter';
export type { Jitter, JitterContext } from './jitter';
export type {
  AttemptRecord,
  AxiosLike,
  GiveUpEvent,
  Log,
  LogEvent,
  RetryAnswer,
  RetryDelay,
  RetryEvent,
  RetryInstallation,
  RetryOptions,
  RetryProgress,
  RetryState,
  StatusRange,
  StopReason,
  WarningEvent,
} from './types';

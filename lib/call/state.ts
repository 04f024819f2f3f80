import { findConfig } from '../axios/find-config';
import type { RetryState } from '../types';
import { attemptOf } from './progress';

/**
 * How a call went: give it the response that a call resolved with or the error that it rejected with. `undefined`
 * when the plugin was not involved.
 */
export function getRetryState(responseOrError: unknown): RetryState | undefined {
  const passage = attemptOf(findConfig(responseOrError, attemptOf)?.config)?.passage;
  if (!passage) return undefined;
  const { call } = passage;
  const { retries, retryCount, skipped, elapsed, attempts, stopReason } = call;
  return { retries, retryCount, skipped, elapsed, attempts, stopReason };
}

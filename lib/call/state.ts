import { findConfig } from '../axios/find-config';
import type { RetryState } from '../types';
import { attemptOf } from './progress';

/**
 * Returns the state of a call.
 *
 * @param responseOrError the response that the call resolved with, or the error that it rejected with.
 * @returns `undefined` if the plugin did not handle the call.
 */
export function getRetryState(responseOrError: unknown): RetryState | undefined {
  const passage = attemptOf(findConfig(responseOrError, attemptOf)?.config)?.passage;
  if (!passage) return undefined;
  let root = passage;
  while (root.parent) root = root.parent.passage;
  const { retryCount, skipped, elapsed, attempts, stopReason } = passage.call;
  return { retries: root.options.retries, retryCount, skipped, elapsed, attempts, stopReason };
}

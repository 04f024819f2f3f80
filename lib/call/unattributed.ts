import { classify } from '../axios/failure';
import { configOf, findConfig } from '../axios/find-config';
import { retryAfterOf } from '../delay/retry-after';
import type { Installation } from './installation';
import { isRetryable } from './policy';
import { attemptOf } from './progress';

/**
 * Warns once about a failure that would have been retried, but carries no config that the plugin knows. It
 * may belong to a call whose config an inner interceptor has rebuilt by hand, or to an unrelated request.
 */
export function warnOfUnattributed(installation: Installation, error: unknown): void {
  const { options } = installation;
  if (findConfig(error, attemptOf)) return;
  const failure = classify(error);
  failure.retryAfter = retryAfterOf(error);
  if (!isRetryable(failure, options, configOf(error) ?? {})) return;
  installation.warnOnce(
    options,
    'a failure was not retried: its error carries no config of a known call. It may belong to one if an ' +
      'interceptor rebuilt the config: copy all its members, or keep the original error as cause.',
  );
}

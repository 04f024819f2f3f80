import { classify } from '../axios/failure';
import { configOf, findConfig } from '../axios/find-config';
import type { Installation } from './installation';
import { isRetryable } from './policy';
import { attemptOf } from './progress';

/**
 * Warns once about a failure that would have been retried, but carries no config that the plugin knows. It
 * may belong to a call whose config an inner interceptor has rebuilt by hand, or to an unrelated request.
 */
export function warnOfUnattributed(installation: Installation, error: unknown): void {
  const { options } = installation;
  if (findConfig(error, attemptOf) || !isRetryable(classify(error), options, configOf(error) ?? {})) return;
  installation.warnOnce(
    options,
    'a failure was not retried, because its error carries no config that belongs to a call. It may belong to one if an ' +
      'interceptor has rebuilt the config: pass on a copy with all its members, or the error as cause.',
  );
}

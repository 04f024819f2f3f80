import type { Failure } from '../axios/failure';
import { requestHeaderOf } from '../axios/headers';
import { member } from '../checks/member';
import type { ResolvedOptions } from '../options/options';
import type { AttemptConfig } from '../axios/types';

/** Whether another attempt may succeed where this one failed. */
export const isTransient = ({ kind, status = 0 }: Failure, { statuses }: ResolvedOptions): boolean =>
  kind === 'status'
    ? statuses.some((range) => {
        const [from = 0, to = 0] = typeof range === 'number' ? [range, range] : range;
        return from <= status && status <= to;
      })
    : kind !== 'error';

/**
 * Whether a request is safe to send twice: because of its method, the option `idempotent`, or an
 * `Idempotency-Key`.
 *
 * @param original the config as it first reached the plugin. A key added by an inner interceptor may be new
 * for each attempt, and then gives no protection.
 * @param sent the config of the attempt, whose method an inner interceptor may have changed.
 * @see RFC 9110 §9.2.2
 */
export function maySendTwice(
  options: ResolvedOptions,
  original: AttemptConfig,
  sent: AttemptConfig = original,
): boolean {
  const method = ((member(sent, 'method') as string | undefined) ?? original.method ?? 'get').toLowerCase();
  return (
    options.idempotent ||
    options.methods.some((name) => name.toLowerCase() === method) ||
    requestHeaderOf(original.headers, 'idempotency-key', method) !== ''
  );
}

/**
 * The built-in policy: whether another attempt may succeed, and does not repeat what must happen only once.
 */
export const isRetryable = (
  failure: Failure,
  options: ResolvedOptions,
  original: AttemptConfig,
  sent?: AttemptConfig,
): boolean =>
  isTransient(failure, options) &&
  (failure.kind === 'no connection' || maySendTwice(options, original, sent));

import type { Failure } from './failure';
import { requestHeaderOf } from './headers';
import { member } from './member';
import type { ResolvedOptions } from './options';
import type { AttemptConfig } from './types';

/** Whether another attempt may mend the failure. */
export const isMendable = ({ kind, status = 0 }: Failure, { statuses }: ResolvedOptions): boolean =>
  kind === 'status'
    ? statuses.some((range) => {
        const [from, to] = typeof range === 'number' ? [range, range] : range;
        return from <= status && status <= to;
      })
    : kind !== 'error';

/**
 * The built-in policy: whether another attempt may mend the failure, and does not do twice what the request asks for.
 *
 * @param base the config as it first reached the plugin. An `Idempotency-Key` counts only there: one that an inner
 * interceptor adds may be new for each attempt, and then protects nobody.
 * @param sent the config of the attempt, whose method an inner interceptor may have changed.
 * @see RFC 9110 §9.2.2
 */
export function isRetryable(
  failure: Failure,
  options: ResolvedOptions,
  base: AttemptConfig,
  sent: AttemptConfig = base,
): boolean {
  const method = ((member(sent, 'method') ?? member(base, 'method') ?? 'get') as string).toLowerCase();
  return (
    isMendable(failure, options) &&
    (options.idempotent ||
      failure.kind === 'no connection' ||
      options.methods.some((name) => name.toLowerCase() === method) ||
      requestHeaderOf(member(base, 'headers'), 'idempotency-key', method) !== '')
  );
}

import type { Failure } from './failure';
import { requestHeaderOf } from './headers';
import type { ResolvedOptions } from './options';
import type { AttemptConfig } from './types';

/**
 * Whether the request may be sent twice without doing twice what it asks for.
 *
 * @param base the config as it first reached the plugin. An `Idempotency-Key` counts only there: one that an inner
 * interceptor adds may be new for each attempt, and then protects nobody.
 * @param sent the config of the attempt, whose method an inner interceptor may have changed.
 * @see RFC 9110 §9.2.2
 */
function isRepeatable(options: ResolvedOptions, base: AttemptConfig, sent: AttemptConfig): boolean {
  const method = (sent.method ?? base.method ?? 'get').toUpperCase();
  return (
    options.idempotent ||
    options.methods.some((name) => name.toUpperCase() === method) ||
    requestHeaderOf(base.headers, 'idempotency-key', method.toLowerCase()) !== undefined
  );
}

const hasStatus = (statuses: ResolvedOptions['statuses'], status: number): boolean =>
  statuses.some((range) =>
    typeof range === 'number' ? range === status : range[0] <= status && status <= range[1],
  );

/** The built-in policy: whether another attempt may mend the failure, and does no harm. */
export function isRetryable(
  failure: Failure,
  options: ResolvedOptions,
  base: AttemptConfig,
  sent: AttemptConfig,
): boolean {
  switch (failure.kind) {
    case 'unsent':
      return true;
    case 'lost':
    case 'timeout':
      return isRepeatable(options, base, sent);
    case 'status':
      return hasStatus(options.statuses, Number(failure.status)) && isRepeatable(options, base, sent);
    case 'final':
      return false;
  }
}

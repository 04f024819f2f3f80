import { nearest } from './nearest';

/** What other libraries call our options. */
const FOREIGN: Readonly<Record<string, string>> = {
  retries: 'attempts limit maxAttempts maxRetries noResponseRetries retry retryCount',
  retryDelay: 'backoff delay interval',
  retryCondition: 'retryIf retryOn shouldRetry',
  statuses: 'retryOnStatus statusCodes statusCodesToRetry',
  methods: 'httpMethodsToRetry',
  onRetry: 'onFailedAttempt onRetryAttempt',
  maxElapsedTime: 'maxRetryTime timeout',
  log: 'logger',
  initialDelay: 'base minDelay minTimeout',
  multiplier: 'factor',
  maxDelay: 'backoffLimit maxRetryDelay maxTimeout',
  jitter: 'randomize',
};

const OF_BACKOFF = ['initialDelay', 'multiplier', 'maxDelay', 'jitter', 'random'];

/** What was meant by the name of an unknown option, as text for a message; empty if it can't be guessed. */
export function meantName(name: string, known: readonly string[]): string {
  const ours = Object.keys(FOREIGN).find((key) => FOREIGN[key]?.split(' ').includes(name)) ?? name;
  if (known.includes('retryDelay') && OF_BACKOFF.includes(ours)) {
    return `; did you mean retryDelay: exponentialBackoff({ ${ours}: … })?`;
  }
  const meant = known.includes(ours) ? ours : nearest(name, known);
  return meant ? `; did you mean "${meant}"?` : '';
}

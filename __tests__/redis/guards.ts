import type { AxiosRequestConfig } from 'axios';
import { rulesOf, type GuardRules, type PendingRetry, type RetryGuard } from '../../lib';

export const CONFIG: AxiosRequestConfig = { url: 'https://api.example.com/private/path?token=s3cret' };

export const retryOf = (config = CONFIG, more: Partial<PendingRetry> = {}): PendingRetry => ({
  config,
  retryCount: 1,
  retries: 10,
  isLast: false,
  delay: 1000,
  elapsed: 0,
  ...more,
});

/** Tells a guard of first attempts that have ended. */
export function tellCalls(guard: RetryGuard, count: number, isUp: boolean, config = CONFIG): void {
  for (let index = 0; index < count; index++)
    rulesOf(guard).attemptEnded?.({ config, duration: 20, isFirst: true, isUp });
}

/** Asks a budget for retries, one after the other. Returns how many it allows. */
export async function allowed(
  guard: RetryGuard,
  count: number,
  stage: 'wait' | 'send' = 'send',
  config = CONFIG,
): Promise<number> {
  let sum = 0;
  for (let index = 0; index < count; index++)
    sum += Number(await rulesOf(guard).allows!(retryOf(config), stage));
  return sum;
}

export type { GuardRules };

import { AdaptiveRetryStrategy, DefaultRateLimiter } from '@smithy/core/retry';
import type { AxiosError } from 'axios';
import { adapterOf } from './adapter';
import type { Strategy } from './strategies';

// Its methods take the tokens that it makes, though their types differ.
type Token = Parameters<AdaptiveRetryStrategy['recordSuccess']>[0];
type ErrorInfo = Parameters<AdaptiveRetryStrategy['refreshRetryTokenForRetry']>[1];

// Node waits for 1 ms at least. In virtual time a wait for the rest of a token would be none, and no token ever come.
Reflect.set(DefaultRateLimiter, 'setTimeoutFn', (wake: () => void, delay: number) =>
  setTimeout(wake, Math.max(1, delay)),
);

// What an SDK knows by the code in the body, such as S3's SlowDown: the server has too much to do.
const THROTTLED: readonly (number | undefined)[] = [429, 503];

/** What an SDK makes of a failure. */
function errorInfoOf({ response }: AxiosError): ErrorInfo {
  const seconds: unknown = response?.headers['retry-after'];
  return {
    errorType: THROTTLED.includes(response?.status) ? 'THROTTLING' : 'TRANSIENT',
    retryAfterHint: seconds === undefined ? undefined : new Date(Date.now() + Number(seconds) * 1000),
  };
}

/**
 * The adaptive mode of AWS' SDKs, by the class that their clients retry with: a limit on the rate of all attempts,
 * the first ones too, which the answers move, under waits and a quota of retries of its own.
 */
export const ADAPTIVE: Strategy = {
  label: 'AWS adaptive mode',
  install: (client, { scenario }) => {
    const send = adapterOf(client);
    const strategy = new AdaptiveRetryStrategy(scenario.retries + 1);
    client.defaults.adapter = async (config) => {
      let token = (await strategy.acquireInitialRetryToken('')) as Token;
      for (;;) {
        try {
          const response = await send(config);
          strategy.recordSuccess(token);
          return response;
        } catch (error) {
          // No token: the retries are used up, or the quota.
          const next = strategy.refreshRetryTokenForRetry(token, errorInfoOf(error as AxiosError));
          token = (await next.catch(() => {
            throw error;
          })) as Token;
        }
      }
    };
  },
};

import { circuitBreaker, ConsecutiveBreaker, handleAll, isBrokenCircuitError } from 'cockatiel';
import { adapterOf } from './adapter';
import { exponential, type Strategy } from './strategies';

const OPEN = 'ERR_CIRCUIT_OPEN';

const retries = exponential(
  '',
  (ours) => ours.fullJitter,
  () => ({ retryCondition: ({ code }) => code === OPEN || undefined }),
);

/**
 * Full jitter around cockatiel's circuit breaker, with the figures of its README: after five failures in a row each
 * attempt fails at once and without a request for ten seconds, and uses up a retry all the same.
 */
export const CIRCUIT_BREAKER: Strategy = {
  label: 'full jitter, circuit breaker',
  install: (client, equipment) => {
    const { AxiosError } = equipment.libraries.axios;
    const send = adapterOf(client);
    const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
    client.defaults.adapter = async (config) => {
      try {
        return await breaker.execute(() => send(config));
      } catch (error) {
        throw isBrokenCircuitError(error) ? new AxiosError(error.message, OPEN, config) : error;
      }
    };
    retries.install(client, equipment);
  },
};

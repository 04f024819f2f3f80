import { countTenths, queueUp } from './capacity';
import { limitRate } from './rate-limiter';
import { capacityAt, isDown, type Scenario } from './scenario';

/** What becomes of a call. */
export interface Answer {
  /** `undefined`: nobody listens. */
  readonly status?: 200 | 429 | 503;
  /** Milliseconds until the client has it. */
  readonly delay: number;
  /** In seconds, as in the header. */
  readonly retryAfter?: number;
}

/** Answers a call that arrives at a time. To be asked in the order of the calls. */
export type Server = (now: number) => Answer;

/**
 * The server of a scenario.
 *
 * @param random draws the failures by chance.
 */
export function startServer(scenario: Scenario, random: () => number): Server {
  const { latency, queue, outageMode, outageRetryAfter, warmUp, rateLimit, rateWindow } = scenario;
  const { errorRate, refusalCost } = scenario;
  const currentCapacity = (now: number): number => capacityAt(scenario, now);
  const admit =
    queue > 0 ? queueUp(currentCapacity, queue, refusalCost) : countTenths(currentCapacity, refusalCost);
  const limit = rateLimit === undefined ? undefined : limitRate(rateLimit, rateWindow);

  return (now) => {
    if (isDown(scenario, now)) {
      if (outageMode === 'refuse') return { delay: 0 };
      return { status: 503, delay: latency, retryAfter: outageRetryAfter };
    }
    const retryAfter = now < warmUp ? undefined : limit?.(now - warmUp);
    if (retryAfter !== undefined) return { status: 429, delay: latency, retryAfter };
    const wait = admit(now);
    if (wait === undefined) return { status: 503, delay: latency };
    return { status: errorRate > 0 && random() < errorRate ? 503 : 200, delay: wait + latency };
  };
}

import type { AxiosInstance } from 'axios';
import type { Jitter, RetryOptions } from '../../lib';
import type { RedisClient } from '../../lib/redis';
import type { Libraries } from './libraries';
import type { Scenario } from './scenario';

/** What a strategy may use to equip a client. */
export interface Equipment {
  readonly libraries: Libraries;
  readonly scenario: Scenario;
  readonly random: () => number;
  /** What the processes of the fleet share. */
  readonly redis: RedisClient;
}

/** A way to retry. */
export interface Strategy {
  readonly label: string;
  /** Equips the axios instance of one process. */
  readonly install: (client: AxiosInstance, equipment: Equipment) => void;
}

type Ours = Libraries['axiosBackoff'];

/** Ours, with what the strategies do not differ in. */
const backoff = (label: string, optionsOf: (equipment: Equipment) => RetryOptions): Strategy => ({
  label,
  install: (client, equipment) => {
    const { libraries, scenario } = equipment;
    libraries.axiosBackoff.axiosRetry(client, {
      retries: scenario.retries,
      log: false,
      ...optionsOf(equipment),
    });
  },
});

/** An exponential backoff with a jitter, and with more options where `extra` has some. */
export const exponential = (
  label: string,
  jitterOf: (ours: Ours) => Jitter,
  extra: (ours: Ours, equipment: Equipment) => RetryOptions = () => ({}),
): Strategy =>
  backoff(label, (equipment) => {
    const { axiosBackoff } = equipment.libraries;
    const { initialDelay, maxDelay } = equipment.scenario;
    const { random } = equipment;
    return {
      retryDelay: axiosBackoff.exponentialBackoff({
        initialDelay,
        maxDelay,
        jitter: jitterOf(axiosBackoff),
        random,
      }),
      ...extra(axiosBackoff, equipment),
    };
  });

const full = (ours: Ours): Jitter => ours.fullJitter;

/** All that the command and the page compare, by the names that `--strategies` takes. */
export const STRATEGIES = {
  none: { label: 'no retry', install: () => undefined },
  fixed: backoff('fixed wait', ({ scenario: { initialDelay } }) => ({ retryDelay: initialDelay })),
  exponential: exponential('exponential, no jitter', (ours) => ours.noJitter),
  equal: exponential('equal jitter', (ours) => ours.equalJitter),
  decorrelated: exponential('decorrelated jitter', (ours) => ours.decorrelatedJitter),
  proportional: exponential('proportional jitter', (ours) => ours.proportionalJitter()),
  'axios-retry': {
    label: 'axios-retry, exponentialDelay',
    install: (client, { libraries: { axiosRetry }, scenario: { retries, initialDelay } }) => {
      axiosRetry.default(client, {
        retries,
        // Its first wait is twice that and up to a fifth more, and there is no cap.
        retryDelay: (retryCount, error) => axiosRetry.exponentialDelay(retryCount, error, initialDelay),
      });
    },
  },
  full: exponential('full jitter (the default)', full),
  // Made for each client: a process shares nothing with the others.
  budget: exponential('full jitter, budget', full, (ours) => ({ budget: ours.retryBudget() })),
  pacer: exponential('full jitter, pacer', full, (ours) => ({ pacer: ours.retryPacer() })),
  shared: exponential('full jitter, shared pacer', full, (_ours, { libraries, redis }) => ({
    pacer: libraries.axiosBackoff.redisPacer(redis, { log: false }),
  })),
  both: exponential('full jitter, budget and pacer', full, (ours) => ({
    budget: ours.retryBudget(),
    pacer: ours.retryPacer(),
  })),
} satisfies Readonly<Record<string, Strategy>>;

export type StrategyName = keyof typeof STRATEGIES;
export const STRATEGY_NAMES = Object.keys(STRATEGIES) as StrategyName[];

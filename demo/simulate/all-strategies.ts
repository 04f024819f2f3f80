import { ADAPTIVE } from './adaptive';
import { CIRCUIT_BREAKER } from './circuit-breaker';
import { STRATEGIES, type Strategy } from './strategies';

/** All that `npm run simulate` compares: the page does without what is heavy to load. */
export const ALL_STRATEGIES = {
  ...STRATEGIES,
  aws: ADAPTIVE,
  breaker: CIRCUIT_BREAKER,
} satisfies Readonly<Record<string, Strategy>>;

export type AnyStrategyName = keyof typeof ALL_STRATEGIES;
export const ALL_STRATEGY_NAMES = Object.keys(ALL_STRATEGIES) as AnyStrategyName[];

// What the strategies use of the plugin. The page bundles this and nothing else of it.
export {
  axiosRetry,
  decorrelatedJitter,
  equalJitter,
  exponentialBackoff,
  fullJitter,
  noJitter,
  proportionalJitter,
  retryBudget,
  retryPacer,
} from '../../lib';
export { redisPacer } from '../../lib/redis';

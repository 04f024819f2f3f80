import type { AxiosStatic } from 'axios';
import type * as AxiosRetry from 'axios-retry';
import type * as AxiosBackoff from '../../lib';
import type * as AxiosBackoffRedis from '../../lib/redis';
import { loadBuiltPackage, loadBuiltRedis } from '../shared/built-package';

/** What the strategies are made of. */
export interface Libraries {
  readonly axios: AxiosStatic;
  // Only what is used: nothing else gets into the page.
  readonly axiosBackoff: Pick<
    typeof AxiosBackoff,
    | 'axiosRetry'
    | 'decorrelatedJitter'
    | 'equalJitter'
    | 'exponentialBackoff'
    | 'fullJitter'
    | 'noJitter'
    | 'proportionalJitter'
    | 'retryBudget'
    | 'retryPacer'
  >;
  readonly axiosBackoffRedis: Pick<typeof AxiosBackoffRedis, 'redisPacer'>;
  readonly axiosRetry: typeof AxiosRetry;
}

/** Loads all as ES modules, so that everyone works on one and the same copy of axios. */
export async function loadLibraries(): Promise<Libraries> {
  const [{ default: axios }, axiosBackoff, axiosBackoffRedis, axiosRetry] = await Promise.all([
    import('axios'),
    loadBuiltPackage(),
    loadBuiltRedis(),
    import('axios-retry'),
  ]);
  return { axios, axiosBackoff, axiosBackoffRedis, axiosRetry };
}

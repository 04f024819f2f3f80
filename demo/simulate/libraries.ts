import type { AxiosStatic } from 'axios';
import type * as AxiosRetry from 'axios-retry';
import { loadBuiltPackage, loadBuiltRedis } from '../shared/built-package';
import type * as Ours from './ours';

/** What the strategies are made of. */
export interface Libraries {
  readonly axios: AxiosStatic;
  readonly axiosBackoff: typeof Ours;
  readonly axiosRetry: typeof AxiosRetry;
}

/** Loads all as ES modules, so that everyone works on one and the same copy of axios. */
export async function loadLibraries(): Promise<Libraries> {
  const [{ default: axios }, plugin, redis, axiosRetry] = await Promise.all([
    import('axios'),
    loadBuiltPackage(),
    loadBuiltRedis(),
    import('axios-retry'),
  ]);
  return { axios, axiosBackoff: { ...plugin, ...redis }, axiosRetry };
}

import type { AxiosStatic } from 'axios';
import type * as AxiosRetry from 'axios-retry';
import type * as AxiosBackoff from '../../lib';
import { loadBuiltPackage } from '../shared/built-package';

/** What the strategies are made of. */
export interface Libraries {
  readonly axios: AxiosStatic;
  readonly axiosBackoff: typeof AxiosBackoff;
  readonly axiosRetry: typeof AxiosRetry;
}

/** Loads all as ES modules, so that everyone works on one and the same copy of axios. */
export async function loadLibraries(): Promise<Libraries> {
  const [{ default: axios }, axiosBackoff, axiosRetry] = await Promise.all([
    import('axios'),
    loadBuiltPackage(),
    import('axios-retry'),
  ]);
  return { axios, axiosBackoff, axiosRetry };
}

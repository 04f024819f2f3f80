import type { AxiosStatic } from 'axios';
import type * as AxiosRetry from 'axios-retry';
import type * as AxiosBackoff from '../../lib';

/** What the strategies are made of. */
export interface Libraries {
  readonly axios: AxiosStatic;
  readonly axiosBackoff: typeof AxiosBackoff;
  readonly axiosRetry: typeof AxiosRetry;
}

// The built bundle, as users get it. By the package's own name, which is not written into the import() because the
// types of the bundle are there only after a build.
const OURS = 'axios-backoff' as string;

/** Loads all as ES modules, so that everyone works on one and the same copy of axios. */
export async function loadLibraries(): Promise<Libraries> {
  const [{ default: axios }, axiosBackoff, axiosRetry] = await Promise.all([
    import('axios'),
    import(OURS) as Promise<typeof AxiosBackoff>,
    import('axios-retry'),
  ]);
  return { axios, axiosBackoff, axiosRetry };
}

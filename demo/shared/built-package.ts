import type * as AxiosBackoff from '../../lib';
import type * as AxiosBackoffRedis from '../../lib/redis';

// By the package's own name, and so through its "exports". The name is not written into the import() because the
// types of the bundle are there only after a build.
const OURS = 'axios-backoff' as string;
const REDIS = `${OURS}/redis`;

/** Loads the built bundle, as users get it. */
export const loadBuiltPackage = (): Promise<typeof AxiosBackoff> =>
  import(OURS) as Promise<typeof AxiosBackoff>;

/** Loads the bundle of the Redis guards that stands beside it. */
export const loadBuiltRedis = (): Promise<typeof AxiosBackoffRedis> =>
  import(REDIS) as Promise<typeof AxiosBackoffRedis>;

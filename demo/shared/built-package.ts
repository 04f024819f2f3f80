import type * as AxiosBackoff from '../../lib';

// By the package's own name, and so through its "exports". The name is not written into the import() because the
// types of the bundle are there only after a build.
const OURS = 'axios-backoff' as string;

/** Loads the built bundle, as users get it. */
export const loadBuiltPackage = (): Promise<typeof AxiosBackoff> =>
  import(OURS) as Promise<typeof AxiosBackoff>;

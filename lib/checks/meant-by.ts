import { member } from './member';

// In the global symbol registry, because the ESM and the CommonJS copy may meet in one process.
const MEANT = Symbol.for('axios-backoff.meant');

/**
 * Marks a function that no option takes as it stands with what to write instead. A mark, since comparing them
 * would put all of them into every bundle.
 */
export const markMeant = <T extends (...args: never[]) => unknown>(meant: string, make: T): T =>
  Object.assign(make, { [MEANT]: meant });

/** What to write instead of such a function; `undefined` for any other value. */
export const meantBy = (value: unknown): string | undefined => member(value, MEANT) as string | undefined;

import { member } from './member';

// In the global symbol registry, because the ESM and the CommonJS copy may meet in one process.
const FACTORY = Symbol.for('axios-backoff.factory');

/** Marks a function that makes what an option takes, to recognise it where its call was forgotten. */
export const markFactory = <T extends () => unknown>(make: T): T => Object.assign(make, { [FACTORY]: true });

/** Whether a function is such a one. A mark, since comparing them would put all of them into every bundle. */
export const isFactory = (value: unknown): boolean => member(value, FACTORY) === true;

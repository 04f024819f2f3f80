/**
 * The config key of a request's own options: that of axios-retry, so that code written for it keeps working.
 */
export const NAMESPACE = 'axios-retry' as const;

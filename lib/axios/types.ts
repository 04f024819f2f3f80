import type { Cancellable } from '../time/cancellation';

/** A request's config as the plugin reads it: axios' own, typed only where it is read. */
export interface AttemptConfig extends Cancellable {
  [key: string]: unknown;
  method?: string;
  url?: string;
  baseURL?: string;
  headers?: unknown;
  data?: unknown;
  timeout?: number;
  transformResponse?: unknown;
  validateStatus?: ((status: number) => boolean) | null;
  adapter?: unknown;
  transitional?: {
    readonly legacyInterceptorReqResOrdering?: boolean;
    readonly clarifyTimeoutError?: boolean;
  };
  env?: { readonly FormData?: unknown };
}

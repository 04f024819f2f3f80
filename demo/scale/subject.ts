import type { AxiosAdapter, AxiosStatic, InternalAxiosRequestConfig } from 'axios';
import type * as AxiosBackoff from '../../lib';

/** What is measured, and the axios that it runs on. */
export interface Subject {
  readonly axios: AxiosStatic;
  readonly plugin: typeof AxiosBackoff;
}

const respond = (config: InternalAxiosRequestConfig, status: number): ReturnType<AxiosAdapter> =>
  Promise.resolve({ data: '', status, statusText: '', headers: {}, config, request: undefined });

/** A server in memory that succeeds at once. */
export const succeed: AxiosAdapter = (config) => respond(config, 200);

/** A server in memory that fails whenever `fails` says so. */
export const failIf =
  ({ AxiosError }: AxiosStatic, fails: (config: InternalAxiosRequestConfig) => boolean): AxiosAdapter =>
  async (config) => {
    if (!fails(config)) return succeed(config);
    const response = await respond(config, 503);
    throw new AxiosError('Busy', AxiosError.ERR_BAD_RESPONSE, config, undefined, response);
  };

/** Guards that refuse nothing, so that all calls pass through them. */
export const openGuards = ({
  plugin,
}: Subject): Pick<Required<AxiosBackoff.RetryOptions>, 'budget' | 'pacer'> => ({
  budget: plugin.retryBudget({ minPerSecond: 1e9 }),
  pacer: plugin.retryPacer(),
});

import { member } from '../checks/member';
import { NAMESPACE } from '../axios/namespace';
import type { AttemptConfig } from '../axios/types';

const has = (state: unknown, types: Readonly<Record<string, string>>): boolean =>
  Object.entries(types).every(([name, type]) => typeof member(state, name) === type);

/**
 * The state that axios-retry, since 3.0, leaves at its key. The plugin's own `Progress` has no such
 * functions.
 */
const AXIOS_RETRY_STATE = {
  retryCount: 'number',
  lastRequestTime: 'number',
  retryCondition: 'function',
  retryDelay: 'function',
  shouldResetTimeout: 'boolean',
};

export const isAxiosRetryState = (value: unknown): boolean => has(value, AXIOS_RETRY_STATE);

/** Another retry plugin that has handled a request. */
export interface OtherPlugin {
  readonly name: 'axios-retry' | 'retry-axios';
  /** Whether it is sending the request again. */
  readonly isResend: boolean;
  /** Stops it. Returns the error that it was about to retry, if known. */
  stop(): unknown;
}

/** Detects another retry plugin on the same instance, by what it leaves in the config. */
export function otherPluginOf(config: AttemptConfig): OtherPlugin | undefined {
  const state = member(config, NAMESPACE);
  const rax = member(config, 'raxConfig');
  // The usual case.
  if (!state && !rax) return undefined;
  if (isAxiosRetryState(state)) {
    return { name: 'axios-retry', isResend: Number(member(state, 'retryCount')) > 0, stop: () => undefined };
  }
  const count = member(rax, 'currentRetryAttempt');
  if (!(Number(count) > 0)) return undefined;
  return { name: 'retry-axios', isResend: true, stop: () => stopRetryAxios(config) };
}

function stopRetryAxios(config: AttemptConfig): unknown {
  const errors = member(member(config, 'raxConfig'), 'errors');
  const error: unknown = Array.isArray(errors) ? errors[errors.length - 1] : undefined;
  const state = member(member(error, 'config'), 'raxConfig');
  if (state) (state as { retry: number }).retry = 0;
  return error;
}

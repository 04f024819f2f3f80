import { member } from '../checks/member';
import { NAMESPACE } from '../axios/namespace';
import type { AttemptConfig } from '../axios/types';

const has = (state: unknown, types: Readonly<Record<string, string>>): boolean =>
  Object.entries(types).every(([name, type]) => typeof member(state, name) === type);

/** What axios-retry leaves at its key, in each of its versions since 3.0. The plugin's own `Progress` has no functions. */
const AXIOS_RETRY_STATE = {
  retryCount: 'number',
  lastRequestTime: 'number',
  retryCondition: 'function',
  retryDelay: 'function',
  shouldResetTimeout: 'boolean',
};

export const isAxiosRetryState = (value: unknown): boolean => has(value, AXIOS_RETRY_STATE);

/** Another retry plugin that has had its hands on a request. */
export interface OtherPlugin {
  readonly name: 'axios-retry' | 'retry-axios';
  /** Whether it sends the request again. */
  readonly isResend: boolean;
  /** Has it stop, and returns the error that it was about to retry, where it tells that. */
  stop(): unknown;
}

/** Finds out by what it leaves in the config whether another retry plugin works on the same instance. */
export function otherPluginOf(config: AttemptConfig): OtherPlugin | undefined {
  const state = member(config, NAMESPACE);
  const rax = member(config, 'raxConfig');
  // As with most calls.
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

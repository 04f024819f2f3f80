import { member, safely } from '../checks/member';
import { NAMESPACE } from '../axios/namespace';
import type { AttemptConfig } from '../axios/types';

/** What axios-retry leaves at its key, in each of its versions since 3.0. The plugin's own `Progress` has no functions. */
const AXIOS_RETRY_STATE = /* @__PURE__ */ Object.entries({
  retryCount: 'number',
  lastRequestTime: 'number',
  retryCondition: 'function',
  retryDelay: 'function',
  shouldResetTimeout: 'boolean',
});

export const isAxiosRetryState = (value: unknown): boolean =>
  AXIOS_RETRY_STATE.every(([name, type]) => typeof member(value, name) === type);

/** Another retry plugin that has handled a request. */
export interface OtherPlugin {
  readonly name: 'axios-retry' | 'retry-axios';
  /** Whether it is sending the request again. */
  readonly isResend: boolean;
}

/** Detects another retry plugin on the same instance, by what it leaves in the config. */
export function otherPluginOf(config: AttemptConfig): OtherPlugin | undefined {
  const state = member(config, NAMESPACE);
  const rax = member(config, 'raxConfig');
  // The usual case.
  if (!state && !rax) return undefined;
  if (isAxiosRetryState(state)) {
    return { name: 'axios-retry', isResend: Number(member(state, 'retryCount')) > 0 };
  }
  const count = member(rax, 'currentRetryAttempt');
  if (typeof count !== 'number' || !(count > 0)) return undefined;
  return { name: 'retry-axios', isResend: true };
}

/** Has retry-axios stop, and returns the error that it was about to retry, where it tells that. axios-retry tells none. */
export function stopRetryAxios(config: AttemptConfig): unknown {
  const errors = member(member(config, 'raxConfig'), 'errors');
  const error = member(errors, Number(member(errors, 'length')) - 1);
  const state = member(member(error, 'config'), 'raxConfig');
  safely(() => {
    (state as { retry: number }).retry = 0;
  });
  return error;
}

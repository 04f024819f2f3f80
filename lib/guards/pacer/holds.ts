import type { AxiosRequestConfig } from 'axios';
import type { HoldRules } from '../../options/guard-brand';
import type { EndedAttempt } from '../../types';
import { MOST_KEYS, PerKey } from '../per-key';
import { HeldCalls } from './held-calls';

/** How a pacer holds new calls: what it is told, and its rules but for the link. */
export interface Holds extends Omit<HoldRules, 'link'> {
  readonly attemptEnded: (attempt: EndedAttempt) => void;
  readonly close: () => void;
}

/**
 * @param most how many calls with one key may be held at once.
 * @param idle milliseconds without use after which a key may be forgotten.
 */
export function holdsOf(key: (config: AxiosRequestConfig) => string, most: number, idle: number): Holds {
  const keys = new PerKey(
    key,
    () => new HeldCalls(most),
    idle,
    (calls) => calls.isBusy,
  );
  /** The keys whose servers ask for patience, and perhaps some whose time is over. */
  const asked = new Set<HeldCalls>();
  return {
    refuse: (where) => {
      throw new TypeError(
        `axios-backoff: only axiosRetry() takes a pacer with holdNewCalls, not the options${where}`,
      );
    },
    attemptEnded: (attempt) => {
      const calls = keys.of(attempt.config);
      calls.attemptEnded(attempt);
      asked.delete(calls);
      if (calls.isAsked) asked.add(calls);
      const [oldest] = asked;
      if (oldest && asked.size > MOST_KEYS) asked.delete(oldest);
    },
    isHolding: () => {
      for (const calls of asked) {
        if (calls.isAsked) return true;
        asked.delete(calls);
      }
      return false;
    },
    close: () => {
      for (const calls of keys.values) calls.close();
    },
    hold: (call, release, say) => keys.of(call.config).hold(call, release, say),
  };
}

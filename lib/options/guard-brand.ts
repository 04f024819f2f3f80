import { bare, member } from '../checks/member';
import type { AxiosRequestConfig } from 'axios';
import { warnOfThrow } from '../log/write';
import type { GuardRules, HoldEvent, RetryGuard } from '../types';

/** A call whose first attempt is about to be sent. */
export interface NewCall {
  readonly config: AxiosRequestConfig;
  /** The number of the call. */
  readonly number: number;
  readonly maxRetryAfter: number;
}

export type Say = (line: string, event: HoldEvent) => void;

/** How a pacer holds new calls. */
export interface HoldRules {
  /** What an installation uses to hold calls. Only it knows more of it. */
  readonly link: unknown;
  /**
   * Called if the pacer is in the options of a request: the interceptor that holds calls is one of the installation.
   *
   * @throws TypeError
   */
  readonly refuse: (where: string) => never;
  /** Whether a new call may have to wait, whatever its key. */
  readonly isHolding: () => boolean;
  /**
   * Holds a call.
   *
   * @returns a function that ends the hold without calling `release`; `undefined` if the call may go at once.
   */
  readonly hold: (call: NewCall, release: () => void, say: Say | false) => (() => void) | undefined;
}

export interface OwnRules extends GuardRules {
  /** With `holdNewCalls`. */
  readonly holds?: HoldRules;
  /** Whether the server is up, with only random failures. */
  readonly isServerSound?: (config: AxiosRequestConfig) => boolean;
  /** Counts a retry that was held back, or the end of a call that had any. Returns what is to be logged. */
  readonly heldBack?: (
    call: number,
    config: AxiosRequestConfig,
    skippedByCall: number,
    isOver: boolean,
  ) => readonly [line: string, event: HoldEvent] | undefined;
}

/** A guard as the core sees it. */
export interface Guard extends RetryGuard {
  /** The rules of the guard; empty once it is closed. */
  rules: OwnRules;
  /** How a call asks the guard. Only a call knows more of it. */
  readonly link: unknown;
}

/** Calls `close` of a guard. It belongs to no call, so what it throws goes to the console. */
async function runClose(rules: OwnRules): Promise<void> {
  try {
    // Typed as returning nothing, but it may be an async function.
    await (rules.close?.() as unknown);
  } catch (thrown) {
    const log = (line: string): void => {
      console.warn(line);
    };
    warnOfThrow({ log }, 'close', thrown);
  }
}

// In the global symbol registry, because the ESM and the CommonJS copy may meet in one process.
const BRAND = Symbol.for('axios-backoff.guard');

/**
 * Makes a guard from its rules and the link that calls use. It is a function, because only functions stay identical
 * in every copy of a config.
 */
export function brand(rules: OwnRules, link: unknown): RetryGuard {
  const guard = Object.assign((): void => undefined, {
    [BRAND]: true,
    rules,
    link,
    close: () => {
      const { rules: closing } = guard;
      // Nobody tells them any more how their retries end, so nothing may keep them.
      guard.rules = bare();
      void runClose(closing);
    },
  });
  return guard as unknown as RetryGuard;
}

/** Whether a guard was made by any copy of this package. */
export const isGuard = (value: unknown): value is Guard => member(value, BRAND) === true;

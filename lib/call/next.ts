import type { Wait } from '../delay/delay';
import type { StopReason } from '../types';

/** The call succeeds. */
export class Answer {
  constructor(readonly answer: unknown) {}
}

/** An attempt failed. */
export class Failed {
  constructor(readonly error: unknown) {}
}

/** How an attempt ended. */
export type Outcome = Answer | Failed;

/** The call ends with an error. */
export class Stop {
  /**
   * @param error the latest error; `undefined` if the call slept and did not keep it.
   * @param thrown what a hook threw instead, boxed because it may be any value.
   */
  constructor(
    readonly reason: StopReason,
    readonly error?: unknown,
    readonly thrown?: readonly [unknown],
  ) {}
}

/** What comes next for a call. Each step of the loop returns one of these; only the loop ends the call. */
export type Next = Answer | Stop | Wait;

export type { Wait };
